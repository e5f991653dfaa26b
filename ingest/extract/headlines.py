"""Names where capitals say little: in headlines, and at the start of a sentence."""

import re

from ingest.extract.document import Document
from ingest.extract.names import Name, is_form
from ingest.extract.party_rules import PartyRules

_DATELINE = re.compile(
    r"[^.\n]{0,26}?(?: ?(?:-LRB-|--|—|–)| - )|\. (?=[A-Z])| \((?=[A-Z][a-z]|A[FP])"
)  # after "LONDON"


_OPENING = re.compile(r"(?:--|[—–•*]) ?$")  # what follows it begins anew
_LONGEST = 3  # characters that it matches


def _known_pieces(name: Name, known: dict[str, set[tuple[str, ...]]], has_body: bool) -> list[Name]:
    """The stretches of a headline's run of capitals that the body knows as (the start of) a name."""
    if not has_body:
        return [name]
    tokens = [(m.group().strip(",.()"), name.start + m.start()) for m in re.finditer(r"\S+", name.text)]
    pieces = []
    index = 0
    while index < len(tokens):
        best = 0
        for words in known.get(tokens[index][0].lower(), ()):
            length = 0
            while length < min(len(words), len(tokens) - index) and (
                words[length].lower().strip(",.()") == tokens[index + length][0].lower()
            ):
                length += 1
            best = max(best, length)
        if best:
            start = tokens[index][1]
            last, at = tokens[index + best - 1]
            text = name.text[start - name.start : at + len(last) - name.start]
            pieces.append(Name(start, start + len(text), text, name.bracket if index + best == len(tokens) else ""))
        index += max(best, 1)
    return pieces


def settle_headlines(document: Document, names: list[Name], rules: PartyRules) -> list[Name]:
    """In a headline all of capitals only what the body names, or what carries a legal form, is a name."""
    shouted = [document.sentence_at(n.start).shouted for n in names]
    if not any(shouted):
        return names
    body = [n for n, loud in zip(names, shouted, strict=True) if not loud]
    known: dict[str, set[tuple[str, ...]]] = {}
    for n in body:
        words = tuple(n.text.split())
        known.setdefault(words[0].lower(), set()).add(words)
        if is_form(words[0], rules.names) or words[0] in rules.names.prefix:
            known.setdefault(words[1].lower() if len(words) > 1 else "", set()).add(words[1:])
    settled = list(body)
    for n, loud in zip(names, shouted, strict=True):
        if loud:
            settled += [p for p in _known_pieces(n, known, bool(body)) if p.text not in rules.names.prefix]
    return sorted(settled, key=lambda n: n.start)


def _without_currency(document: Document, name: Name, money: set[int]) -> Name:
    """A run of capitals without the currency that it ran into: "PT Sawit Jaya Rp 3 miliar"."""
    last = name.text.rfind(" ") + 1
    if not last or name.start + last not in money or not document.text[name.end : name.end + 2].strip()[:1].isdigit():
        return name
    end = name.start + last - 1
    return name._replace(end=end, text=document.text[name.start : end])


def _opens_dateline(document: Document, name: Name) -> bool:
    """ "LONDON (Reuters) - ", "SEMARANG, 30 Juli - ": a place in capitals at the start of a line."""
    text = document.text
    if not name.text.isupper():
        return False
    sentence = document.sentence_at(name.start)
    opens = name.start in (0, sentence.start) or text[name.start - 1] == "\n"
    return opens and sentence.index < 3 and _DATELINE.match(text, name.end) is not None


def _opens_sentence(document: Document, name: Name) -> bool:
    """Whether its capital is due to its place: first in a sentence or behind a dash."""
    start = document.sentence_at(name.start).start
    if name.start - start <= 2:
        return True
    return _OPENING.search(document.text, max(start, name.start - _LONGEST), name.start) is not None


def _is_compound(name: Name, rules: PartyRules) -> bool:
    """Whether a word with a hyphen looks like a name: capitals in both parts, not those of months."""
    parts = name.text.split("-")
    return len(parts) > 1 and all(part[:1].isupper() and part not in rules.names.not_names for part in parts)


def drop_chance_capitals(document: Document, names: list[Name], rules: PartyRules) -> list[Name]:
    """A single capitalised word that opens a sentence is a name only where it is one elsewhere too; money is none."""
    money = {hit.start for hit in document.by_kind.get("money", ())}
    acts = {(hit.start, hit.end) for kind in ("in", "rn") for hit in document.by_kind.get(kind, ())}
    names = [_without_currency(document, n, money) for n in names]
    inner = set()
    opening = set()
    for n in names:
        if " " not in n.text and not n.legal and not n.bracket and _opens_sentence(document, n):
            opening.add(n.start)
        else:
            inner.update(n.text.split())
    return [
        n
        for n in names
        if n.start not in money
        and (n.start, n.end) not in acts  # "Series D", "PMK"
        and not _opens_dateline(document, n)
        and n.text not in rules.names.prefix
        and (
            n.start not in opening
            or n.text in inner
            or n.text in rules.names.heads
            or _is_compound(n, rules)
            or n.text.isupper()
            or document.text[n.end : n.end + 2] in ("'s", "’s")
        )
    ]
