"""Files of the inbox, from their bytes to the records of a shard, and out of the way after the load.

Composes intake, extraction and store, like pipeline, and is part of it.
"""

import hashlib
from dataclasses import asdict, dataclass
from pathlib import Path

from ingest.batch import extract_text, extraction_rows
from ingest.errors import RejectedInput
from ingest.intake.files import read_file
from ingest.intake.rejection import Rejection
from ingest.intake.scan import KEEP, NotReady, read_bytes, sidecar_path
from ingest.model import Article
from ingest.settings import Settings
from ingest.store.folders import move_input, write_mark
from ingest.store.ledger import make_input_id
from ingest.store.rows import Row


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file as it was read. `sha256` is over its bytes and those of its sidecar."""

    name: str
    sha256: str
    data: bytes = b""
    sidecar: bytes | None = None
    refused: RejectedInput | None = None  # why it could not be read at all

    @property
    def mark(self) -> str:
        return make_input_id("file", self.name, self.sha256)


def read_input(path: Path) -> InputFile:
    """Read a file and its sidecar. Raises NotReady when it is gone or still being written."""
    beside = sidecar_path(path)
    try:
        data = read_bytes(path)
        sidecar = read_bytes(beside) if beside is not None and beside.is_file() else None
    except RejectedInput as error:
        try:
            info = path.lstat()
        except FileNotFoundError:
            raise NotReady(f"{path.name!r} is gone") from None
        # Its bytes are out of reach, so its identity is what the file system says of it.
        identity = f"{error.reason} {info.st_size} {info.st_mtime_ns}"
        return InputFile(path.name, hashlib.sha256(identity.encode()).hexdigest(), refused=error)
    digest = hashlib.sha256(data)
    if sidecar is not None:
        digest.update(b"\0" + sidecar)
    return InputFile(path.name, digest.hexdigest(), data, sidecar)


def is_kept(settings: Settings) -> bool:
    """Tell whether the inbox is read in place: nothing is moved out of it, and marks say what was done."""
    return (settings.inbox / KEEP).exists()


def is_marked(settings: Settings, path: Path) -> bool:
    """Tell whether the file, as it is now, bears a mark. Raises NotReady like read_input."""
    return (settings.ledger_marks / read_input(path).mark).exists()


def extract_input(path: Path) -> Row:
    """Read and extract one file: {name, input_sha256, mark, records}, as a shard holds it."""
    given = read_input(path)
    results: list[Article | Rejection]
    if given.refused:
        results = [Rejection(0, given.refused.reason, given.refused.detail)]
    else:
        results = read_file(given.name, given.data, given.sidecar)
    return {
        "name": given.name,
        "input_sha256": given.sha256,
        "mark": given.mark,
        "records": [_make_record(given, item, result) for item, result in enumerate(results)],
    }


def put_away(settings: Settings, item: Row) -> None:
    """Mark an input that the ledger holds, and move its file to processed/, or failed/ if all of it was rejected.

    A file that was replaced since it was read stays: it is another input.
    """
    write_mark(settings.ledger_marks, item["mark"])
    path = settings.inbox / item["name"]
    if is_kept(settings):
        return
    try:
        unchanged = read_input(path).sha256 == item["input_sha256"]
    except NotReady:
        return
    if unchanged:
        folder = settings.processed if any("article" in record for record in item["records"]) else settings.failed
        beside = sidecar_path(path)
        if beside is not None and beside.is_file():
            move_input(beside, folder, item["input_sha256"])
        move_input(path, folder, item["input_sha256"])


def _make_record(given: InputFile, item: int, result: Article | Rejection) -> Row:
    record: Row = {
        "input_id": make_input_id("file", given.name, given.sha256, item),
        "source_kind": "feed" if result.feed_id else "file",
        "source_name": given.name.encode("utf-8", "backslashreplace").decode(),  # a name need not be UTF-8
        "item": item,
        "input_sha256": given.sha256,
    }
    if isinstance(result, Rejection):
        return {**record, "reason": result.reason, "detail": result.detail[:300]}
    try:
        rows = extraction_rows(extract_text(result.body, result.title, result.language, result.published_at))
    except Exception as error:  # one article that the engine dies on must not stop the batch; the ledger names it
        return {**record, "reason": "extract_crash", "detail": f"{type(error).__name__}: {error}"[:300]}
    article = {
        **asdict(result),
        "notes": "; ".join(result.notes) or None,
        "language": rows.pop("language"),
        "body_sha256": hashlib.sha256(result.body.encode("utf-8", "surrogatepass")).hexdigest(),
        "source_name": record["source_name"],
    }
    return {**record, "article": article, **rows}
