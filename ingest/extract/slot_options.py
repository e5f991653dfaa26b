"""Who and what may fill the slots of an act: parties and noun phrases near it, each with features to choose by."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ingest.extract.candidate import Candidate
from ingest.extract.clause import words_before
from ingest.extract.document import Document, Party
from ingest.extract.phrases import PhraseRules, read_noun_before, read_phrase

_ACTORS = {
    "investment": frozenset({"org", "name", "reference", "government", "country", "regulator"}),
    "regulatory": frozenset({"regulator", "authority", "government", "country", "metonym"}),
}
_OTHERS = {
    "investment": frozenset({"org", "name", "reference"}),
    "regulatory": frozenset({"org", "name", "reference", "country", "person"}),
}
_FEW = 24  # parties of an article that are looked at for a slot
_FEW_PHRASES = 7
_REACH = 130  # characters before or behind the trigger within which a phrase begins
_TELLING = frozenset({"io", "in", "rn", "money", "date"})  # kinds of words that tell what a phrase is


@dataclass(frozen=True, slots=True)
class Option:
    """A value for a slot with its features. `party`: where it is named, if it is."""

    value: str
    features: Mapping[str, float]
    party: Party | None = None


def count_votes(read: Sequence[tuple[str, float]]) -> dict[str, tuple[float, float]]:
    """Per value that readings give: share of the readings, and the best confidence of one."""
    found: dict[str, tuple[float, float]] = {}
    for value, confidence in read:
        share, best = found.get(value, (0.0, 0.0))
        found[value] = share + 1 / len(read), max(best, confidence)
    return found


def list_readings(candidate: Candidate) -> list[Candidate]:
    """The surest reading of an act, and those that joined it."""
    return [candidate, *candidate.support]


def _grade(gap: int) -> str:
    return "0" if gap <= 4 else "1" if gap <= 20 else "2" if gap <= 60 else "3"


def _near_parties(candidate: Candidate, document: Document, kinds: frozenset[str]) -> dict[str, list[Party]]:
    """Parties of the sentences of all readings, of the sentence before, and of the headline, by name."""
    wanted: list[int] = []
    for reading in list_readings(candidate)[:4]:
        wanted.append(reading.trigger.sentence.index)
    first = candidate.trigger.sentence.index
    wanted += [first - 1, 0]
    found: dict[str, list[Party]] = {}
    for index in dict.fromkeys(i for i in wanted if i >= 0):
        sentence = document.sentences[index]
        for party in document.parties_in(sentence.start, sentence.end):
            if party.kind in kinds and party.name:
                found.setdefault(party.name, []).append(party)
                if len(found) >= _FEW:
                    return found
    return found


def _describe_party(candidate: Candidate, document: Document, parties: Sequence[Party]) -> Iterator[tuple[str, float]]:
    """Where a party stands to the act's trigger, and how it is used in the article."""
    trigger, text = candidate.trigger, document.text
    sentence, voice = trigger.sentence, trigger.voice
    yield f"kind_{parties[0].kind}", 1.0
    yield f"kind_{parties[0].kind}_{candidate.event_type}", 1.0
    inside = [p for p in parties if sentence.start <= p.start < sentence.end]
    if not inside:
        yield "elsewhere", 1.0
        yield f"elsewhere_{'headline' if any(p.sentence == 0 for p in parties) else 'before'}", 1.0
        return
    party = min(inside, key=lambda p: min(abs(p.start - trigger.end), abs(trigger.start - p.end)))
    left = party.end <= trigger.start
    side = "left" if left else "right" if party.start >= trigger.end else "within"
    near = _grade(trigger.start - party.end if left else max(party.start - trigger.end, 0))
    yield f"{side}_{voice}", 1.0
    yield f"{side}_{voice}_{near}", 1.0
    yield f"{side}_{trigger.group}_{voice}", 1.0
    yield f"{side}_{candidate.event_type}_{voice}", 1.0
    between = document.parties_in(party.end, trigger.start) if left else document.parties_in(trigger.end, party.start)
    yield f"{side}_{voice}_{min(len(between), 3)}_between", 1.0
    yield f"{'in' if trigger.left <= party.start < trigger.right else 'out'}_clause_{side}", 1.0
    before = words_before(document, party.start, sentence.start, 2)
    if before:
        yield f"before_{before[-1]}", 1.0
        yield f"before_{before[-1]}_{side}", 1.0
    else:
        yield "opens", 1.0
    after = text[party.end : party.end + 14].split()
    yield f"after_{after[0].lower().strip('.,') if after else ''}", 1.0
    if text[party.end : party.end + 1] in ("'", "\u2019"):
        yield f"possessive_{side}", 1.0


def _describe_name(name: str, parties: Sequence[Party], document: Document) -> Iterator[tuple[str, float]]:
    """Whether it looks like a name at all, and how often the article says it."""
    words = parties[0].text.split()
    yield f"name_words_{min(len(words), 4)}", 1.0
    if len(words) == 1:
        yield f"name_is_{name.lower()}", 1.0
        yield "name_capitals", float(name.isupper())
        yield "name_lower_too", float(document.count(f" {name.lower()} ") > 0)
    yield "name_said", math.log1p(document.count(parties[0].text))


def _find_phrases(candidate: Candidate, document: Document, rules: PhraseRules) -> dict[str, tuple[str, int]]:
    """Noun phrases of the sentence that may say whom an act is about, with the small word before and the place."""
    trigger = candidate.trigger
    sentence = trigger.sentence
    small = rules.small_word.finditer(document.low, max(sentence.start, trigger.start - _REACH), trigger.end + _REACH)
    words = [(match.group(), match.end()) for match in small if match.end() < sentence.end]
    places = [("", trigger.end), *sorted(words, key=lambda found: abs(found[1] - trigger.end))[:_FEW_PHRASES]]
    found: dict[str, tuple[str, int]] = {}
    for word, begin in [*places, ("opens", sentence.start)]:
        end = trigger.start if begin <= trigger.start else sentence.end
        phrase = read_phrase(document, begin, end, rules) if begin < end else ""
        if len(phrase) > 2:
            found.setdefault(phrase, (word, begin))
    before = read_noun_before(document, trigger.start, sentence.start, rules)
    if len(before) > 2:
        found.setdefault(before, ("before", trigger.start - len(before)))
    return found


def _describe_phrase(
    candidate: Candidate, document: Document, phrase: str, word: str, begin: int
) -> Iterator[tuple[str, float]]:
    """Where a noun phrase stands, and what words of the packs it is made of."""
    trigger = candidate.trigger
    side = "left" if begin <= trigger.start else "right"
    near = _grade(abs(begin - (trigger.start if side == "left" else trigger.end)))
    yield f"phrase_{side}", 1.0
    yield f"phrase_{side}_{word}", 1.0
    yield f"phrase_{side}_{word}_{candidate.event_type}", 1.0
    yield f"phrase_{side}_{word}_{trigger.group}", 1.0
    yield f"phrase_{side}_{trigger.voice}_{near}", 1.0
    yield f"phrase_{side}_{candidate.event_type}_{trigger.voice}", 1.0
    for hit in document.hits_in(begin, begin + len(phrase)):
        if hit.kind in _TELLING:
            yield f"phrase_{hit.kind}_{hit.value}", 1.0


def _describe_words(phrase: str, names: Iterable[str]) -> dict[str, float]:
    """What a phrase that is no party's name looks like, and the words at its ends."""
    words = phrase.lower().split() or [""]
    return {
        "phrase": 1.0,
        f"phrase_first_{words[0]}": 1.0,
        f"phrase_last_{words[-1]}": 1.0,
        **{f"phrase_has_{word}": 1.0 for word in words[1:-1][:8]},
        "phrase_lone": float(len(words) == 1),
        "phrase_number": float(words[-1][-1:].isdigit()),
        "phrase_capital": float(phrase[:1].isupper()),
        "phrase_words": min(len(words), 8) / 4,
        "phrase_digit": float(any(letter.isdigit() for letter in phrase)),
        "phrase_party": float(any(name in phrase for name in names)),
    }


def _name_options(
    candidate: Candidate,
    document: Document,
    read: Sequence[tuple[str, float]],
    own: str | tuple[str, ...],
    rival: str | tuple[str, ...],
    kinds: frozenset[str],
    phrases: Mapping[str, tuple[str, int]],
) -> list[Option]:
    """Options for a slot that names somebody or something.

    `own`: what the surest reading has; `rival`: what it has in the other slot.
    """
    votes = count_votes([(value, confidence) for value, confidence in read if value])
    parties = _near_parties(candidate, document, kinds)
    owned = own if isinstance(own, tuple) else (own,)
    rivals = rival if isinstance(rival, tuple) else (rival,)
    options = []
    for value in dict.fromkeys([*votes, *parties, *phrases]):
        share, best = votes.get(value, (0.0, 0.0))
        features = {
            "bias": 1.0,
            "share": share,
            "best": best,
            "own": float(value in owned),
            "lone": float(len(votes) == 1),
        }
        if value in owned:
            features[f"own_{candidate.trigger.voice}"] = 1.0
            features[f"own_{candidate.event_type}"] = 1.0
        features["rival"] = float(value in rivals)
        features["main"] = float(value == document.main_actor)
        named = parties.get(value)
        if named is None:
            features.update(_describe_words(value, parties))
            if value in phrases:
                features.update(_describe_phrase(candidate, document, value, *phrases[value]))
        else:
            features.update(_describe_party(candidate, document, named))
            features.update(_describe_name(value, named, document))
            features["times"] = math.log1p(len(named))
            if any(p.sentence == 0 for p in named):
                features["in_headline"] = 1.0
        options.append(Option(value, features, named[0] if named else None))
    return options


def list_actors(candidate: Candidate, document: Document) -> list[Option]:
    """Options for investor or regulator."""
    read = [(c.actor, c.confidence) for c in list_readings(candidate)]
    rival = candidate.target if candidate.family == "investment" else candidate.subjects
    return _name_options(candidate, document, read, candidate.actor, rival, _ACTORS[candidate.family], {})


def _no_option(candidate: Candidate, options: Sequence[Option]) -> Option:
    """The option to leave a slot empty."""
    trigger = candidate.trigger
    features = {
        "empty": 1.0,
        f"empty_{candidate.event_type}": 1.0,
        f"empty_{trigger.group}": 1.0,
        f"empty_{trigger.voice}": 1.0,
        f"empty_{min(len(options), 3)}": 1.0,
        f"empty_read_{bool(candidate.target or candidate.subjects)}": 1.0,
    }
    return Option("", features)


def list_others(candidate: Candidate, document: Document, rules: PhraseRules) -> list[Option]:
    """Options for the target, or for the first subject; the last is to leave it empty."""
    options = _list_others(candidate, document, rules)
    return [*options, _no_option(candidate, options)]


def _list_others(candidate: Candidate, document: Document, rules: PhraseRules) -> list[Option]:
    kinds = _OTHERS[candidate.family]
    if candidate.family == "investment":
        read = [(c.target, c.confidence) for c in list_readings(candidate)]
        return _name_options(candidate, document, read, candidate.target, candidate.actor, kinds, {})
    read = [(name, c.confidence) for c in list_readings(candidate) for name in c.subjects]
    phrases = _find_phrases(candidate, document, rules)
    return _name_options(candidate, document, read, candidate.subjects, candidate.actor, kinds, phrases)
