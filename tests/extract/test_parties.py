"""Every phrase of the party corpora: who is named, by what kind, and as whom."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from ingest.extract.article import load_engine, read_document

_CORPUS = Path(__file__).parents[1] / "corpus"
_LOOSE = {"org": {"org", "name"}, "name": {"org", "name"}}  # a name alone may look like either


def _cases() -> list[Any]:
    cases = []
    for path in sorted(_CORPUS.glob("*/parties.toml")):
        for case in tomllib.loads(path.read_text("utf-8"))["case"]:
            cases.append(pytest.param(path.parent.name, case, id=f"{path.parent.name}: {case['text'][:60]}"))
    return cases


@pytest.mark.parametrize(("code", "case"), _cases())
def test_phrase(code: str, case: dict[str, Any]) -> None:
    document = read_document(case["text"], code, load_engine().languages[code])
    found = [p for p in document.parties if p.kind in ("org", "name", "regulator")]
    got = [p.text for p in found]
    assert got == [want["text"] for want in case["want"]]
    for party, want in zip(found, case["want"], strict=True):
        assert party.kind in _LOOSE.get(want["kind"], {want["kind"]})
        assert party.name == want.get("name", want["text"])
        if "country" in want:
            assert party.country == want["country"]
