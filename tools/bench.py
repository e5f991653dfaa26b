"""Measure the extraction: articles a second in every stage, on one core and on all, and how time grows with length.

python tools/bench.py [ARTICLES]     generated articles of about 2 KB, the same ones on every run (default 10000)
"""

import json
import random
import re
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from functools import partial

from ingest.batch import extract_lines
from ingest.cores import count_cores
from ingest.extract import dates
from ingest.extract.article import extract_article, find_amounts, load_engine, read_candidates, read_document
from ingest.extract.engine import Engine

_WORD = re.compile(r"\w+|[^\w\s]")
_DAY = datetime(2026, 3, 12)  # noqa: DTZ001 - naive UTC, as the engine has it
_NAMES = ("Sagara", "Larkmere", "Nilaraya", "Kencana", "Quillmoor", "Wirasena", "Embun", "Thornby", "Delima", "Harrow")
_KINDS = {"id": ("PT {} Jaya Tbk", "PT {} Energi", "Bank {}"), "en": ("{} Holdings Ltd", "{} Energy plc", "{} Bank")}
_ACTS = {
    "id": (
        "{a} menyiapkan belanja modal Rp {n} triliun untuk membangun pabrik di Gresik, Jawa Timur, pada kuartal II 2026.",
        "{a} sepakat mengakuisisi {b} senilai US${n} juta (sekitar Rp {m} miliar), kata direktur utamanya, Senin (9/3).",
        "Otoritas Jasa Keuangan (OJK) menjatuhkan denda Rp {m} miliar kepada {a} karena melanggar aturan pasar modal.",
        "KPPU menyelidiki {a} dan {b} atas dugaan kartel sejak pekan lalu.",
    ),
    "en": (
        "{a} will spend ${n} million on a new plant in Ohio over the next three years, it said on Monday.",
        "{a} agreed to buy {b} for ${n}.5 billion in cash, in a deal expected to close by June 30, 2026.",
        "The Securities and Exchange Commission fined {a} ${m} million for misleading investors last year.",
        "The competition watchdog is investigating {a} and {b}, people familiar with the matter said.",
    ),
}
_FILL = {
    "id": (
        "Perseroan membukukan laba bersih Rp {m} miliar sepanjang 2025, naik {n} persen dari tahun sebelumnya.",
        "Permintaan diperkirakan tetap kuat karena konsumsi rumah tangga dan ekspor membaik di banyak daerah.",
        "Saham {a} ditutup menguat ke level Rp {m}0 per saham, sementara indeks bergerak tipis hingga akhir pekan.",
        "Manajemen menilai langkah itu tidak mengubah rencana jangka panjang, meski harga bahan baku masih bergejolak.",
    ),
    "en": (
        "Revenue at the company rose {n} per cent to ${m} million in the third quarter, helped by demand in Asia.",
        "Analysts had expected weaker figures because prices of raw materials have been volatile for most of the year.",
        "Shares of {a} closed at ${n}.20, little changed on the week, while the wider market moved sideways.",
        "The management said that the step would not change its long-term plans, and gave no further details.",
    ),
}
_HOSTILE = ("Rp 5 triliun ", "akuisisi ", "PT Sagara ", "OJK menyelidiki ", "A.", "(", "2026 ", "$1 to ", "“Bank ")


def make_article(source: random.Random, language: str, size: int = 2000) -> str:
    """Return a made-up article: a headline, then acts in a third of the sentences."""

    def fill(sentence: str) -> str:
        a, b = (source.choice(_KINDS[language]).format(name) for name in source.sample(_NAMES, 2))
        return sentence.format(a=a, b=b, n=source.randint(2, 95), m=source.randint(100, 950))

    parts = [fill(source.choice(_ACTS[language])).rstrip(".") + "\n\n"]
    while sum(map(len, parts)) < size:
        pool = _ACTS if source.random() < 0.33 else _FILL
        parts.append(fill(source.choice(pool[language])) + ("\n\n" if source.random() < 0.3 else " "))
    return "".join(parts).strip()


class Clock:
    """Seconds by stage."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def measure(self, stage: str) -> Iterator[None]:
        began = time.perf_counter()
        yield
        self.seconds[stage] = self.seconds.get(stage, 0.0) + time.perf_counter() - began


def measure_stages(engine: Engine, articles: list[tuple[str, str]]) -> Clock:
    """Run the stages one by one over (language, text), and the whole beside them."""
    clock = Clock()
    for code, text in articles:
        rules = engine.languages[code]
        with clock.measure("words by re"):
            _WORD.findall(text)
        with clock.measure("scan"):
            rules.lexicon.scan(text)
        with clock.measure("read: scan, sentences, parties"):
            document = read_document(text, code, rules)
        with clock.measure("money"):
            amounts = find_amounts(document, rules)
        with clock.measure("dates"):
            dates.find_dates(text, document.hits, rules.dates, date(2026, 3, 12))
        with clock.measure("candidates"):
            read_candidates(document, amounts, rules)
        with clock.measure("whole extraction"):
            extract_article(engine, text, None, code, _DAY)
    return clock


def time_best(task: Callable[[], object], runs: int = 3) -> float:
    """Seconds of processor time of the fastest run."""
    best = float("inf")
    for _ in range(runs):
        began = time.process_time()
        task()
        best = min(best, time.process_time() - began)
    return best


def _repeat(piece: str, size: int) -> str:
    return piece * (size // len(piece))


def report_growth(engine: Engine, source: random.Random) -> None:
    """Print the seconds for 100 KB and 1 MB of text; ten times the text may take about ten times the time."""
    texts = [("one long article", partial(make_article, source, "id"))]
    texts += [(repr(piece), partial(_repeat, piece)) for piece in _HOSTILE]
    print("\nlength                      100 KB      1 MB   growth")
    for name, make in texts:
        short, long = make(100_000), make(1_000_000)
        small = time_best(partial(extract_article, engine, short, None, "id", _DAY))
        large = time_best(partial(extract_article, engine, long, None, "id", _DAY), runs=1)
        print(f"{name:24s} {small:8.3f} s {large:7.3f} s {large / small:7.1f}")


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    source = random.Random(7)
    articles = [(code := ("id", "en")[n % 2], make_article(source, code)) for n in range(count)]
    mean = sum(len(text.encode()) for _, text in articles) / count
    print(f"{count} generated articles of {mean:.0f} bytes, half Indonesian, half English; one process\n")
    engine = load_engine()
    clock = measure_stages(engine, articles)
    words = clock.seconds["words by re"]
    print("stage                             articles/s   times words by re")
    for stage, seconds in clock.seconds.items():
        print(f"{stage:32s} {count / seconds:11.0f} {seconds / words:14.2f}")
    lines = [json.dumps({"id": n, "body": text, "lang": code}).encode() for n, (code, text) in enumerate(articles)]
    print("\nlines of JSON in, rows of JSON out (what `ingest extract` does)")
    for workers in sorted({1, count_cores()}):
        began = time.perf_counter()
        failed = sum(error is not None for _, error in extract_lines(lines, workers=workers))
        seconds = time.perf_counter() - began
        print(f"{workers} process{'es' * (workers > 1)}: {count / seconds:.0f} articles/s, {failed} failed")
    report_growth(engine, source)


if __name__ == "__main__":
    main()
