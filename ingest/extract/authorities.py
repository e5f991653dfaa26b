"""Who reference data know: regulators, countries, governments and places, and the common nouns beside them."""

import re
from bisect import bisect_left
from collections import Counter

from ingest.extract.document import Document, Party, longest_hits
from ingest.extract.party_rules import PartyRules
from ingest.extract.scan import Hit

_REACH = 120  # characters; no name of a country or government is longer
_TOLD = 70  # characters between a word of speech and who hears it
_COUNTRIES = ("country", "demonym", "government", "metonym")
_WORLD = frozenset({"reg", "reg_maybe", "country", "government", "metonym", "place", "demonym"})


def _is_adjective(document: Document, hit: Hit, rules: PartyRules) -> bool:
    """A country's name before a common noun ("US bank"), where the language puts it so."""
    if not rules.country_before_noun:
        return False
    following = re.match(r" ([a-z][\w-]+)", document.text[hit.end : hit.end + 30])
    if following is None or following.group(1) in rules.function_words:
        return False
    at = hit.end + 1
    return not any(h.start == at and h.kind in ("iv", "rv", "st") for h in document.hits_in(at, at + 30))


def find_world_parties(document: Document, rules: PartyRules) -> list[Party]:
    """Regulators, countries, governments and places named as such."""
    found = []
    surely = document.by_kind.get("reg", [])
    named = Counter(hit.value for kind in _COUNTRIES for hit in document.by_kind.get(kind, ()))
    named.update(rules.regulators[int(hit.value)].country for hit in surely)
    sure = {hit.value for hit in surely}
    for hit in longest_hits([hit for hit in document.hits if hit[2] in _WORLD]):
        text = document.text[hit.start : hit.end]
        if document.text[hit.end : hit.end + 1] == "$":
            continue  # US$, not the US
        if hit.kind == "reg_maybe":
            same = [h for h in document.hits_of("reg_maybe", hit.start, hit.end) if h[:2] == hit[:2]]
            best = max(same, key=lambda h: (h.value in sure, named[rules.regulators[int(h.value)].country]))
            if best.value not in sure and not named[rules.regulators[int(best.value)].country]:
                continue
            hit = best
        if hit.kind in ("reg", "reg_maybe"):
            regulator = rules.regulators[int(hit.value)]
            kind = "authority" if text in rules.titles or text.lower() in rules.references else "regulator"
            found.append(Party(hit.start, hit.end, text, kind, regulator.name, regulator.country, regulator.matters))
        else:
            name = rules.country_names.get(hit.value, hit.value) if hit.kind != "place" else text
            kind = "demonym" if hit.kind == "country" and _is_adjective(document, hit, rules) else hit.kind
            found.append(Party(hit.start, hit.end, text, kind, name, hit.value))
    return found


def find_common_authorities(document: Document, rules: PartyRules, parties: list[Party]) -> list[Party]:
    """ "South Korea's antitrust regulator", "regulator antimonopoli Korea Selatan": a country beside a common noun."""
    found = []
    starts = [p.start for p in parties]
    for hit in longest_hits(document.by_kind.get("cue.authority_nouns", ())):
        window = parties[bisect_left(starts, hit.start - _REACH) : bisect_left(starts, hit.end + _REACH)]
        near = [
            p
            for p in window
            if p.kind in ("country", "demonym", "government")
            and "." not in document.text[min(hit.end, p.end) : max(hit.start, p.start)]
            and (0 <= hit.start - p.end <= 12 or 0 <= p.start - hit.end <= 9)
        ]
        if near:
            place = near[0]
            start, end = min(hit.start, place.start), max(hit.end, place.end)
            text = document.text[start:end]
            found.append(Party(start, end, text, "regulator", text, place.country))
    return found


def _is_apposition(gap: str, rules: PartyRules) -> bool:
    words = gap.strip(" ,-–—(")
    return len(gap) <= 8 and (not words or words in rules.legal)


def name_descriptions(parties: list[Party], document: Document, rules: PartyRules) -> None:
    """ "The antitrust regulator - the Fair Trade Commission": the description stands for the authority named beside it."""
    for first, second in zip(parties, parties[1:], strict=False):
        gap = document.text[first.end : second.start]
        if first.kind == second.kind == "regulator" and _is_apposition(gap, rules):
            described, named = (first, second) if first.name == first.text else (second, first)
            if described.name == described.text and named.name != named.text:
                described.name, described.matters = named.name, named.matters


def settle_authorities(parties: list[Party]) -> None:
    """ "The president", "the regulator": the authority named last before it, else the one that reference data mean."""
    last: Party | None = None
    for party in parties:
        if party.kind == "authority":
            if last is not None:
                party.name, party.country, party.matters = last.name, last.country, last.matters
            else:
                party.kind = "regulator"
        elif party.kind == "regulator":
            last = party


def is_authority_name(name: str, rules: PartyRules) -> bool:
    """Whether head words say that a name is an authority's, though reference data do not know it."""
    words = name.split()
    return len(words) > 1 and (words[0] in rules.authority_heads or words[-1] in rules.authority_heads)


def set_hearers_apart(document: Document, parties: list[Party], rules: PartyRules) -> None:
    """Who is only told something ("..., she told the Daily Post") acts in nothing: kind `hearer`, wherever it is named."""
    told = set()
    for party in parties:
        if party.kind in ("org", "name"):
            before = document.low[max(0, party.start - _TOLD) : party.start]
            if rules.hearer.search(before) and not document.low.startswith(rules.order, party.end):
                told.add(party.name)
    for party in parties:
        if party.name in told and party.kind == "name":
            party.kind = "hearer"
