"""What an article says appears on the pages as text: no tag, no script, no address of another host."""

import re
from dataclasses import replace
from datetime import date, datetime
from html.parser import HTMLParser
from pathlib import Path

import duckdb
import pytest
from audit.sample_rows import build_database

from ingest.audit.gate import find_holds
from ingest.audit.quarantine import hold_rows
from ingest.audit.run import audit_file
from ingest.audit.suites import load_suites
from ingest.publication_report import fetch_shown, show_held
from ingest.resources import data_folder
from ingest.review.site import PAGES, Review, write_index, write_review

HOSTILE = '</td><script>alert(1)</script><img src=x onerror="alert(2)">$x ${y} {{ 7*7 }} {batch}'
DAY = date(2024, 3, 6)
FEED = [
    "feed_id",
    "publisher",
    "url",
    "health",
    "last_ok_at",
    "last_new_at",
    "fetches",
    "entries_new",
    "entries_rejected",
    "errors_in_row",
    "next_due_at",
    "last_reason",
]


class Tags(HTMLParser):
    """Collects what a browser would see as markup."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def read_tags(path: Path) -> Tags:
    tags = Tags()
    tags.feed(path.read_text(encoding="utf-8"))
    return tags


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages of an audit whose failing rows carry markup in every text that is shown."""
    folder = tmp_path_factory.mktemp("hostile")
    database = folder / "sample.duckdb"
    build_database(database)
    suites = load_suites(data_folder("expectations"))
    with duckdb.connect(str(database)) as con:
        con.execute(
            "UPDATE investment_mentions SET country = ?, evidence = ? WHERE mention_id = 'im_store'", [HOSTILE] * 2
        )
        con.execute("UPDATE money_mentions SET currency = ?, text = ? WHERE amount = 60000000", [HOSTILE] * 2)
        con.execute(
            "UPDATE articles SET title = ?, url = ? WHERE article_id = 'a_one'", [HOSTILE, '" onclick="alert(3)']
        )
        con.execute(
            "UPDATE articles SET language = ?, url = 'javascript:alert(4)' WHERE article_id = 'a_two'", [HOSTILE]
        )
    reports = folder / "reports"
    audits = [audit_file(database, suites, "staged", reports / "2024-03-06", DAY)]
    with duckdb.connect(str(database)) as con:
        held = hold_rows(con, suites, find_holds(audits[0]), DAY, datetime(2024, 3, 7))  # noqa: DTZ001
    assert {row.rule_id for row in held} >= {"INV-COUNTRY-ISO", "INV-EVIDENCE-SPAN", "MON-CURRENCY-ISO", "MON-SPAN"}
    audits.append(audit_file(database, suites, "candidate", reports / "2024-03-06", DAY))
    with duckdb.connect(str(database)) as con:
        shown = [*fetch_shown(con, suites, audits[0]), *fetch_shown(con, suites, audits[1])]
    assert shown
    trend = [
        {"day": "2024-03-05", "failed": 1, "warnings": 1, "quarantined": 0, "rows": 9},
        {"day": "2024-03-06", "failed": 3, "warnings": 1, "quarantined": 2, "rows": None},
    ]
    delta = {"table_name": "articles", "row_key": HOSTILE, "change": "add", "reason": "a new article"}
    delta |= {"summary": HOSTILE, "changed_columns": [HOSTILE]}
    review = Review(
        day=DAY,
        attempt="2024-03-06",
        word="blocked",
        reasons=[HOSTILE],
        made_at=datetime(2024, 3, 7),  # noqa: DTZ001
        counts={"articles": 2},
        row_counts={"articles": 2},
        stages=[(audit.stage, audit.results) for audit in audits],
        failures=shown,
        held=[show_held(replace(row, decided_by=HOSTILE, decision_note=HOSTILE), {}) for row in held],
        delta=[delta],
        delta_counts={"add": 1},
        base="2024-03-05-0",
        trend=trend,
        feeds=[dict.fromkeys(FEED, HOSTILE) | {"last_ok_at": None, "last_new_at": None, "next_due_at": None}],
        inputs=[{"outcome": "rejected", "reason": HOSTILE, "inputs": 1}],
        docs=audits[-1].docs,
    )
    write_review(reports / "2024-03-06", review)
    attempt = {"snapshot_id": "2024-03-06", "as_of_date": DAY, "created_at": datetime(2024, 3, 7)}  # noqa: DTZ001
    attempt |= {"verdict": "blocked", "checks": 9, "failed": 3, "quarantined": 2}
    write_index(reports, trend, [attempt])
    return reports


def list_pages(reports: Path) -> list[Path]:
    pages = sorted(reports.rglob("*.html"))
    own = [page for page in pages if "gx" not in page.parts]
    assert len(own) == len(PAGES) + 1  # of the day, and the index over all
    assert len(pages) > len(own) + 16  # Data Docs: index, suites, validations of two stages
    return pages


def test_no_page_runs_a_script_or_carries_an_event_handler(reports: Path) -> None:
    for page in list_pages(reports):
        for tag, attributes in read_tags(page).tags:
            assert tag not in {"script", "img", "iframe", "object", "embed", "form", "base"}, page
            assert not [name for name in attributes if name.startswith("on")], page


def test_every_page_forbids_scripts_and_requests(reports: Path) -> None:
    for page in list_pages(reports):
        policies = [a["content"] for tag, a in read_tags(page).tags if a.get("http-equiv") == "Content-Security-Policy"]
        assert len(policies) == 1
        assert (policies[0] or "").startswith("default-src 'none'; style-src 'unsafe-inline'")


def test_no_page_loads_or_links_another_host(reports: Path) -> None:
    for page in list_pages(reports):
        for tag, attributes in read_tags(page).tags:
            assert "src" not in attributes, page
            assert tag != "link", page
            href = attributes.get("href") or ""
            assert not re.match(r"(?i)\s*(https?:|//|javascript:|data:)", href), (page, href)
        assert "url(" not in page.read_text(encoding="utf-8").split("</style>")[0]


def test_links_between_the_pages_lead_somewhere(reports: Path) -> None:
    for page in list_pages(reports):
        hrefs = [attributes.get("href") or "" for tag, attributes in read_tags(page).tags if tag == "a"]
        for href in hrefs:
            target = href.split("#")[0]
            assert not target or (page.parent / target).resolve().is_file(), (page, href)
        assert hrefs, page


def test_failing_rows_are_shown_with_their_words(reports: Path) -> None:
    held = read_tags(reports / "2024-03-06" / "quarantine.html").text
    assert "INV-COUNTRY-ISO" in held
    assert HOSTILE in held  # as text, whole
    for name in ("index", "delta"):
        assert HOSTILE in read_tags(reports / "2024-03-06" / f"{name}.html").text
    (page,) = (reports / "2024-03-06" / "gx" / "docs" / "validations" / "investment_mentions" / "staged").rglob(
        "*.html"
    )
    docs = read_tags(page).text
    assert HOSTILE in docs
    assert "a_one/1/im_store" in docs
    assert "A country is a code of ISO 3166-1" in docs


def test_the_index_lists_every_validation(reports: Path) -> None:
    index = read_tags(reports / "2024-03-06" / "gx" / "docs" / "index.html")
    links = [a.get("href") or "" for tag, a in index.tags if tag == "a"]
    assert len([href for href in links if href.startswith("validations/")]) >= 10


def test_words_of_the_article_are_marked(reports: Path) -> None:
    marks = [a["class"] for tag, a in read_tags(reports / "2024-03-06" / "failures.html").tags if tag == "mark"]
    assert {"amount", "party", "date"} <= set(marks)


def test_charts_are_labelled_and_follow_the_colour_scheme(reports: Path) -> None:
    charts = [a for tag, a in read_tags(reports / "2024-03-06" / "index.html").tags if tag == "svg"]
    assert len(charts) == 4
    assert all(chart["role"] == "img" and chart["aria-label"] for chart in charts)
    text = (reports / "2024-03-06" / "index.html").read_text(encoding="utf-8")
    assert "var(--ink)" in text
    assert "#00000" not in text


def test_no_day_stands_twice_below_a_chart() -> None:
    from ingest.review.charts import choose_days, draw_trend

    points = [{"day": day, "rows": rows} for rows, day in enumerate(("2026-03-05", "2026-03-06"), start=90)]
    assert re.findall(r">(\d+ Mar)<", draw_trend(points, "rows", "Rows", "--c1")) == ["5 Mar", "6 Mar"]
    many = [f"2026-03-{day:02d}" for day in range(1, 31)]
    assert len(choose_days(many)) == 6 and choose_days(many)[-1] == choose_days(many[-1:])[0]
    assert choose_days([]) == []
