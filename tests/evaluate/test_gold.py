"""Both layouts of gold say the same, and a slip in one is an error with its place."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.errors import WartaError
from ingest.evaluate.gold import digest_gold, load_gold

_TOML = """
[[article]]
id = "x-1"
split = "dev"
published = 2026-03-04
title = "T"
body = \"\"\"
KPPU denda Toko Awan Rp 5 miliar. Toko Awan membayar Rp 5 miliar.\"\"\"

[[article.regulatory]]
key = "r1"
need = "must"
types = ["penalty"]
statuses = ["decided"]
regulator = ["KPPU"]
subjects = [["Toko Awan", "Awan"], ["Awan Dua"]]
matter = ["antitrust"]
country = ["ID"]
amount = "5000000000"
currency = "IDR"
qualifier = ["exact"]
evidence = "KPPU denda Toko Awan Rp 5 miliar."

[[article.money]]
text = "Rp 5 miliar"
amount = "5000000000"
currency = "IDR"
role = "r1"

[[article.money]]
text = "Rp 5 miliar"
nth = 2
amount = "5000000000"
currency = "IDR"
role = "r1"
"""


def write_toml(folder: Path, text: str = _TOML, language: str = "id") -> Path:
    (folder / language).mkdir(parents=True)
    (folder / language / "a.toml").write_text(text, "utf-8")
    return folder


def write_apart(folder: Path) -> Path:
    (folder / "gold").mkdir(parents=True)
    body = "KPPU denda Toko Awan Rp 5 miliar. Toko Awan membayar Rp 5 miliar."
    article = {"id": "x-1", "lang": "id", "title": "T", "body": body, "published_at": "2026-03-04T00:00:00+00:00"}
    (folder / "articles.jsonl").write_text(json.dumps(article) + "\n", "utf-8")
    event = {"key": "r1", "need": "must", "types": ["penalty"], "statuses": ["decided"], "regulator": ["KPPU"]}
    event |= {"subjects": [["Toko Awan", "Awan"]], "subjects_also": ["Awan Dua"], "country": ["ID"], "at": [0, 33]}
    event |= {"amount": 5000000000, "currency": "IDR", "amount_alt": [[335000, "USD"], 5100000000]}
    amounts = [{"at": [at, at + 11], "amount": 5000000000, "currency": "IDR"} for at in (21, 53)]
    gold = {"id": "x-1", "lang": "id", "split": "dev", "investment": [], "regulatory": [event], "amounts": amounts}
    (folder / "gold" / "x-1.json").write_text(json.dumps(gold), "utf-8")
    return folder


def test_both_layouts_say_the_same(tmp_path: Path) -> None:
    [ours] = load_gold(write_toml(tmp_path / "one"))
    [apart] = load_gold(write_apart(tmp_path / "other"))
    assert [(a.start, a.end) for a in ours.amounts] == [(21, 32), (53, 64)]
    assert ours.events[0].second == ("Toko Awan", "Awan", "Awan Dua")
    assert apart.events[0].amounts == ((5e9, "IDR"), (335000.0, "USD"), (5.1e9, "IDR"))
    plain = replace(apart, events=(replace(apart.events[0], amounts=ours.events[0].amounts),))
    assert plain == ours


def test_names_that_are_only_accepted_leave_the_field_open(tmp_path: Path) -> None:
    folder = write_apart(tmp_path)
    path = folder / "gold" / "x-1.json"
    gold = json.loads(path.read_text("utf-8"))
    gold["regulatory"][0] |= {"subjects": [], "country": [], "country_also": ["ID"]}
    path.write_text(json.dumps(gold), "utf-8")
    [event] = load_gold(folder)[0].events
    assert event.second == ("Awan Dua",)
    assert event.country == ("ID",)
    assert event.optional == {"other", "country"}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('evidence = "KPPU denda', 'evidence = "OJK denda', "is not in the body"),
        ("nth = 2", "nth = 3", "occurrence 3"),
        ('types = ["penalty"]', "", "has no 'types'"),
        ('id = "x-1"', 'id = ["', "cannot read"),
    ],
)
def test_a_slip_is_named(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in _TOML
    with pytest.raises(WartaError, match=message):
        load_gold(write_toml(tmp_path, _TOML.replace(old, new)))


def test_an_id_may_not_come_twice(tmp_path: Path) -> None:
    with pytest.raises(WartaError, match="x-1"):
        load_gold(write_toml(write_toml(tmp_path), language="en"))


def test_an_empty_folder_and_an_empty_split_are_errors(tmp_path: Path) -> None:
    with pytest.raises(WartaError, match="no gold"):
        load_gold(tmp_path)
    with pytest.raises(WartaError, match="'test'"):
        load_gold(write_toml(tmp_path), "test")


def test_the_digest_follows_texts_and_answers_and_no_order(tmp_path: Path) -> None:
    [article] = load_gold(write_toml(tmp_path))
    other = replace(article, article_id="x-2")
    assert digest_gold([article, other]) == digest_gold([other, article])
    assert digest_gold([article]) != digest_gold([replace(article, body=article.body + " ")])
    assert digest_gold([article]) != digest_gold([replace(article, events=())])
