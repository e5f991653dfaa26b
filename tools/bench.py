"""Measure the extraction: articles a second on one core, and on all of them.

python tools/bench.py [COPIES]     reads seeds/*.txt COPIES times (default 200)
"""

import json
import sys
import time
from pathlib import Path

from ingest.batch import count_cores, extract_lines

SEEDS = Path(__file__).resolve().parents[1] / "seeds"


def main() -> None:
    copies = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    bodies = [path.read_text(encoding="utf-8") for path in sorted(SEEDS.glob("*.txt"))]
    lines = [
        json.dumps({"id": f"{n}-{copy}", "body": body}).encode()
        for copy in range(copies)
        for n, body in enumerate(bodies)
    ]
    characters = copies * sum(map(len, bodies))
    list(extract_lines(lines[:1], workers=1))  # loads the engine, which is not what is measured
    for workers in sorted({1, count_cores()}):
        began = time.perf_counter()
        failed = sum(error is not None for _, error in extract_lines(lines, workers=workers))
        seconds = time.perf_counter() - began
        print(
            f"{workers} core{'s' * (workers > 1)}: {len(lines)} articles in {seconds:.2f} s, "
            f"{len(lines) / seconds:.0f} articles/s, {characters / seconds / 1e6:.2f} million characters/s, {failed} failed"
        )


if __name__ == "__main__":
    main()
