"""The article's own words for a thing, and shares of ownership: small readings of the text around a trigger."""

import re
from dataclasses import dataclass

from ingest.extract.document import Document
from ingest.lang import Pack


@dataclass(frozen=True, slots=True)
class PhraseRules:
    """Patterns compiled from a pack: where a noun phrase ends and begins, percentages, words of control."""

    cut: re.Pattern[str]
    lead: re.Pattern[str]
    percent: re.Pattern[str]
    majority: re.Pattern[str]
    purpose: re.Pattern[str]


def _any(words: tuple[str, ...]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


def build_phrase_rules(pack: Pack) -> PhraseRules:
    """Compile the patterns of a language from its words."""
    return PhraseRules(
        cut=re.compile(rf"[,;:()]|\.\s|\s(?:{_any(pack.words('grammar', 'phrase_ends'))})\s", re.I),
        lead=re.compile(rf"(?:\s|(?:{_any(pack.words('grammar', 'phrase_leads'))})\b)+", re.I),
        percent=re.compile(rf"(\d+(?:[.,]\d+)?)[ -]?(?:{_any(pack.words('grammar', 'percent'))})", re.I),
        purpose=re.compile(rf"(?<!\w)(?:{_any(pack.words('grammar', 'purpose'))})(?!\w)", re.I),
        majority=re.compile(rf"(?<!\w)(?:{_any(pack.words('grammar', 'majority'))})(?!\w)", re.I),
    )


def read_phrase(document: Document, start: int, end: int, rules: PhraseRules, limit: int = 90) -> str:
    """The noun phrase at a place: without leading small words, up to the first word that ends it."""
    window = document.text[start : min(end, start + limit + 30)].replace("\n", " ")
    lead = rules.lead.match(window)
    window = window[lead.end() :] if lead else window
    cut = rules.cut.search(window)
    phrase = window[: cut.start()] if cut else window
    if len(phrase) > limit:
        phrase = phrase[:limit].rsplit(" ", 1)[0]
    return re.sub(r"\s+", " ", phrase).strip(" .,\"'“”‘’-–—")


def read_share(document: Document, start: int, end: int, rules: PhraseRules) -> float | None:
    """The percentage of a stake inside a span; 100 where words say control or the whole; None where neither stands."""
    window = document.text[start:end]
    match = rules.percent.search(window)
    if rules.majority.search(window):
        return 100.0
    return float(match.group(1).replace(",", ".")) if match else None


def read_purpose(document: Document, start: int, end: int, rules: PhraseRules) -> str:
    """What money is for: the noun phrase after the first word of purpose or place ("untuk", "in") that follows it."""
    match = rules.purpose.search(document.text, start, min(end, start + 80))
    return read_phrase(document, match.end(), end, rules) if match else read_phrase(document, start, end, rules)
