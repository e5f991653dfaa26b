"""The article's own words for a thing, and shares of ownership: small readings of the text around a trigger."""

import re
from dataclasses import dataclass

from ingest.extract.document import Document
from ingest.extract.patterns import any_of, find_word
from ingest.lang import Pack

_VERBS = ("iv", "rv")
_THINGS = frozenset({"facility", "fleet", "business"})
_AFTER_AMOUNT = re.compile(r"[ -](?=[^\W\d])")
_SPACE = re.compile(r"\s*")
_ADDRESS = re.compile(r"\.(?:com|co|net|org|id)\b")  # of a site: it names no thing
_LETTERS = re.compile(r"[^\W\d_]{2}")
_EDGES = " .,\"'“”‘’-–—"


@dataclass(frozen=True, slots=True)
class PhraseRules:
    """Patterns compiled from a pack: where a noun phrase ends and begins, percentages, words of control.

    All but `court` and `exchange` are for text in lower case.
    """

    cut: re.Pattern[str]
    lead: re.Pattern[str]
    percent: re.Pattern[str]
    majority: re.Pattern[str]
    purpose: re.Pattern[str]
    list_joint: re.Pattern[str]
    court: re.Pattern[str]  # in a name: a court's
    exchange: re.Pattern[str]  # in a name: a stock exchange's
    joint: re.Pattern[str]  # small words that no noun phrase goes over
    small_word: re.Pattern[str]  # before what an act is about
    loose: frozenset[str]  # words that no noun phrase ends with
    linking: frozenset[str]  # words that lead to a noun phrase and are no part of it
    predicate: frozenset[str]  # words that begin something else than a noun phrase


def build_phrase_rules(pack: Pack) -> PhraseRules:
    """Compile the patterns of a language from its words."""
    exchanges = any_of(pack.words("names", "exchanges"))
    ends, leads = (_lower(pack.words("grammar", key)) for key in ("phrase_ends", "phrase_leads"))
    predicate = _gather(pack, "grammar", "modals", "passive_before", "perfect_before", "relative")
    linking = _gather(pack, "names", "list_joints", "place_prepositions", "possessive_prepositions")
    linking = linking.union(ends, leads) - predicate
    return PhraseRules(
        cut=re.compile(rf"[\s.,;:()](?:(?<=[;:()])|(?<=,)(?!\d)|(?<=\.)\s|(?<=\s)(?:{any_of(ends)})\s)"),
        lead=re.compile(rf"(?:\s|(?:{any_of(leads)})\b)+"),
        percent=re.compile(rf"(\d\d*(?:[.,]\d+)?)[ -]?(?:{any_of(_lower(pack.words('grammar', 'percent')))})"),
        purpose=re.compile(find_word(pack.words("grammar", "purpose"))),
        list_joint=re.compile(find_word(pack.words("names", "list_joints"))),
        court=re.compile(any_of(pack.words("names", "courts")), re.I),
        exchange=re.compile(rf"^(?:{exchanges})(?!\w)|(?<!\w)(?:{exchanges})$", re.I),
        joint=re.compile(rf"[,;:()]|{find_word((*leads, *ends))}"),
        small_word=re.compile(
            find_word(
                (
                    *pack.words("grammar", "purpose"),
                    *pack.words("names", "place_prepositions"),
                    *pack.words("names", "possessive_prepositions"),
                )
            )
        ),
        majority=re.compile(find_word(pack.words("grammar", "majority"))),
        loose=predicate | linking | _gather(pack, "grammar", "determiners") | _gather(pack, "names", "pronouns"),
        linking=linking,
        predicate=predicate,
    )


def _lower(words: tuple[str, ...]) -> list[str]:
    return [word.lower() for word in words]


def _gather(pack: Pack, section: str, *keys: str) -> frozenset[str]:
    return frozenset(word for key in keys for word in _lower(pack.words(section, key)))


def read_phrase(document: Document, start: int, end: int, rules: PhraseRules, limit: int = 90) -> str:
    """The noun phrase at a place: without leading small words, up to the first word that ends it."""
    end = min(end, start + limit + 30)
    opening = rules.lead.match(document.low, start, end)
    begin = opening.end() if opening else start
    for family in ("money", "date"):
        end = next((hit.start for hit in document.hits_of(family, begin + 1, end)), end)
    cut = rules.cut.search(document.low[begin:end].replace("\n", " "))
    phrase = document.text[begin : begin + cut.start() if cut else end]
    if _ADDRESS.search(phrase):
        return ""
    if len(phrase) > limit:
        phrase = phrase[:limit].replace("\n", " ").rsplit(" ", 1)[0]
    return _trim(phrase, rules)


def _trim(phrase: str, rules: PhraseRules) -> str:
    """A phrase without small words at its ends; nothing where no noun phrase is left ("was valued at more than")."""
    words = _trim_end(phrase, rules)
    while words and _uncapitalise(words[0]) in rules.linking:
        words.pop(0)
    if not words or _uncapitalise(words[0]) in rules.predicate or not any(map(_LETTERS.search, words)):
        return ""
    return " ".join(words).strip(_EDGES)


def _trim_end(phrase: str, rules: PhraseRules) -> list[str]:
    """The words up to the last that a noun phrase may end with."""
    words = [word for word in phrase.split() if word not in _EDGES]
    while words and words[-1].strip(_EDGES) in rules.loose:  # as it is spelled: "AS", in capitals, is a country
        words.pop()
    return words


def _uncapitalise(word: str) -> str:
    return word if len(word) > 1 and word.isupper() else word.lower()


def read_share(document: Document, start: int, end: int, rules: PhraseRules) -> float | None:
    """The percentage of a stake inside a span; 100 where words say control or the whole; None where neither stands."""
    window = document.low[start:end]
    match = rules.percent.search(window)
    if rules.majority.search(window):
        return 100.0
    return float(match.group(1).replace(",", ".")) if match else None


def _skip_verb(document: Document, start: int) -> int:
    """Where the object begins, if a verb opens the phrase ("to build a plant")."""
    space = _SPACE.match(document.text, start)
    lead = space.end() if space else start
    verbs = [hit.end for kind in _VERBS for hit in document.hits_of(kind, lead, lead + 40) if hit.start == lead]
    return max(verbs, default=start)


def names_thing(document: Document, start: int, length: int) -> bool:
    """Whether something that money can be put into is named in the stretch of text: works, vehicles, a business."""
    return any(hit.value in _THINGS for hit in document.hits_of("io", start, start + length))


def read_thing(document: Document, start: int, rules: PhraseRules) -> str:
    """The thing named right behind an amount that it costs ("a $75 million plant in Batam"), or nothing."""
    gap = _AFTER_AMOUNT.match(document.text, start)
    if gap is None or rules.purpose.match(document.low, gap.end()):
        return ""
    phrase = read_phrase(document, gap.end(), document.sentence_at(start).end, rules)
    return phrase if names_thing(document, gap.end(), len(phrase)) else ""


def read_purpose(document: Document, start: int, end: int, rules: PhraseRules) -> str:
    """What money is for: the noun phrase after a word of purpose or place ("untuk", "in"); dates and amounts are none.

    The first that names works or a business, else the first.
    """
    first = ""
    for match in rules.purpose.finditer(document.low, start, min(end, start + 110)):
        begin = _skip_verb(document, match.end())
        figures = (document.hits_of(family, match.end(), match.end() + 24) for family in ("date", "money"))
        if any(hits and hits[0].start - match.end() <= 6 for hits in figures):
            continue
        if any(party.kind == "hearer" for party in document.parties_in(match.end(), match.end() + 6)):
            continue
        phrase = read_phrase(document, begin, end, rules)
        if phrase and names_thing(document, begin, len(phrase) + 4):
            return phrase
        first = first or phrase
    return first


def read_noun_before(document: Document, hit_end: int, left: int, rules: PhraseRules) -> str:
    """The noun phrase that ends at a position: back to the last small word or verb before it."""
    begin = max(left, hit_end - 70)
    verbs = [hit.end for kind in _VERBS for hit in document.hits_of(kind, begin, hit_end) if hit.end < hit_end - 3]
    phrase = " ".join(_trim_end(document.text[max([begin, *verbs]) : hit_end], rules))
    begin = 0
    for joint in rules.joint.finditer(phrase.lower()):
        begin = joint.end()
    return _trim(phrase[begin:], rules)
