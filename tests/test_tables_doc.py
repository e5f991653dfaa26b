from pathlib import Path

import ingest
from ingest.store.document import describe_tables

PAGE = Path(ingest.__file__).parents[1] / "docs" / "tables.md"


def test_the_page_says_what_the_schema_says() -> None:
    assert PAGE.read_text(encoding="utf-8") == describe_tables(), "run: python -m ingest.store.document docs/tables.md"


def test_the_page_has_every_column_with_a_meaning() -> None:
    rows = [line for line in describe_tables().splitlines() if line.startswith("| `")]
    assert len(rows) > 200
    assert not [row for row in rows if row.split("|")[3].strip() in {"", "None"}]
