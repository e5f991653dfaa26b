"""The corrections file of parties: what the rules got wrong, each entry with its reason. See docs/queries.md.

[[same]]   names = ["Voltara Energy", "VE Nusantara"]   reason = "..."    two names of one party; the first is used
[[apart]]  names = ["Sinar", "Sinar Jaya"]              reason = "..."    a rule took them for one, and they are not
[[about]]  names = ["Voltara Energy"]  country = "SG"  kind = "company"  reason = "..."

`since` (a date) may say from which day on an entry counts: snapshots of earlier days do not look for it.
"""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

from ingest.errors import CorrectionError
from ingest.refdata import load_countries
from ingest.resolve.parties import Correction

_NAMES = {"same": 2, "apart": 2, "about": 1}  # least number of names
_FIELDS = {"names", "reason", "since", "country", "kind"}
_KINDS = {"authority", "country", "company", None}


def read_corrections(path: Path, day: date) -> tuple[Correction, ...]:
    """Return the entries that count on `day`; none where there is no file. Raises CorrectionError for a wrong one."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return ()
    except (OSError, ValueError) as error:
        raise CorrectionError(f"cannot read {path.name}: {error}") from error
    if unknown := sorted(content.keys() - _NAMES.keys()):
        raise CorrectionError(f"{path.name}: there is no [[{unknown[0]}]], only {', '.join(_NAMES)}")
    found = []
    for kind in _NAMES:
        entries = content.get(kind, [])
        if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            raise CorrectionError(f"{path.name}: {kind} is written as [[{kind}]], a table for each entry")
        for entry in entries:
            correction, since = _read_entry(path.name, kind, entry)
            if since is None or since <= day:
                found.append(correction)
    return tuple(found)


def _read_entry(file: str, kind: str, entry: dict[str, Any]) -> tuple[Correction, date | None]:
    where = f"{file}, [[{kind}]] {entry!r:.200}"
    if unknown := entry.keys() - _FIELDS:
        raise CorrectionError(f"{where}: a field that nobody knows: {sorted(unknown)}")
    names, reason, since = entry.get("names"), entry.get("reason"), entry.get("since")
    if not isinstance(names, list) or not all(isinstance(name, str) and name.strip() for name in names):
        raise CorrectionError(f"{where}: names is a list of names")
    if len(set(names)) < _NAMES[kind]:
        raise CorrectionError(f"{where}: {_NAMES[kind]} names at least")
    if not isinstance(reason, str) or len(reason.split()) < 2:
        raise CorrectionError(f"{where}: reason says in words why")
    if since is not None and type(since) is not date:
        raise CorrectionError(f"{where}: since is a date")
    country, party_kind = entry.get("country"), entry.get("kind")
    if (country is not None and country not in {c.code for c in load_countries()}) or party_kind not in _KINDS:
        raise CorrectionError(f"{where}: country is a code of ISO 3166, kind authority, country or company")
    if kind != "about" and (country or party_kind):
        raise CorrectionError(f"{where}: country and kind belong to [[about]]")
    return Correction(kind, tuple(names), reason, country, party_kind), since
