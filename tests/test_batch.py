"""Many articles are read on all cores."""

import json

import psutil

from ingest.batch import extract_lines

_BODY = "PT Sagara Jaya Tbk membangun pabrik senilai Rp 5 triliun di Gresik pada kuartal II 2026. " * 20


def test_many_articles_keep_every_process_at_work() -> None:
    lines = [json.dumps({"id": n, "body": _BODY, "lang": "id"}).encode() for n in range(160)]
    before = set(psutil.Process().children(recursive=True))  # other tests leave servers running
    busy = 0
    for number, (result, error) in enumerate(extract_lines(lines, workers=2)):
        assert result is not None and error is None
        if number == 120:
            children = set(psutil.Process().children(recursive=True)) - before
            busy = sum(child.cpu_times().user > 0.2 for child in children)
    assert busy == 2
