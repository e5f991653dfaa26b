"""Tables `parties` and `party_mentions`: who the mentions name."""

from collections.abc import Sequence

import duckdb

from ingest.resolve.names import Name
from ingest.resolve.parties import Correction, Party, find_parties, list_names
from ingest.store.rows import Row, add_rows, append_rows

# The target of these is a company; of others it may be a plant or a programme.
_DEALS = "('acquisition', 'stake_purchase', 'funding_round', 'joint_venture', 'divestment')"
_KEY = "article_id, article_version, mention_id"
_NAMED = f"""
CREATE OR REPLACE TEMP TABLE named AS
SELECT {_KEY}, event_id, 'investor' AS role, investor AS field FROM investment_mentions
UNION ALL SELECT {_KEY}, event_id, 'target', target FROM investment_mentions WHERE event_type IN {_DEALS}
UNION ALL SELECT {_KEY}, event_id, 'regulator', coalesce(regulator, regulator_text) FROM regulatory_mentions
UNION ALL SELECT {_KEY}, event_id, 'subject', unnest(subjects) FROM regulatory_mentions
"""


def write_parties(con: duckdb.DuckDBPyConnection, corrections: Sequence[Correction]) -> None:
    """Replace the parties by those of all mentions, whose events are known. Runs in a transaction of its own.

    Raises CorrectionError for a correction that matches nothing.
    """
    con.execute("BEGIN TRANSACTION")
    try:
        con.execute(_NAMED)
        con.execute("DELETE FROM named WHERE field IS NULL OR trim(field) = ''")
        pairs = con.execute("SELECT DISTINCT role, field FROM named ORDER BY ALL").fetchall()
        fields = {(role, field): list_names(role, field) for role, field in pairs}
        shared = con.execute(
            "SELECT event_id, role, list(DISTINCT field ORDER BY field) FROM named WHERE event_id IS NOT NULL"
            " GROUP BY ALL HAVING count(DISTINCT field) > 1 ORDER BY ALL"
        ).fetchall()
        together = (
            (event_id, {name.key: name for field in found for name in fields[role, field]}.values())
            for event_id, role, found in shared
        )
        parties = find_parties((name for found in fields.values() for name in found), together, corrections)
        _write_mentions(con, fields, parties)
        _write_parties(con, parties)
        con.execute("COMMIT")
    except BaseException:
        con.execute("ROLLBACK")
        raise


def _write_mentions(
    con: duckdb.DuckDBPyConnection, fields: dict[tuple[str, str], tuple[Name, ...]], parties: dict[str, Party]
) -> None:
    con.execute("CREATE OR REPLACE TEMP TABLE forms (role VARCHAR, field VARCHAR, name_text VARCHAR, party_id VARCHAR)")
    append_rows(
        con,
        "temp.forms",
        [
            {"role": role, "field": field, "name_text": name.text, "party_id": parties[name.key].party_id}
            for (role, field), names in fields.items()
            for name in {name.text: name for name in names}.values()
        ],
    )
    con.execute("DELETE FROM party_mentions")
    con.execute(
        f"INSERT INTO party_mentions BY NAME SELECT DISTINCT party_id, {_KEY}, role, name_text, event_id"
        " FROM named JOIN forms USING (role, field)"
    )


def _write_parties(con: duckdb.DuckDBPyConnection, parties: dict[str, Party]) -> None:
    counts = dict(
        con.execute(f"SELECT party_id, count(DISTINCT ({_KEY})) FROM party_mentions GROUP BY party_id").fetchall()
    )
    con.execute("DELETE FROM parties")
    rows = {party.party_id: _party_row(party, counts.get(party.party_id, 0)) for party in parties.values()}
    add_rows(con, "parties", rows.values())


def _party_row(party: Party, mentions: int) -> Row:
    return {
        "party_id": party.party_id,
        "name": party.name,
        "aliases": sorted(party.forms),
        "kind": party.kind,
        "country": party.country,
        "mention_count": mentions,
        "merges": party.merges,
    }
