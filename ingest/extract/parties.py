"""Who is in an article: names typed by reference data, legal forms, head words and context; references resolved.

Reference data name regulators, countries and places; everything else is learnt from the article itself: the longest
form of a name, the acronym printed after it, the company that "the company" stands for.
"""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence

from ingest.extract.authorities import (
    find_common_authorities,
    find_world_parties,
    is_authority_name,
    name_descriptions,
    set_hearers_apart,
    settle_authorities,
)
from ingest.extract.document import Document, Party, longest_hits
from ingest.extract.headlines import drop_chance_capitals, settle_headlines
from ingest.extract.name_links import fold_name, link_names
from ingest.extract.names import Name, find_names, has_form
from ingest.extract.party_rules import PartyRules

_REFERENCES = frozenset({"company_references", "authority_references", "pronouns"})


def _is_person(document: Document, name: Name, since: int, rules: PartyRules) -> bool:
    """`since`: where the run of capitals begins that ends with the name, "KPPU Rangga"; a title stands before it."""
    words = name.text.split()
    acronym = len(words) == 1 and name.text.isupper()
    if name.legal or acronym or not 1 <= len(words) <= 4 or any(word in rules.names.heads for word in words):
        return False
    before = document.text[max(0, since - 40) : since].rstrip(" ,")
    after = document.text[name.end : name.end + 30].lstrip(" ,)(")
    last = re.findall(r"[^\W\d_][\w'’\-]*", before)[-3:]
    titled = any(" ".join(last[-n:]) in rules.titles or " ".join(last[-n:]).lower() in rules.titles for n in (1, 2, 3))
    first_after = re.findall(r"^[^\W\d_][\w'’\-]*", after)
    speaks = bool(first_after) and first_after[0] in rules.speech
    spoken = bool(last) and last[-1] in rules.speech and document.text[since - 1 : since] == " "
    return titled or (
        len(words) in (2, 3) and (spoken or speaks) and not any(w.isupper() and len(w) > 1 for w in words)
    )


def _after(document: Document, name: Name, ends: Mapping[int, int]) -> Name:
    """What is left of a run of capitals after the authority or place that it begins with ("KPPU Rangga Wirasena").

    `ends`: of authorities or places, by their start. Nothing is left where no word begins: the rest of "KPPU-L/2024" is
    no name. A name with a legal form stays whole.
    """
    end = ends.get(name.start, name.end)
    if end >= name.end or name.legal:
        return name
    start = end + 1 if document.text[end] == " " else name.end
    return Name(start, name.end, document.text[start : name.end], name.bracket)


def _drop_places(names: list[Name], document: Document, world: Sequence[Party]) -> list[Name]:
    """Names without the place that a headline puts before them ("Batam Larkmere plant"), where the rest is named alone."""
    ends = {party.start: party.end for party in world if party.kind == "place"}
    known = {n.text for n in names}
    return [rest if (rest := _after(document, n, ends)).text in known else n for n in names]


def _named_parties(document: Document, rules: PartyRules, world: list[Party]) -> list[Party]:
    """Names that reference data do not know, typed by form and context, with their longest form."""
    names = find_names(document.text, document.sentences, rules.names)
    covering = [party for party in world if party.kind in ("regulator", "government")]
    covered = [(party.start, party.end) for party in covering]
    starts = [party.start for party in covering]
    names = [n for n in names if (p := _party_at(covering, starts, n.start)) is None or p.end < n.end]
    ends = dict(covered)
    pairs = [(_after(document, n, ends), n.start) for n in names]
    since = {n.start: start for n, start in pairs}
    names = _drop_places([n for n, _ in pairs if n.text], document, world)
    world_exact = {(party.start, party.end) for party in world}
    names = [n for n in names if (n.start, n.end) not in world_exact]
    names = drop_chance_capitals(document, names, rules)
    names = settle_headlines(document, names, rules)
    persons = {
        fold_name(n.text, rules.legal) for n in names if _is_person(document, n, since.get(n.start, n.start), rules)
    }
    links = {n.text: n.text for n in names}
    ordered = sorted(names, key=lambda n: document.sentence_at(n.start).headline)  # a headline shortens names
    others = [n.text for n in ordered if fold_name(n.text, rules.legal) not in persons]
    links.update(link_names(others, rules.legal, rules.names))
    acronyms = {n.bracket: links[n.text] for n in names if n.bracket and n.bracket != n.text}
    known = {hit.start for hit in document.by_kind.get("company", ())}
    surnames = {words[-1] for words in persons} | {words[0] for words in persons if len(words) > 1}
    found = []
    for n in names:
        if document.text[n.start - 1 : n.start] == "(" and n.text.isupper() and n.text not in acronyms:
            continue  # an abbreviation of common words
        longest = acronyms.get(n.text) or links[n.text]
        longest = acronyms.get(longest, longest)
        words = fold_name(n.text, rules.legal)
        orgish = (
            n.legal
            or any(word in rules.names.heads for word in longest.split())
            or n.start in known
            or (bool(n.bracket) and n.bracket.isupper())
            or n.text in acronyms
            or has_form(longest, rules.names)
        )
        known_person = words in persons or (len(words) == 1 and words[0] in surnames)
        kind = "person" if known_person else "org" if orgish else "name"
        if kind != "person" and not n.legal and is_authority_name(longest, rules):
            kind = "regulator"
        if kind != "person" and fold_name(longest, rules.legal) in persons:
            kind = "person"
        found.append(Party(n.start, n.end, n.text, kind, longest))
    return found


def _resolve_acronyms(parties: list[Party], document: Document, rules: PartyRules) -> None:
    """An acronym in brackets after a regulator, or a regulator inside a longer company name, is settled here."""
    by_text = {party.text: party for party in parties if party.kind == "regulator"}
    for party in parties:
        if party.kind in ("org", "name") and party.text in by_text:
            other = by_text[party.text]
            party.kind, party.name, party.country, party.matters = "regulator", other.name, other.country, other.matters


def _drop_overlaps(parties: list[Party]) -> list[Party]:
    """Of overlapping parties the longer stays; a country or place inside a company's name is part of the name."""
    parties.sort(key=lambda p: (p.start, -(p.end - p.start), p.kind != "regulator"))
    kept: list[Party] = []
    for party in parties:
        if kept and party.start < kept[-1].end:
            if party.end - party.start > kept[-1].end - kept[-1].start and kept[-1].kind in (
                "country",
                "place",
                "demonym",
            ):
                kept[-1] = party
            continue
        kept.append(party)
    return kept


def _main_actor(parties: Sequence[Party], document: Document) -> str:
    weight: Counter[str] = Counter()
    for party in parties:
        if party.kind in ("org", "name") and party.name:
            weight[party.name] += 3 if party.sentence <= 1 else 1
            weight[party.name] += 1 if party.kind == "org" else 0
    return weight.most_common(1)[0][0] if weight else ""


def _subject(named: list[Party]) -> Party:
    """Of the parties of a sentence the first that is surely a company, else the first."""
    return next((party for party in named if party.kind == "org"), named[0])


def _leader(named: list[Party], end: int) -> Party:
    """The first company of the last sentence before a place, else the party named last."""
    choice = named[end - 1]
    for party in reversed(named[:end]):
        if party.sentence != named[end - 1].sentence:
            break
        if party.kind == "org":
            choice = party
    return choice


def _reference_parties(document: Document, parties: list[Party]) -> list[Party]:
    """ "The company", "the regulator", "it": each stands for the last fitting party of an earlier place."""
    found = []
    named = [p for p in parties if p.kind in ("org", "name")]
    starts = [p.start for p in named]
    main = next((i for i, p in enumerate(named) if p.name == document.main_actor), len(named))
    authorities = [p for p in parties if p.kind == "regulator"]
    authority_starts = [p.start for p in authorities]
    for hit in longest_hits([hit for hit in document.by_kind.get("cue", ()) if hit.value in _REFERENCES]):
        kind = {"company_references": "reference", "authority_references": "authority"}.get(hit.value, "pronoun")
        name = ""
        country: str | None = None
        matters: tuple[str, ...] = ()
        sentence = document.sentence_at(hit.start)
        here = bisect_left(starts, sentence.start)  # the first party of this sentence
        choice: Party | None = None
        if kind == "authority":
            index = bisect_left(authority_starts, hit.start)
            choice = authorities[index - 1] if index else None
        elif kind == "pronoun" and here < bisect_left(starts, hit.start):
            choice = _subject(named[here : bisect_left(starts, hit.start)])
        elif here:
            choice = _leader(named, here)
            if kind == "reference" and sentence.index - named[here - 1].sentence > 2 and main < here:
                choice = named[main]
        if choice is not None:
            name, country, matters = choice.name, choice.country, choice.matters
        if kind == "authority" or name:
            text = document.text[hit.start : hit.end]
            found.append(Party(hit.start, hit.end, text, kind, name, country, matters))
    return found


def _party_at(parties: list[Party], starts: list[int], position: int) -> Party | None:
    """The party that a place lies inside; they are ordered and do not overlap."""
    index = bisect_right(starts, position) - 1
    return parties[index] if index >= 0 and position < parties[index].end else None


def add_parties(document: Document, rules: PartyRules) -> None:
    """Fill in `document.parties`, its main actor, its regulators and its home country."""
    world = find_world_parties(document, rules)
    common = find_common_authorities(document, rules, world)
    parties = _drop_overlaps([*world, *common, *_named_parties(document, rules, world)])
    _resolve_acronyms(parties, document, rules)
    name_descriptions(parties, document, rules)
    settle_authorities(parties)
    set_hearers_apart(document, parties, rules)
    for party in parties:
        party.sentence = document.sentence_at(party.start).index
    document.main_actor = _main_actor(parties, document)
    references = _reference_parties(document, parties)
    for party in references:
        party.sentence = document.sentence_at(party.start).index
    starts = [party.start for party in parties]
    references = [r for r in references if _party_at(parties, starts, r.start) is None]
    document.parties = sorted([*parties, *references], key=lambda p: p.start)
    document.party_starts = [party.start for party in document.parties]
    for party in document.parties:
        party.key = " ".join(fold_name(party.name, rules.legal)) if party.name else ""
    document.regulators = Counter(p.name for p in parties if p.kind == "regulator")
    home = Counter(p.country for p in parties if p.country and p.kind in ("country", "place", "demonym", "regulator"))
    ranked = home.most_common()
    document.home = ranked[0][0] if ranked else None
    document.countries = [code for code, _ in ranked]
