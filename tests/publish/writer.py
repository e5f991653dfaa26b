"""Publish small snapshots for ever, as a process that a test may kill: python writer.py PUBLISHED LIVE QUERIES."""

import sys
from datetime import date, datetime, timedelta
from itertools import count
from pathlib import Path

from publish.snapshots import publish_numbered

if __name__ == "__main__":
    root, live, queries = map(Path, sys.argv[1:4])
    for number in count(int(sys.argv[4])):
        publish_numbered(root, live, queries, number, date(2024, 3, 6) + timedelta(days=number % 3))
        print(number, datetime.now().isoformat(), flush=True)  # noqa: DTZ005 - a log of the test
