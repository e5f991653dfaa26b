"""Which reading is which gold event, and which of its fields are right.

A reading and a gold event are the same act when amount and currency agree and the evidence overlaps or a party agrees,
or when the evidence overlaps and a party agrees, or when both parties and the type agree (an article may state an act
in several sentences).
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ingest.evaluate.gold import GoldEvent

SLOTS = ("type", "status", "party", "other", "amount", "country")

# Words that two spellings of one name may differ in.
_LEGAL = frozenset(
    [
        "pt",
        "tbk",
        "persero",
        "inc",
        "corp",
        "corporation",
        "co",
        "company",
        "ltd",
        "limited",
        "plc",
        "llc",
        "sa",
        "ag",
        "nv",
        "bhd",
        "berhad",
        "the",
        "holding",
        "holdings",
        "group",
        "grup",
        "perseroan",
    ]
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What is compared of a mention or a candidate. `first`, `second`: names, as in GoldEvent."""

    event_type: str | None
    status: str | None
    first: tuple[str, ...]
    second: tuple[str, ...]
    amount: float | None
    currency: str | None
    country: str | None
    at: tuple[int, int] | None
    confidence: float | None = None
    evidence: str = ""


def read_mention(family: str, row: Mapping[str, Any]) -> Reading:
    """Return what is compared of a row of `investment_mentions` or `regulatory_mentions`."""
    if family == "investment":
        first, second = [row.get("investor")], [row.get("target")]
    else:
        first, second = [row.get("regulator"), row.get("regulator_text")], list(row.get("subjects") or [])
    start, end = row.get("evidence_start"), row.get("evidence_end")
    amount, confidence = row.get("amount"), row.get("confidence")
    return Reading(
        row.get("event_type"),
        row.get("status"),
        tuple(name for name in first if name),
        tuple(name for name in second if name),
        None if amount is None else float(amount),
        row.get("currency"),
        row.get("country"),
        None if start is None or end is None else (start, end),
        None if confidence is None else float(confidence),
        row.get("evidence") or "",
    )


@lru_cache(maxsize=20_000)
def fold_words(name: str) -> tuple[str, ...]:
    """Words of a name that matter: lower case, without brackets, possessive and legal form."""
    text = unicodedata.normalize("NFKC", name).lower()
    text = re.sub(r"\([^)]*\)", " ", text)
    text = re.sub(r"[’']s\b", "", text)
    words = re.sub(r"[^\w&]+", " ", text).split()
    return tuple(word for word in words if word not in _LEGAL) or tuple(words)


def is_same_name(one: str, other: str) -> bool:
    """Whether one name's words are all in the other, with three letters at least."""
    short, long = sorted((fold_words(one), fold_words(other)), key=len)
    return bool(short) and set(short) <= set(long) and (short == long or sum(map(len, short)) >= 3)


def share_name(names: Iterable[str], others: Sequence[str]) -> bool:
    """Whether any name of the one side is one of the other."""
    return any(is_same_name(name, other) for name in names for other in others)


def is_close(one: float | None, other: float | None) -> bool:
    """Whether two amounts are the same but for rounding, a thousandth."""
    return one is not None and other is not None and abs(one - other) <= 0.001 * max(abs(one), abs(other))


def is_right_amount(reading: Reading, event: GoldEvent) -> bool:
    """Whether amount and currency are among those accepted; none is right where none is accepted."""
    for amount, currency in event.amounts:
        if amount is None and reading.amount is None:
            return True
        if is_close(amount, reading.amount) and currency in (reading.currency, None):
            return True
    return False


def measure_match(reading: Reading, event: GoldEvent) -> float:
    """How well a reading fits a gold event; 0 where it is another act."""
    amount = reading.amount is not None and event.amount is not None and is_right_amount(reading, event)
    evidence = reading.at is not None and max(reading.at[0], event.at[0]) < min(reading.at[1], event.at[1])
    one, two = share_name(reading.first, event.first), share_name(reading.second, event.second)
    typed = reading.event_type in event.types
    party = one or two or not (event.first or event.second)
    if event.family == "investment" and not party:  # readers differ on who of the two is the investor
        party = share_name(reading.first, event.second) or share_name(reading.second, event.first)
    named = one and (two or not event.second) and typed
    if not ((amount and (evidence or party)) or (evidence and party) or named):
        return 0.0
    return 3 * amount + 2 * evidence + one + two + 0.5 * typed + 0.1 * event.must


def match_readings(readings: Sequence[Reading], events: Sequence[GoldEvent]) -> dict[int, int]:
    """Index of a reading -> index of its gold event, one to one, best matches first."""
    pairs = [(measure_match(r, e), i, j) for i, r in enumerate(readings) for j, e in enumerate(events)]
    matched: dict[int, int] = {}
    for value, i, j in sorted(pairs, reverse=True):
        if value > 0 and i not in matched and j not in matched.values():
            matched[i] = j
    return matched


def slots_of_event(event: GoldEvent) -> set[str]:
    """The fields that a gold event fills. An amount that may as well be missing is none."""
    filled = {
        "type": True,
        "status": True,
        "party": bool(event.first),
        "other": "other" not in event.optional,
        "amount": all(amount is not None for amount, _ in event.amounts),
        "country": "country" not in event.optional,
    }
    return {slot for slot, is_filled in filled.items() if is_filled}


def slots_of_reading(reading: Reading) -> set[str]:
    """The fields that a reading fills."""
    filled = {
        "type": reading.event_type,
        "status": reading.status,
        "party": reading.first,
        "other": reading.second,
        "amount": reading.amount is not None,
        "country": reading.country,
    }
    return {slot for slot, value in filled.items() if value}


def is_right_slot(slot: str, reading: Reading, event: GoldEvent) -> bool:
    """Whether a field holds a value that a careful reader accepts."""
    if slot == "type":
        return reading.event_type in event.types
    if slot == "status":
        return reading.status in event.statuses
    if slot == "party":
        return share_name(reading.first, event.first)
    if slot == "other":
        return share_name(reading.second, event.second)
    if slot == "amount":
        return is_right_amount(reading, event)
    return reading.country in event.country
