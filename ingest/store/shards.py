"""Shards: what extraction hands to the load, as JSON lines in a file that appears whole or not at all.

A shard is a list of inputs, one line a file: {"name", "input_sha256", "mark", "records": [...]}, with records as
ingest.store.load.load_records takes them.
"""

import os
from collections.abc import Iterable
from pathlib import Path

from ingest.store.rows import Row, read_json_lines, write_json


def write_shard(path: Path, inputs: Iterable[Row]) -> None:
    """Write `path` by way of a temporary file beside it, so that a reader never sees half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    with temporary.open("w", encoding="utf-8") as stream:
        for item in inputs:
            stream.write(write_json(item) + "\n")
        stream.flush()
        os.fsync(stream.fileno())
    temporary.replace(path)


def read_shard(path: Path) -> list[Row]:
    """Return the inputs of a shard."""
    with path.open(encoding="utf-8") as stream:
        return list(read_json_lines(stream))
