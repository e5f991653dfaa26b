"""A folder of feed bodies through intake, extraction and load, with the accounting. Part of pipeline's room."""

import hashlib
import json
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from ingest import pipeline
from ingest.errors import RejectedInput, WartaError
from ingest.intake.envelope import hash_record, make_refusal
from ingest.intake.feed_parse import MAX_FEED
from ingest.intake.feeds import FeedReading, make_record, read_feed
from ingest.intake.identity import make_feed_id
from ingest.intake.rejection import Rejection
from ingest.intake.scan import KEEP, NotReady, is_ignored, read_bytes
from ingest.settings import Settings

_FILE_BYTES = 4 * 2**20  # of one file of records; intake reads at most 5 MiB
_SUFFIX = ".headers.json"  # beside a body: the headers it came with, as a JSON object


def replay_folder(
    settings: Settings, folder: Path, now: datetime, progress: pipeline.Progress | None = None
) -> dict[str, Any]:
    """Run every file of `folder` through intake as one feed body each, and load what comes out.

    Returns {feeds, by_status, by_reason, entries, stored, duplicate, rejected, balanced}: entries is what the bodies hold (a
    body that is refused whole counts as one), and balanced says that every one of them has an outcome. An entry that an earlier
    replay brought counts as duplicate. Raises WartaError where `folder` is none.
    """
    if not folder.is_dir():
        raise WartaError(f"{folder} is not a folder")
    tell = progress or (lambda step, done, total: None)
    names = sorted(
        path.name for path in folder.iterdir() if not is_ignored(path.name) and not path.name.endswith(_SUFFIX)
    )
    work = settings.staging / f"replay-{hashlib.sha256(str(folder).encode()).hexdigest()[:12]}"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    (work / KEEP).touch()  # so that nothing is moved out of it, and every record's file counts as settled
    statuses: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    entries = 0
    for number, name in enumerate(names):
        tell("read", number, len(names))
        records, reading = _read_body(folder / name, name, now)
        statuses[reading.status] += 1
        reasons[reading.reason or "none"] += 1
        entries += len(records)
        _write_records(work, name, records)
    counts = _load(replace(settings, inbox=work), now, tell)
    shutil.rmtree(work)
    new = counts["stored"] + counts["duplicate"] + counts["rejected"]
    return {
        "feeds": len(names),
        "by_status": dict(sorted(statuses.items())),
        "by_reason": dict(sorted(reasons.items())),
        "entries": entries,
        "stored": counts["stored"],
        "duplicate": counts["duplicate"] + counts["seen_duplicate"],
        "rejected": counts["rejected"] + counts["seen_rejected"],
        "balanced": entries == new + counts["seen_duplicate"] + counts["seen_rejected"],
    }


def _read_body(path: Path, name: str, now: datetime) -> tuple[list[dict[str, Any]], FeedReading]:
    """Return the records of one body, refusals included, and what was read."""
    url = f"http://replay.invalid/{hashlib.sha256(name.encode('utf-8', 'surrogateescape')).hexdigest()[:16]}"
    feed_id = make_feed_id(url)
    try:
        body = read_bytes(path, MAX_FEED)
        reading = read_feed(body, _read_headers(path), url, now=now)
    except (RejectedInput, NotReady) as error:
        body = str(path).encode("utf-8", "surrogateescape")
        reason = error.reason if isinstance(error, RejectedInput) else "not_regular"
        reading = FeedReading("rejected", reason, str(error)[:200])
    records = [make_record(article) for article in reading.entries]
    records += [make_refusal(feed_id, url, rejection) for rejection in reading.rejected]
    if reading.status == "rejected":
        key = hashlib.sha256(body).hexdigest()[:16]
        records.append(make_refusal(feed_id, url, Rejection(0, reading.reason or "internal", reading.detail, key)))
    return records, reading


def _read_headers(path: Path) -> dict[str, str]:
    beside = path.with_name(path.name + _SUFFIX)
    try:
        value = json.loads(read_bytes(beside, 65536)) if beside.is_file() else {}
    except (ValueError, RecursionError, NotReady, RejectedInput):
        return {}
    return {str(key): str(item) for key, item in value.items()} if isinstance(value, dict) else {}


def _write_records(work: Path, name: str, records: list[dict[str, Any]]) -> None:
    """Write the records of one body as files of JSON lines, in pieces that intake accepts."""
    lines = [json.dumps(record, sort_keys=True) for record in records]
    for number, piece in enumerate(_cut(lines)):
        stem = hash_record({"name": name.encode("utf-8", "backslashreplace").decode(), "piece": number})[:16]
        (work / f"replay-{stem}.jsonl").write_text("\n".join(piece), encoding="utf-8")


def _cut(lines: list[str]) -> Iterator[list[str]]:
    piece: list[str] = []
    size = 0
    for line in lines:
        if piece and size + len(line) > _FILE_BYTES:
            yield piece
            piece, size = [], 0
        piece.append(line)
        size += len(line) + 1
    if piece:
        yield piece


def _load(settings: Settings, now: datetime, tell: pipeline.Progress) -> Counter[str]:
    """Take the record files through extraction and load; what the ledger knew already is counted by its outcome."""
    from ingest.store.ledger import fetch_seen_inputs
    from ingest.store.shards import read_shard

    pipeline.migrate(settings)
    counts: Counter[str] = Counter()
    chunks = _chunk_names(settings)
    for number, chunk in enumerate(chunks):
        tell("load", number, len(chunks))
        shard = pipeline.extract_chunk(settings, chunk, now.strftime("replay-%Y%m%dT%H%M%S"))
        ids = [record["input_id"] for item in read_shard(Path(shard)) for record in item["records"]]
        with pipeline.open_live(settings) as con:
            for outcome in fetch_seen_inputs(con, ids).values():
                counts["seen_rejected" if outcome == "rejected" else "seen_duplicate"] += 1
        loaded = pipeline.load(settings, [shard], now)
        counts.update({name: loaded[name] for name in ("stored", "duplicate", "rejected")})
    return counts


def _chunk_names(settings: Settings) -> list[list[str]]:
    names = sorted(path.name for path in settings.inbox.glob("*.jsonl"))
    return [names[start : start + settings.chunk_size] for start in range(0, len(names), settings.chunk_size)]
