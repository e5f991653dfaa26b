"""What an article says appears on the pages as text: no tag, no script, no address of another host."""

import re
from datetime import date, datetime
from html.parser import HTMLParser
from pathlib import Path

import duckdb
import pytest
from audit.sample_rows import build_database

from ingest.audit.gate import find_holds
from ingest.audit.quarantine import hold_rows
from ingest.audit.report import Verdict, write_report
from ingest.audit.run import audit_file
from ingest.audit.suites import load_suites
from ingest.resources import data_folder

HOSTILE = '</td><script>alert(1)</script><img src=x onerror="alert(2)">$x ${y} {{ 7*7 }} {batch}'
DAY = date(2024, 3, 6)


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
    audits = [audit_file(database, suites, "staged", reports, DAY)]
    with duckdb.connect(str(database)) as con:
        held = hold_rows(con, suites, find_holds(audits[0]), DAY, datetime(2024, 3, 7))  # noqa: DTZ001
    assert {row.rule_id for row in held} >= {"INV-COUNTRY-ISO", "INV-EVIDENCE-SPAN", "MON-CURRENCY-ISO", "MON-SPAN"}
    audits.append(audit_file(database, suites, "candidate", reports, DAY))
    write_report(reports, DAY, Verdict("blocked", [HOSTILE]), audits, held, datetime(2024, 3, 7))  # noqa: DTZ001
    return reports


def list_pages(reports: Path) -> list[Path]:
    pages = sorted(reports.rglob("*.html"))
    assert len(pages) == 18  # our front page; index, 6 suites, 4 staged and 6 candidate validations of Data Docs
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
    front = read_tags(reports / "index.html").text
    assert "INV-COUNTRY-ISO" in front
    assert HOSTILE in front  # as text, whole
    (page,) = (reports / "gx" / "docs" / "validations" / "investment_mentions" / "staged").rglob("*.html")
    docs = read_tags(page).text
    assert HOSTILE in docs
    assert "a_one/1/im_store" in docs
    assert "A country is a code of ISO 3166-1" in docs


def test_the_index_lists_every_validation(reports: Path) -> None:
    index = read_tags(reports / "gx" / "docs" / "index.html")
    links = [a.get("href") or "" for tag, a in index.tags if tag == "a"]
    assert len([href for href in links if href.startswith("validations/")]) == 10
