"""Reviewed articles with the events that a careful reader finds in them, in either of two layouts.

    tests/gold/<lang>/*.toml                 ours: `[[article]]` with the text, its events and its amounts
    <folder>/articles.jsonl + gold/*.json    texts and answers apart, offsets given

Every list of a gold event holds all values that a careful reader would accept, best first.
"""

import hashlib
import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, time
from pathlib import Path, PurePath
from typing import Any

from ingest.errors import WartaError
from ingest.intake.files import read_file
from ingest.model import Article

FAMILIES = ("investment", "regulatory")
Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class GoldEvent:
    """One act that an article states. `at`: half-open offsets of its evidence in the body."""

    family: str
    key: str
    must: bool  # False: borderline, neither rewarded nor punished
    types: tuple[str, ...]
    statuses: tuple[str, ...]
    first: tuple[str, ...]  # names of the investor or regulator
    second: tuple[str, ...]  # names of the target, or of all subjects
    country: tuple[str, ...]
    amounts: tuple[tuple[float | None, str | None], ...]  # in units of the currency; the first is the best
    at: tuple[int, int]
    optional: frozenset[str] = frozenset()  # fields (other, country) that may as well stay empty

    @property
    def amount(self) -> float | None:
        return self.amounts[0][0]


@dataclass(frozen=True, slots=True)
class GoldAmount:
    """One amount of money of the body, event or not."""

    start: int
    end: int
    amount: float
    currency: str | None


@dataclass(frozen=True, slots=True)
class GoldArticle:
    """A text and its answers."""

    article_id: str
    language: str
    split: str  # dev: may be tuned on; test: kept for judging
    title: str | None
    body: str
    published_at: datetime | None
    events: tuple[GoldEvent, ...]
    amounts: tuple[GoldAmount, ...]
    weight: float = 1.0  # how much it counts in a fit: the samples, which users see first, count more


def load_gold(folder: Path, split: str | None = None) -> list[GoldArticle]:
    """Load every article of a folder of either layout, ordered by its id.

    Raises WartaError where the folder holds none, an id comes twice, or an answer does not stand in its text.
    """
    if (folder / "articles.jsonl").is_file():
        articles = _load_apart(folder)
    else:
        articles = [a for path in sorted(folder.glob("*/*.toml")) for a in _load_toml(path)]
    if not articles:
        raise WartaError(f"no gold in {str(folder)!r}: neither articles.jsonl with gold/*.json nor <lang>/*.toml")
    ids = [article.article_id for article in articles]
    twice = sorted({i for i in ids if ids.count(i) > 1})
    if twice:
        raise WartaError(f"these articles of {str(folder)!r} come twice: {', '.join(twice)}")
    wanted = [article for article in articles if split is None or article.split == split]
    if not wanted:
        raise WartaError(f"no article of {str(folder)!r} is of the split {split!r}")
    return sorted(wanted, key=lambda article: article.article_id)


def digest_gold(articles: Iterable[GoldArticle]) -> str:
    """Digest of texts and answers: whoever changes one has to look at the floors again."""
    lines = sorted(json.dumps(asdict(article), default=_write_plain) for article in articles)
    return hashlib.sha256("\n".join(lines).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _write_plain(value: object) -> object:
    """What JSON does not know: sets in a fixed order, times as text."""
    return sorted(value) if isinstance(value, frozenset) else str(value)


def _load_toml(path: Path) -> list[GoldArticle]:
    try:
        records = tomllib.loads(path.read_text("utf-8")).get("article", [])
    except (OSError, ValueError) as error:
        raise WartaError(f"cannot read {str(path)!r}: {error}") from error
    return [_read_article(record, path) for record in records]


def _read_sample(record: Record, path: Path) -> Article:
    """The text of an article that names a file of seeds/ (beside tests/), as intake makes it; `item`: its record."""
    file = path.parents[3] / "seeds" / PurePath(record["file"]).name
    sidecar = file.with_suffix(".toml")
    read = read_file(file.name, file.read_bytes(), sidecar.read_bytes() if sidecar.is_file() else None)
    article = read[record.get("item", 0)]
    if not isinstance(article, Article):
        raise WartaError(f"{file.name} is rejected by intake: {article.reason}")
    return article


def _read_article(record: Record, path: Path) -> GoldArticle:
    where = f"article {record.get('id')!r} of {path.name}"
    try:
        sample = "file" in record
        body = _read_sample(record, path).body if sample else record["body"]
        events = [
            _read_event(family, event, _find_words(body, event["evidence"], 1, where))
            for family in FAMILIES
            for event in record.get(family, [])
        ]
        amounts = []
        for entry in record.get("money", []):
            at = _find_words(body, entry["text"], entry.get("nth", 1), where)
            amounts.append(GoldAmount(*at, float(entry["amount"]), entry["currency"]))
        published = record.get("published")
        moment = datetime.combine(published, time()) if published else None
        return GoldArticle(
            record["id"],
            record.get("language", path.parent.name),
            record["split"],
            record.get("title"),
            body,
            moment,
            tuple(events),
            tuple(amounts),
            weight=6.0 if sample else 1.0,
        )
    except KeyError as error:
        raise WartaError(f"{where} has no {error}") from error


def _find_words(body: str, words: str, nth: int, where: str) -> tuple[int, int]:
    start = -1
    for _ in range(nth):
        start = body.find(words, start + 1)
        if start < 0:
            raise WartaError(f"{where}: occurrence {nth} of {words[:80]!r} is not in the body")
    return start, start + len(words)


def _read_event(family: str, event: Record, at: tuple[int, int]) -> GoldEvent:
    investing = family == "investment"
    first = event.get("investor" if investing else "regulator", [])
    others = event.get("target" if investing else "subjects", [])
    optional = {"other": not others, "country": not event.get("country")}
    return GoldEvent(
        family=family,
        key=event["key"],
        must=event["need"] == "must",
        types=tuple(event["types"]),
        statuses=tuple(event["statuses"]),
        first=tuple(first),
        second=tuple(_flatten([*others, *(event.get("subjects_also") or [])])),
        country=(*event.get("country", []), *(event.get("country_also") or [])),
        amounts=tuple(_read_amounts(event)),
        at=at,
        optional=frozenset(slot for slot, is_open in optional.items() if is_open),
    )


def _flatten(names: Iterable[str | list[str]]) -> list[str]:
    return [name for entry in names for name in (entry if isinstance(entry, list) else [entry])]


def _read_amounts(event: Record) -> Iterable[tuple[float | None, str | None]]:
    currency = event.get("currency")
    yield _number(event.get("amount")), currency
    for value in [*(event.get("amount_alt") or []), *(event.get("amount_also") or [])]:
        if isinstance(value, list):
            yield _number(value[0]), value[1]
        else:
            yield _number(value), currency
    for other in event.get("currency_alt") or []:
        yield _number(event.get("amount")), other


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


def _load_apart(folder: Path) -> list[GoldArticle]:
    try:
        lines = (folder / "articles.jsonl").read_text("utf-8").splitlines()
        texts = {text["id"]: text for text in (json.loads(line) for line in lines if line.strip())}
        records = [json.loads(path.read_text("utf-8")) for path in sorted((folder / "gold").glob("*.json"))]
        return [_join_article(record, texts[record["id"]]) for record in records]
    except (OSError, ValueError, KeyError) as error:
        raise WartaError(f"cannot read the gold of {str(folder)!r}: {type(error).__name__} {error}") from error


def _join_article(record: Record, text: Record) -> GoldArticle:
    events = [
        _read_event(family, event, (event["at"][0], event["at"][1])) for family in FAMILIES for event in record[family]
    ]
    amounts = [GoldAmount(a["at"][0], a["at"][1], float(a["amount"]), a["currency"]) for a in record["amounts"]]
    published = text.get("published_at")
    moment = datetime.fromisoformat(published) if published else None
    if moment is not None and moment.tzinfo is not None:
        moment = moment.astimezone(UTC).replace(tzinfo=None)
    return GoldArticle(
        record["id"],
        record["lang"],
        record.get("split", "dev"),
        text.get("title"),
        text["body"],
        moment,
        tuple(events),
        tuple(amounts),
    )
