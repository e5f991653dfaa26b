"""Copies with an edited paragraph: precision and recall on pairs made of the gold articles, and the hard cases."""

import itertools
import random
import re
import tomllib
from pathlib import Path

from ingest.resolve.copies import SKETCH_SIZE, is_copy, make_sketch, measure_similarity

GOLD = Path(__file__).parents[1] / "gold"
EDITS = ("drop", "replace", "add", "words", "dateline", "trim")


def read_bodies() -> list[str]:
    files = sorted(GOLD.glob("*/*.toml"))
    articles = [article for file in files for article in tomllib.loads(file.read_text("utf-8")).get("article", [])]
    return [article["body"].strip() for article in articles[::3] if "body" in article]


def edit(body: str, other: str, kind: str, chance: random.Random) -> str:
    """Return the body as another publisher might carry it."""
    parts, foreign = body.split("\n\n"), other.split("\n\n")
    place = chance.randrange(1, len(parts)) if len(parts) > 1 else 0
    match kind:
        case "drop" if len(parts) > 2:
            parts.pop(place)
        case "replace" if len(parts) > 2:
            parts[place] = chance.choice(foreign)
        case "add":
            parts.insert(place, chance.choice(foreign))
        case "words":
            words = body.split(" ")
            for index in chance.sample(range(len(words)), max(1, len(words) // 20)):
                words[index] = "kata"
            return " ".join(words)
        case "dateline":
            parts = ["JAKARTA (Kantor Berita Contoh) - " + parts[0], *parts[1:], "(abc/contoh)"]
        case "trim":
            parts = parts[: max(2, len(parts) * 7 // 10)]
    return "\n\n".join(parts)


def other_figures(body: str, chance: random.Random) -> str:
    """Return the next report off the same template: same words, other numbers."""
    return re.sub(r"\d+", lambda found: str(chance.randrange(1, 10 ** len(found.group()))), body)


def measure_pairs() -> tuple[float, float, int, int]:
    """Return (precision, recall, copies, others)."""
    chance, bodies = random.Random(7), read_bodies()
    sketches = [make_sketch(body) for body in bodies]
    copies = [
        is_copy(sketch, make_sketch(edit(body, chance.choice(bodies), kind, chance)))
        for body, sketch in zip(bodies, sketches, strict=True)
        for kind in EDITS
    ]
    others = [
        is_copy(sketch, make_sketch(other_figures(body, chance))) for body, sketch in zip(bodies, sketches, strict=True)
    ]
    others += [is_copy(one, other) for one, other in itertools.combinations(sketches, 2)]
    return sum(copies) / max(1, sum(copies) + sum(others)), sum(copies) / len(copies), len(copies), len(others)


def test_precision_and_recall_on_edited_gold_articles() -> None:
    precision, recall, copies, others = measure_pairs()
    print(f"near copies: precision {precision:.3f}, recall {recall:.3f} on {copies} copies and {others} others")
    assert copies > 500 and others > 10_000
    assert precision >= 0.99
    assert recall >= 0.85


STORY = """PT Contoh Baja, perusahaan rekaan, akan membangun pabrik baja senilai Rp 4,5 triliun di Cilegon mulai Maret 2027.
Direktur utama perusahaan menyatakan pabrik itu menyerap 1.200 pekerja dan menghasilkan 300.000 ton baja setiap tahun.
Pemerintah daerah menyambut rencana tersebut dan berjanji menyiapkan jalan serta pasokan listrik sebesar 80 megawatt."""


def test_an_edited_last_paragraph_is_a_copy() -> None:
    edited = STORY.rsplit("\n", 1)[0] + "\nWarga sekitar berharap lapangan kerja bertambah sesudah pabrik berdiri."
    assert is_copy(make_sketch(STORY), make_sketch(edited))


def test_the_same_words_with_other_figures_are_no_copy() -> None:
    other = STORY.replace("4,5", "7,2").replace("1.200", "900").replace("300.000", "450.000").replace("80", "95")
    assert measure_similarity(make_sketch(STORY).hashes, make_sketch(other).hashes) > 0.4
    assert not is_copy(make_sketch(STORY), make_sketch(other))


def test_short_texts_are_never_near_copies() -> None:
    assert not is_copy(make_sketch("Rapat ditunda sampai besok."), make_sketch("Rapat ditunda sampai besok."))


def test_case_and_punctuation_do_not_count() -> None:
    assert make_sketch(STORY).hashes == make_sketch(STORY.upper().replace(",", " ,").replace("4 ,5", "4,5")).hashes
    assert len(make_sketch(STORY * 5).hashes) <= SKETCH_SIZE
