"""Read `latest` again and again, as a process beside a writer that is killed: python reader.py PUBLISHED.

Prints a line for whatever a reader must never see, and on the end of its standard input the number of reads.
"""

import hashlib
import json
import select
import sys
from pathlib import Path

import duckdb

if __name__ == "__main__":
    published = Path(sys.argv[1])
    reads, last_day = 0, ""
    while not select.select([sys.stdin], [], [], 0.005)[0]:
        pointer = published / "latest.json"
        if not pointer.exists():
            continue
        try:
            latest = json.loads(pointer.read_text(encoding="utf-8"))
            if latest["as_of_date"] < last_day:
                print("went back", last_day, latest["as_of_date"], flush=True)
            last_day = latest["as_of_date"]
            manifest = json.loads((published / latest["manifest"]).read_text(encoding="utf-8"))
            for name, said in manifest["files"].items():
                digest = hashlib.sha256((published / latest["path"] / name).read_bytes()).hexdigest()
                if digest != said["sha256"]:
                    print("torn", latest["snapshot_id"], name, flush=True)
            link = published / "latest.duckdb"
            for database in (published / latest["database"], *([link] if link.is_symlink() else [])):
                with duckdb.connect(str(database.resolve(strict=True)), read_only=True) as con:
                    found = con.execute("SELECT count(*), count(DISTINCT title) FROM articles").fetchall()
                if found != [(50, 1)]:
                    print("half", database, found, flush=True)
            reads += 1
        except Exception as error:
            print("error", type(error).__name__, error, flush=True)
    print(reads, flush=True)
