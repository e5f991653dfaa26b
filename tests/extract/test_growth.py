"""Eight times the text takes about eight times the time, whatever the text repeats."""

import time
from functools import cache

import pytest

from ingest.extract.article import extract_article, load_engine
from ingest.extract.engine import Engine
from ingest.extract.text import find_sentences

_PIECES = [
    "Rp 5 triliun ",
    "akuisisi ",
    "PT Sagara ",
    "OJK menyelidiki ",
    "A.",
    "2026 ",
    "$1 to ",
    "“Bank ",
    "Pada Senin PT Sagara membangun pabrik senilai Rp 5 triliun di Gresik. ",
]


@cache
def _engine() -> Engine:
    return load_engine()


def _seconds(text: str) -> float:
    began = time.process_time()
    extract_article(_engine(), text, None, "id")
    return time.process_time() - began


@pytest.mark.parametrize("piece", _PIECES)
def test_time_grows_with_the_length(piece: str) -> None:
    # The best of three: what else the machine does may only slow a run down.
    small = max(min(_seconds(piece * (10_000 // len(piece))) for _ in range(3)), 0.01)
    large = min(_seconds(piece * (80_000 // len(piece))) for _ in range(2))
    assert large < small * 20, f"{small:.3f} s for 10 kB, {large:.3f} s for 80 kB"


def test_a_sentence_without_an_end_is_cut_at_spaces() -> None:
    text = "kata " * 2000
    found = find_sentences(text, _engine().languages["id"].sentences)
    assert len(found) > 5
    assert all(set(text[s.start : s.end].split()) == {"kata"} for s in found)
