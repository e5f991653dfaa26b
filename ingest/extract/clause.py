"""A verb or noun that may state an act, and what stands around it in its clause: who, what, by whom."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter

from ingest.extract.document import Document, Party
from ingest.extract.scan import Hit
from ingest.extract.text import Sentence

_START = itemgetter(0)
_BASE = frozenset({"base"})
ACTORS = frozenset({"org", "name", "reference", "pronoun", "government", "country"})
AUTHORITIES = frozenset({"regulator", "authority", "government", "country", "metonym"})
_BRACKETS = re.compile(r"\([^)]*\)")
_SMALL_GAP = re.compile(r" (?:[a-z][\w-]* ){0,2}")
_MOST_WORDS = 4  # that anybody asks for
_LAST_WORDS = re.compile(r"[^\W\d_][\w'’\-]*")


@dataclass(frozen=True, slots=True)
class ClauseRules:
    """Words of the language that decide voice and roles, folded to lower case."""

    passive_before: frozenset[str]
    passive_past: frozenset[str]
    perfect_before: frozenset[str]
    infinitive: frozenset[str]
    by: tuple[str, ...]
    agents: tuple[tuple[str, re.Pattern[str]], ...]  # the same words, and each as a word of its own
    bidders: tuple[tuple[str, re.Pattern[str]], ...]  # words before who makes an offer
    pair: re.Pattern[str]  # words that stand for two parties named before
    law_title: re.Pattern[str]  # the capitals of a law's title, from the word before it
    articles: frozenset[str]
    places: frozenset[str]
    possessive: frozenset[str]
    joints: tuple[str, ...]
    speech: frozenset[str]
    determiners: frozenset[str]
    modals: frozenset[str]


@dataclass(slots=True)
class Trigger:
    """A word that may state an act, with its clause. `voice`: active | passive | noun."""

    start: int
    end: int
    group: str
    forms: frozenset[str]
    voice: str
    sentence: Sentence
    left: int  # where its clause starts
    right: int  # where it ends
    cues: dict[str, int] | None = None  # of status near it, once asked for


def words_before(document: Document, position: int, start: int, count: int) -> list[str]:
    """The last words before a position, lower case, nearest last. `start`: of its sentence."""
    words = document.words.get(position)
    if words is None:
        window = document.low[max(start, position - 60) : position]
        words = window.rsplit(None, _MOST_WORDS)[-_MOST_WORDS:]
        if not "".join(words).isalpha():  # signs among them
            words = _LAST_WORDS.findall(window)
        document.words[position] = words
    return words[-count:]


def clause_of(document: Document, sentence: Sentence, start: int, end: int) -> tuple[int, int]:
    """Bounds of the clause around a span: from the last break before it to the next after it."""
    left, right = sentence.start, sentence.end
    for hit in document.cues_in(sentence, "clause_breaks"):
        if hit.end <= start:
            left = hit.end
        elif hit.start >= end + 3:
            right = hit.start
            break
    return left, right


def read_voice(
    document: Document, start: int, end: int, forms: frozenset[str], sentence: Sentence, rules: ClauseRules
) -> str:
    """Voice of a verb hit, or `` where it is no verb here (a noun that looks alike, a bare form in running text)."""
    if "active" in forms:
        return "active"
    if "passive" in forms:
        return "passive"
    before = words_before(document, start, sentence.start, 3)
    last = before[-1] if before else ""
    if "bare" in forms:
        near = before[-2:]
        helped = not rules.modals.isdisjoint(near) or not rules.infinitive.isdisjoint(near)
        return "active" if sentence.headline or helped else ""
    if "participle" in forms:
        helped = not rules.passive_before.isdisjoint(before)
        if helped or any(document.text.startswith(f" {word} ", end) for word in rules.by):
            return "passive" if helped or rules.perfect_before.isdisjoint(before[-2:]) else ""
    if last in rules.determiners or (last in rules.places and "gerund" not in forms and last not in rules.infinitive):
        return ""
    if forms == _BASE and rules.infinitive.isdisjoint(before) and rules.modals.isdisjoint(before):
        plural = last.endswith("s") and not last.endswith(("ss", "'s", "\u2019s")) and len(last) > 2  # not of "U.S."
        return "active" if sentence.headline or plural else ""
    return "active"


def attribution_spans(document: Document, sentence: Sentence, rules: ClauseRules) -> list[tuple[int, int]]:
    """Stretches that say who reported ("according to X", "menurut X"): their names are no actors."""
    spans = []
    for hit in document.cues_in(sentence, "sources"):
        comma = document.text.find(",", hit.end, sentence.end)
        spans.append((hit.start, comma if 0 < comma < hit.end + 90 else min(sentence.end, hit.end + 60)))
    return spans


def _standing(document: Document, party: Party, sentence: Sentence, rules: ClauseRules) -> str:
    """How a party stands: place, owner, said (only reports), or free."""
    before = words_before(document, party.start, sentence.start, 2)
    last = before[-1] if before else ""
    if last in rules.articles and len(before) > 1:
        last = before[-2]
    if last in rules.possessive:
        return "owner"
    if last in rules.places:
        return "place"
    return "free"


def _names_works(document: Document, party: Party) -> bool:
    """Whether a name only says which works are meant: "the Freiberg wafer fab", "smelter Pomalaa"."""
    text = document.text
    for hit in document.hits_of("io", max(0, party.start - 30), party.end + 30):
        if hit.value == "facility":
            if hit.end == party.start - 1 and text[hit.end] == " ":
                return True
            if hit.start > party.end and _SMALL_GAP.fullmatch(text, party.end, hit.start):
                return True
    return False


def find_actor(
    document: Document,
    sentence: Sentence,
    left: int,
    position: int,
    kinds: frozenset[str],
    rules: ClauseRules,
) -> tuple[Party | None, str]:
    """The party that acts, left of a verb: nearest first; named parties before references, no places, no reporters."""
    skip = attribution_spans(document, sentence, rules)
    fallback: Party | None = None
    for party in reversed(document.parties_in(sentence.start, position)):
        if party.kind not in kinds or not party.name or party.end > position:
            continue
        if skip and any(s <= party.start < e for s, e in skip):
            continue
        standing = party.standing = party.standing or _standing(document, party, sentence, rules)
        if standing == "free" and not (party.kind == "name" and _names_works(document, party)):
            if party.kind == "country" and document.text[party.end : party.end + 2] in ("'s", "’s"):
                continue
            return party, "clause" if party.start >= left else "sentence"
        if fallback is None and standing == "owner":
            fallback = party
    return (fallback, "owner") if fallback else (None, "")


def find_agent(
    document: Document, sentence: Sentence, position: int, kinds: frozenset[str], rules: ClauseRules, reach: int = 160
) -> Party | None:
    """The party after "by" / "oleh"."""
    return _party_after(document, sentence, position, kinds, rules.agents, reach)


def find_bidder(document: Document, sentence: Sentence, position: int, rules: ClauseRules) -> Party | None:
    """The party that an offer comes from: a bid for X by Y, a proposal from Y."""
    agent = find_agent(document, sentence, position, ACTORS, rules)
    return agent or _party_after(document, sentence, position, ACTORS - {"country"}, rules.bidders, 45)


def _party_after(
    document: Document,
    sentence: Sentence,
    position: int,
    kinds: frozenset[str],
    words: Sequence[tuple[str, re.Pattern[str]]],
    reach: int,
) -> Party | None:
    window = document.text[position : min(sentence.end, position + reach)].lower()
    for word, pattern in words:
        match = pattern.search(window) if word in window else None
        if match:
            begin = position + match.end()
            for party in document.parties_in(begin, min(sentence.end, begin + 90)):
                if party.kind in kinds and party.name:
                    return party
    return None


def find_objects(
    document: Document, start: int, end: int, kinds: frozenset[str], sentence: Sentence, rules: ClauseRules
) -> list[Party]:
    """Parties right of a verb that it acts on, in order; a list goes on over commas and "and"."""
    found: list[Party] = []
    for party in document.parties_in(start, end):
        if party.kind not in kinds or not party.name:
            continue
        if found:
            between = document.text[found[-1].end : party.start]
            stripped = _BRACKETS.sub("", between).strip(" ,.")
            if len(between) > 40 or (stripped and stripped.lower() not in rules.joints):
                break
        found.append(party)
    return found


def find_pair(document: Document, sentence: Sentence, rules: ClauseRules) -> list[Party]:
    """The two companies that "both" or "the two banks" stands for: those named last before the sentence."""
    if not rules.pair.search(document.low, sentence.start, sentence.end):
        return []
    found: dict[str, Party] = {}
    for party in reversed(document.parties_in(0, sentence.start)):
        if party.kind == "org" and party.name and len(found) < 2:
            found.setdefault(party.key, party)
    return sorted(found.values(), key=lambda p: p.start) if len(found) == 2 else []


def previous_actor(document: Document, sentence: Sentence, kinds: frozenset[str]) -> Party | None:
    """The last fitting party of the two sentences before."""
    for index in range(sentence.index - 1, max(-1, sentence.index - 3), -1):
        earlier = document.sentences[index]
        fitting = [p for p in document.parties_in(earlier.start, earlier.end) if p.kind in kinds and p.name]
        if fitting:
            return next((p for p in fitting if p.kind in ("org", "reference")), fitting[0])
    return None


def verbs_in(document: Document, kind: str, rules: ClauseRules) -> list[Trigger]:
    """Every verb of a family that is one where it stands, longest form first, with its clause."""
    grouped: dict[tuple[int, int, str], list[str]] = {}
    inside = False  # "suspend" of "lift a suspend"
    span = (-1, -1)
    for hit in document.by_kind.get(kind, ()):
        start, end = hit[0], hit[1]
        if (start, end) != span:
            inside = end <= span[1]
            span = start, end
        if not inside:
            group, form = hit.value.split(" ")
            grouped.setdefault((start, end, group), []).append(form)
    triggers = []
    for (start, end, group), found in grouped.items():
        sentence = document.sentence_at(start)
        if sentence.noise:
            continue
        forms = frozenset(found)
        voice = read_voice(document, start, end, forms, sentence, rules)
        if voice:
            left, right = clause_of(document, sentence, start, end)
            triggers.append(Trigger(start, end, group, forms, voice, sentence, left, right))
    return triggers


def _is_in_title(document: Document, hit: Hit, rules: ClauseRules) -> bool:
    """ "Law No. 5 on the Ban of Monopolies": the ban is no act of anybody."""
    if not document.text[hit.start].isupper():
        return False
    return rules.law_title.search(document.text, max(0, hit.start - 60), hit.start) is not None


def nouns_in(document: Document, kind: str, rules: ClauseRules) -> list[Trigger]:
    """Every noun of a family, the longest at each place, with its clause; not those in the title of a law."""
    triggers: list[Trigger] = []
    end = -1
    for hit in document.by_kind.get(kind, ()):
        if hit.start >= end:
            sentence = document.sentence_at(hit.start)
            end = hit.end
            if not sentence.noise and not _is_in_title(document, hit, rules):
                left, right = clause_of(document, sentence, hit.start, hit.end)
                triggers.append(Trigger(hit.start, hit.end, hit.value, frozenset(), "noun", sentence, left, right))
    return triggers


def has_hit(document: Document, start: int, end: int, kind: str, values: Sequence[str]) -> Hit | None:
    """The first hit of a kind with one of the values inside the span."""
    hits = document.by_kind.get(kind, ())
    for index in range(bisect_left(hits, start, key=_START), len(hits)):
        hit = hits[index]
        if hit.start >= end:
            return None
        if hit.value in values and hit.end <= end:
            return hit
    return None
