"""Who the mentions name: forms of one name are one party, and a correction explains itself or fails."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
from resolve.stories import load_stories, make_rows

from ingest.errors import CorrectionError
from ingest.resources import data_folder
from ingest.store.corrections import read_corrections
from ingest.store.migrate import apply_migrations
from ingest.store.parties import write_parties
from ingest.store.resolution import resolve_mentions
from ingest.store.rows import add_rows, fetch_rows

DAY = date(2026, 6, 1)


@pytest.fixture(scope="module")
def con(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as con:
        apply_migrations(con, data_folder("schemas") / "migrations")
        for story in load_stories():
            for table, rows in make_rows(story).items():
                add_rows(con, table, rows)
        resolve_mentions(con, tmp_path_factory.mktemp("parties") / "state")
        yield con


def find(con: duckdb.DuckDBPyConnection, form: str) -> list[dict[str, Any]]:
    return fetch_rows(con, "SELECT * FROM parties WHERE list_contains(aliases, ?) ORDER BY party_id", [form])


def correct(con: duckdb.DuckDBPyConnection, folder: Path, text: str) -> None:
    path = folder / "parties.toml"
    path.write_text(text, encoding="utf-8")
    write_parties(con, read_corrections(path, DAY))


def test_forms_of_one_name_are_one_party_with_the_reason(con: duckdb.DuckDBPyConnection) -> None:
    write_parties(con, ())
    (party,) = find(con, "Voltara")
    assert party["name"] == "Voltara Energy" and party["kind"] == "company"
    assert {"Voltara", "Voltara Energy"} <= set(party["aliases"])
    assert party["merges"] and party["merges"][0].startswith("voltara: rule: a form of 'voltara energy' in event ie_")
    (party,) = find(con, "Norden Alloys AG")
    assert "Norden Alloys" in party["aliases"] and party["merges"] == []  # the legal form is no part of a name


def test_authorities_and_countries_are_told_by_the_reference_data(con: duckdb.DuckDBPyConnection) -> None:
    write_parties(con, ())
    kinds = dict(con.execute("SELECT kind, count(*) FROM parties GROUP BY kind").fetchall())
    assert kinds["authority"] >= 5 and kinds["company"] >= 30
    for form in ("KPPU", "Indonesia Competition Commission"):
        for party in find(con, form):
            assert (party["kind"], party["country"], party["name"]) == (
                "authority",
                "ID",
                "Indonesia Competition Commission",
            )
    assert con.execute("SELECT count(*) FROM parties WHERE kind = 'authority' AND country IS NOT NULL").fetchall() != [
        (0,)
    ]


def test_each_mention_and_event_is_linked_to_its_parties(con: duckdb.DuckDBPyConnection) -> None:
    write_parties(con, ())
    lost = con.execute(
        "SELECT m.mention_id FROM investment_mentions AS m ANTI JOIN party_mentions AS p USING (mention_id, article_id)"
        " WHERE m.investor IS NOT NULL"
        " UNION ALL SELECT m.mention_id FROM regulatory_mentions AS m"
        " ANTI JOIN party_mentions AS p USING (mention_id, article_id)"
    ).fetchall()
    assert lost == []
    wrong = con.execute(
        "SELECT p.* FROM party_mentions AS p JOIN event_mentions AS e USING (article_id, article_version, mention_id)"
        " WHERE p.event_id IS DISTINCT FROM e.event_id"
    ).fetchall()
    assert wrong == []
    assert con.execute("SELECT count(*) FROM party_mentions ANTI JOIN parties USING (party_id)").fetchall() == [(0,)]


def test_corrections_join_part_and_complete(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    text = """
        [[same]]
        names = ["Norden Alloys", "Voltara Energy"]
        reason = "made up for this test"
        [[about]]
        names = ["Norden Alloys"]
        country = "CH"
        reason = "its own site says so"
    """
    correct(con, tmp_path, text)
    (party,) = find(con, "Voltara")
    assert (party["name"], party["country"]) == ("Norden Alloys", "CH") and "Norden Alloys AG" in party["aliases"]
    assert "voltara energy: correction: made up for this test" in party["merges"]
    correct(con, tmp_path, '[[apart]]\nnames = ["Voltara", "Voltara Energy"]\nreason = "two companies, in this test"')
    assert {row["name"] for row in find(con, "Voltara") + find(con, "Voltara Energy")} == {"Voltara", "Voltara Energy"}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[[same]]\nnames = ["Voltara", "Nobody At All"]\nreason = "a typing error"', "'Nobody At All'"),
        ('[[about]]\nnames = ["Voltara"]\ncountry = "XX"\nreason = "a wrong code"', "ISO 3166"),
        ('[[same]]\nnames = ["Voltara", "Norden Alloys"]', "reason says"),
        ('[[same]]\nnames = ["Voltara"]\nreason = "one is none"', "2 names"),
        ('[[apart]]\nnames = ["Voltara", "Norden Alloys"]\nreason = "a b"\nby = "me"', "nobody knows"),
        ('[[other]]\nnames = ["Voltara"]', "[[other]]"),
        ("[[same", "cannot read"),
        ('[same]\nnames = ["Voltara", "Norden Alloys"]\nreason = "one bracket too few"', "[[same]]"),
        ("same = [1]", "[[same]]"),
    ],
)
def test_a_correction_that_is_wrong_or_matches_nothing_fails(
    con: duckdb.DuckDBPyConnection, tmp_path: Path, text: str, told: str
) -> None:
    before = con.execute("SELECT * FROM parties ORDER BY ALL").fetchall()
    with pytest.raises(CorrectionError) as caught:
        correct(con, tmp_path, text)
    assert told in str(caught.value)
    assert con.execute("SELECT * FROM parties ORDER BY ALL").fetchall() == before


def test_a_correction_counts_from_its_day_on(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    correct(con, tmp_path, '[[same]]\nnames = ["Not Yet", "Nor This"]\nreason = "comes later"\nsince = 2026-06-02')
    assert read_corrections(tmp_path / "parties.toml", date(2026, 6, 2))[0].names == ("Not Yet", "Nor This")
    assert read_corrections(tmp_path / "missing.toml", DAY) == ()
