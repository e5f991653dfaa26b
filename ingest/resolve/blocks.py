"""Which mentions are worth comparing: those that share a key. Pure; the keys of a mention depend on it alone.

Keys are short text, so that the database can hold and join them (ingest/store/resolution.py).
"""

import zlib
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from math import floor, log

from ingest.model import RegulatoryMention
from ingest.resolve.acts import Act, make_signature
from ingest.resolve.names import GENERIC, Name

# Above this many acts a block is compared along its order only, each act with the next ones: a name that everybody
# writes about must not cost the square of it.
FULL_BLOCK = 400
WINDOW = 100


def make_keys(act: Act) -> tuple[str, ...]:
    """Return the keys of the blocks that an act is in, in order.

    A pair needs a party in common and one thing more (see score.py), so a key joins the two: many companies have a
    "Jaya" in their name, and one company many plants.
    """
    mention = act.reported.mention
    bands = _amount_bands(act)
    if isinstance(mention, RegulatoryMention):
        strong = [_strong_words(name) for name in act.parties]
        found = {words[0] for words in strong} | {f"{words[-1]} {act.authority}" for words in strong}
        found.update(f"law {act.authority} {word}" for word in act.law.split() if any(map(str.isdigit, word)))
    else:
        exact = set() if mention.amount is None else {f"{mention.currency}{mention.amount.normalize():f}"}
        deal = act.group in {"purchase", "divestment"}
        sites = {f"at {place}" for place in act.places}
        targets = _strong_words(act.target) if act.target else []
        names = [*act.parties, *([act.target] if deal and act.target else [])]
        seconds = bands | sites | set(act.assets) | set(targets)
        found = {f"{word} {second}" for name in names for word in _strong_words(name)[:1] for second in seconds}
        found |= {f"{part} {second}" for name in names for part in _weak_parts(name) for second in exact | sites}
        found |= {f"{site} {amount}" for site in sites for amount in exact}
        if deal:  # the first word alone: many companies have a "Logistik" further on
            found |= {*targets[:1], *(f"{one} {two}" for one, two in zip(targets, targets[1:], strict=False))}
    return tuple(sorted(f"{act.group}|{part}" if len(part) <= 60 else _shorten(act.group, part) for part in found))


def make_bonds(act: Act) -> tuple[str, ...]:
    """Return further keys; acts that share one of these are always resolved together, whatever their score: acts that
    no comparison could tell apart, a part and its whole, and mentions of one id."""
    mention = act.reported.mention
    alike = blake2b(repr(make_signature(act)).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
    whole = (f"={mention.parent_mention_id}",) if mention.parent_mention_id is not None else ()
    return f"~{alike}", f"={mention.mention_id}", *whole


def find_pairs(members: Iterable[tuple[str, list[int]]]) -> Iterator[tuple[int, int]]:
    """Yield the pairs (low, high) to compare, each once, of blocks (key, members in comparison order)."""
    seen: set[tuple[int, int]] = set()
    for _, block in members:
        reach = len(block) if len(block) <= FULL_BLOCK else WINDOW
        for position, one in enumerate(block):
            for other in block[position + 1 : position + 1 + reach]:
                pair = (one, other) if one < other else (other, one)
                if one != other and pair not in seen:
                    seen.add(pair)
                    yield pair


def _amount_bands(act: Act) -> set[str]:
    """Two grids of bands, one shifted by half: amounts within a tenth of each other share one, in dollars or as stated."""
    mention = act.reported.mention
    if mention.amount is None or mention.amount <= 0:
        return set()
    found: set[str] = set()
    for amount in (mention.amount, mention.amount_low):
        for value, unit in ((act.reported.amount_usd, "$"), (amount, mention.currency or "?")):
            if value is not None and value > 0:
                place = log(value) * 5
                found.update((f"{unit}{floor(place)}", f"{unit}~{floor(place + 0.5)}"))
    if mention.amount_low is not None:
        found.add("range")
    return found


def _strong_words(name: Name) -> list[str]:
    """The words of a name that tell it from others, in order; all words where none does."""
    return [word for word in name.words if word not in GENERIC] or list(name.words)


def _weak_parts(name: Name) -> set[str]:
    """Further words, initials, and the first letter of what a stock code may stand for: useful with the same figure or site only."""
    if name.code:
        return {name.words[0], f"={name.code}", f"={name.words[0][0]}"}
    parts = set(name.words[:4])
    if len(name.words) > 1:
        parts.update(("=" + "".join(word[0] for word in name.words), f"={name.words[0][0]}"))
    return parts


def _shorten(group: str, part: str) -> str:
    return f"{group}|{part[:40]}~{zlib.crc32(part.encode('utf-8', 'surrogatepass')):08x}"
