"""The article's own words for a thing, and shares of ownership: small readings of the text around a trigger."""

import re
from dataclasses import dataclass

from ingest.extract.document import Document
from ingest.lang import Pack

_THINGS = frozenset({"facility", "fleet", "business"})
_AFTER_AMOUNT = re.compile(r"[ -](?=[^\W\d])")
_EDGES = " .,\"'“”‘’-–—"


@dataclass(frozen=True, slots=True)
class PhraseRules:
    """Patterns compiled from a pack: where a noun phrase ends and begins, percentages, words of control."""

    cut: re.Pattern[str]
    lead: re.Pattern[str]
    percent: re.Pattern[str]
    majority: re.Pattern[str]
    purpose: re.Pattern[str]
    list_joint: re.Pattern[str]
    court: re.Pattern[str]  # in a name: a court's
    exchange: re.Pattern[str]  # in a name: a stock exchange's
    joint: re.Pattern[str]  # small words that no noun phrase goes over


def _any(words: tuple[str, ...]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


def build_phrase_rules(pack: Pack) -> PhraseRules:
    """Compile the patterns of a language from its words."""
    exchanges = _any(pack.words("names", "exchanges"))
    return PhraseRules(
        cut=re.compile(rf"[,;:()]|\.\s|\s(?:{_any(pack.words('grammar', 'phrase_ends'))})\s", re.I),
        lead=re.compile(rf"(?:\s|(?:{_any(pack.words('grammar', 'phrase_leads'))})\b)+", re.I),
        percent=re.compile(rf"(\d+(?:[.,]\d+)?)[ -]?(?:{_any(pack.words('grammar', 'percent'))})", re.I),
        purpose=re.compile(rf"(?<!\w)(?:{_any(pack.words('grammar', 'purpose'))})(?!\w)", re.I),
        list_joint=re.compile(rf"(?<!\w)(?:{_any(pack.words('names', 'list_joints'))})(?!\w)", re.I),
        court=re.compile(_any(pack.words("names", "courts")), re.I),
        exchange=re.compile(rf"^(?:{exchanges})(?!\w)|(?<!\w)(?:{exchanges})$", re.I),
        joint=re.compile(
            rf"[,;:()]|(?<!\w)(?:{_any((*pack.words('grammar', 'phrase_leads'), *pack.words('grammar', 'phrase_ends')))})(?!\w)",
            re.I,
        ),
        majority=re.compile(rf"(?<!\w)(?:{_any(pack.words('grammar', 'majority'))})(?!\w)", re.I),
    )


def read_phrase(document: Document, start: int, end: int, rules: PhraseRules, limit: int = 90) -> str:
    """The noun phrase at a place: without leading small words, up to the first word that ends it."""
    end = min(end, start + limit + 30)
    opening = rules.lead.match(document.text, start, end)
    begin = opening.end() if opening else start
    other = [
        h.start for h in document.hits_in(begin, end) if h.kind.startswith(("money.", "date.")) and h.start > begin
    ]
    window = document.text[begin : min([end, *other])].replace("\n", " ")
    cut = rules.cut.search(window)
    phrase = window[: cut.start()] if cut else window
    if len(phrase) > limit:
        phrase = phrase[:limit].rsplit(" ", 1)[0]
    phrase = re.sub(r"\s+", " ", phrase).strip(_EDGES)
    last = phrase.rsplit(" ", 1)
    return last[0] if len(last) == 2 and rules.list_joint.fullmatch(last[1]) else phrase


def read_share(document: Document, start: int, end: int, rules: PhraseRules) -> float | None:
    """The percentage of a stake inside a span; 100 where words say control or the whole; None where neither stands."""
    window = document.text[start:end]
    match = rules.percent.search(window)
    if rules.majority.search(window):
        return 100.0
    return float(match.group(1).replace(",", ".")) if match else None


def _skip_verb(document: Document, start: int) -> int:
    """Where the object begins, if a verb opens the phrase ("to build a plant")."""
    lead = start + len(document.text[start:]) - len(document.text[start:].lstrip())
    verbs = [h.end for h in document.hits_in(lead, lead + 40) if h.start == lead and h.kind in ("iv", "rv")]
    return max(verbs, default=start)


def names_thing(document: Document, start: int, length: int) -> bool:
    """Whether something that money can be put into is named in the stretch of text: works, vehicles, a business."""
    return any(h.kind == "io" and h.value in _THINGS for h in document.hits_in(start, start + length))


def read_thing(document: Document, start: int, rules: PhraseRules) -> str:
    """The thing named right behind an amount that it costs ("a $75 million plant in Batam"), or nothing."""
    gap = _AFTER_AMOUNT.match(document.text, start)
    if gap is None or rules.purpose.match(document.text, gap.end()):
        return ""
    phrase = read_phrase(document, gap.end(), document.sentence_at(start).end, rules)
    return phrase if names_thing(document, gap.end(), len(phrase)) else ""


def read_purpose(document: Document, start: int, end: int, rules: PhraseRules) -> str:
    """What money is for: the noun phrase after a word of purpose or place ("untuk", "in"); dates and amounts are none.

    The first that names works or a business, else the first.
    """
    first = ""
    for match in rules.purpose.finditer(document.text, start, min(end, start + 110)):
        begin = _skip_verb(document, match.end())
        window = document.hits_in(match.end(), match.end() + 24)
        if any(h.kind.startswith(("date.", "money.")) and h.start - match.end() <= 6 for h in window):
            continue
        phrase = read_phrase(document, begin, end, rules)
        if phrase and names_thing(document, begin, len(phrase) + 4):
            return phrase
        first = first or phrase
    return first


def read_noun_before(document: Document, hit_end: int, left: int, rules: PhraseRules) -> str:
    """The noun phrase that ends at a position: back to the last small word or verb before it."""
    begin = max(left, hit_end - 70)
    verbs = [h.end for h in document.hits_in(begin, hit_end) if h.kind in ("iv", "rv") and h.end < hit_end - 3]
    begin = max([begin, *verbs])
    window = document.text[begin:hit_end].replace("\n", " ")
    pieces = rules.joint.split(window)
    return re.sub(r"\s+", " ", pieces[-1]).strip(_EDGES)
