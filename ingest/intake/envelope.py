"""Entries of feeds on their way into the inbox: one .json file each, named by what is in it.

The same entry makes the same name and the same bytes, so the ledger sees one input however often a feed repeats it.
"""

import hashlib
import json
import os
from pathlib import Path
from typing import Any

from ingest.intake.rejection import Rejection


def make_refusal(feed_id: str, url: str, rejection: Rejection) -> dict[str, Any]:
    """Return the record of an entry that was refused: intake reads it as that rejection, so the ledger has it."""
    return {
        "feed_id": feed_id,
        "url": url,
        "entry": rejection.key,
        "rejected": {"reason": rejection.reason, "detail": rejection.detail},
    }


def hash_record(record: dict[str, Any]) -> str:
    """Return the SHA-256 over a record, the same for the same content."""
    return hashlib.sha256(json.dumps(record, sort_keys=True).encode("ascii")).hexdigest()


def write_envelope(inbox: Path, feed_id: str, record: dict[str, Any]) -> Path:
    """Put a record into the inbox under a name made of its content, by way of a temporary file; return the path."""
    inbox.mkdir(parents=True, exist_ok=True)
    path = inbox / f"feed-{feed_id}-{hash_record(record)[:16]}.json"
    temporary = inbox / f".{path.name}.{os.getpid()}.part"
    with temporary.open("w", encoding="utf-8") as file:
        json.dump(record, file, ensure_ascii=False, sort_keys=True)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
    return path
