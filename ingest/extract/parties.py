"""Who is in an article: names typed by reference data, legal forms, head words and context; references resolved.

Reference data name regulators, countries and places; everything else is learnt from the article itself: the longest
form of a name, the acronym printed after it, the company that "the company" stands for.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.extract.document import Document, Party, longest_hits
from ingest.extract.names import Name, NameRules, find_names, fold_name, link_names
from ingest.extract.scan import Hit
from ingest.refdata import Company, Regulator

_WORLD = frozenset({"reg", "reg_maybe", "country", "government", "metonym", "place", "demonym"})
_REFERENCES = frozenset({"company_references", "authority_references", "pronouns"})


@dataclass(frozen=True, slots=True)
class PartyRules:
    """Compiled for one language."""

    names: NameRules
    connectors: frozenset[str]
    legal: frozenset[str]  # folded legal forms and articles
    titles: frozenset[str]
    speech: frozenset[str]
    regulators: tuple[Regulator, ...]
    companies: tuple[Company, ...]
    country_names: dict[str, str]
    authority_nouns: frozenset[str]
    authority_heads: frozenset[str]
    references: frozenset[str]  # common words that stand for an authority named before
    country_before_noun: bool
    function_words: frozenset[str]


def _world_parties(document: Document, rules: PartyRules) -> list[Party]:
    """Regulators, countries, governments and places named as such."""
    found = []
    named = Counter(hit.value for hit in document.hits if hit.kind in ("country", "demonym", "government", "metonym"))
    named.update(rules.regulators[int(h.value)].country for h in document.hits if h.kind == "reg")
    sure = {h.value for h in document.hits if h.kind == "reg"}
    for hit in longest_hits(document.hits, _WORLD):
        text = document.text[hit.start : hit.end]
        if document.text[hit.end : hit.end + 1] == "$":
            continue  # US$, not the US
        if hit.kind == "reg_maybe":
            same = [h for h in document.hits_in(hit.start, hit.end) if h.kind == "reg_maybe" and h.end == hit.end]
            same = [h for h in same if h.start == hit.start]
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


def _is_adjective(document: Document, hit: Hit, rules: PartyRules) -> bool:
    """A country's name before a common noun ("US bank"), where the language puts it so."""
    if not rules.country_before_noun:
        return False
    following = re.match(r" ([a-z][\w-]+)", document.text[hit.end : hit.end + 30])
    if following is None or following.group(1) in rules.function_words:
        return False
    at = hit.end + 1
    return not any(h.start == at and h.kind in ("iv", "rv", "st") for h in document.hits_in(at, at + 30))


def _is_person(document: Document, name: Name, rules: PartyRules) -> bool:
    words = name.text.split()
    acronym = len(words) == 1 and name.text.isupper()
    if name.legal or acronym or not 1 <= len(words) <= 4 or any(word in rules.names.heads for word in words):
        return False
    before = document.text[max(0, name.start - 40) : name.start].rstrip(" ,")
    after = document.text[name.end : name.end + 30].lstrip(" ,)(")
    last = re.findall(r"[^\W\d_][\w'’\-]*", before)[-3:]
    titled = any(" ".join(last[-n:]) in rules.titles or " ".join(last[-n:]).lower() in rules.titles for n in (1, 2, 3))
    first_after = re.findall(r"^[^\W\d_][\w'’\-]*", after)
    speaks = bool(first_after) and first_after[0] in rules.speech
    spoken = bool(last) and last[-1] in rules.speech and document.text[name.start - 1 : name.start] == " "
    return titled or (
        len(words) in (2, 3) and (spoken or speaks) and not any(w.isupper() and len(w) > 1 for w in words)
    )


def _is_authority(name: str, rules: PartyRules) -> bool:
    """Whether head words say that a name is an authority's, though reference data do not know it."""
    words = name.split()
    return len(words) > 1 and (words[0] in rules.authority_heads or words[-1] in rules.authority_heads)


def _after(document: Document, name: Name, end: int) -> Name:
    """What is left of a run of capitals after the authority that it begins with ("KPPU Guntur Saragih")."""
    start = end + 1 if document.text[end : end + 1] == " " else end
    return Name(start, name.end, document.text[start : name.end], name.bracket)


def _settle_headlines(document: Document, names: list[Name], rules: PartyRules) -> list[Name]:
    """In a headline all of capitals only what the body names, or what carries a legal form, is a name."""
    body = [n for n in names if not document.sentence_at(n.start).shouted]
    known: dict[str, set[tuple[str, ...]]] = {}
    for n in body:
        words = tuple(n.text.split())
        known.setdefault(words[0].lower(), set()).add(words)
        if rules.names.legal.fullmatch(words[0]) or words[0] in rules.names.prefix:
            known.setdefault(words[1].lower() if len(words) > 1 else "", set()).add(words[1:])
    settled = list(body)
    for n in names:
        if document.sentence_at(n.start).shouted:
            settled += _known_pieces(n, known, bool(body))
    return sorted(settled, key=lambda n: n.start)


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


def _drop_chance_capitals(document: Document, names: list[Name], rules: PartyRules) -> list[Name]:
    """A single capitalised word that opens a sentence is a name only where it is one elsewhere too; money is none."""
    money = {hit.start for hit in document.hits if hit.kind.startswith("money.")}
    inner = set()
    opening = set()
    for n in names:
        first = n.start - document.sentence_at(n.start).start <= 2
        if first and " " not in n.text and not n.legal and not n.bracket:
            opening.add(n.start)
        else:
            inner.update(n.text.split())
    return [
        n
        for n in names
        if n.start not in money
        and (
            n.start not in opening
            or n.text in inner
            or n.text in rules.names.heads
            or "-" in n.text
            or n.text.isupper()
            or document.text[n.end : n.end + 2] in ("'s", "’s")
        )
    ]


def _named_parties(document: Document, rules: PartyRules, world: list[Party]) -> list[Party]:
    """Names that reference data do not know, typed by form and context, with their longest form."""
    names = find_names(document.text, document.sentences, rules.names, rules.connectors)
    covered = [(party.start, party.end) for party in world if party.kind in ("regulator", "government")]
    names = [n for n in names if not any(s <= n.start and n.end <= e for s, e in covered)]
    ends = dict(covered)
    names = [_after(document, n, ends[n.start]) if n.start in ends and not n.legal else n for n in names]
    world_exact = {(party.start, party.end) for party in world}
    names = [n for n in names if (n.start, n.end) not in world_exact]
    names = _drop_chance_capitals(document, names, rules)
    names = _settle_headlines(document, names, rules)
    persons = {fold_name(n.text, rules.legal) for n in names if _is_person(document, n, rules)}
    links = {n.text: n.text for n in names}
    others = [n.text for n in names if fold_name(n.text, rules.legal) not in persons]
    links.update(link_names(others, rules.legal, rules.names.heads))
    acronyms = {n.bracket: links[n.text] for n in names if n.bracket and n.bracket != n.text}
    known = {hit.start: hit for hit in document.hits if hit.kind == "company"}
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
            or rules.names.legal.search(longest) is not None
        )
        if words in persons or (len(words) == 1 and words[0] in surnames):
            kind = "person"
        else:
            kind = "org" if orgish else "name"
        if kind != "person" and not n.legal and _is_authority(longest, rules):
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


def _reference_parties(document: Document, parties: list[Party]) -> list[Party]:
    """ "The company", "the regulator", "it": each stands for the last fitting party of an earlier place."""
    found = []
    starts = [party.start for party in parties]
    for hit in longest_hits(
        [h for h in document.hits if h.kind == "cue" and h.value in _REFERENCES], frozenset({"cue"})
    ):
        kind = {"company_references": "reference", "authority_references": "authority"}.get(hit.value, "pronoun")
        wanted = ("regulator",) if kind == "authority" else ("org", "name")
        name, country, matters = "", None, ()
        sentence = document.sentence_at(hit.start)
        earlier = [p for p, s in zip(parties, starts, strict=True) if s < hit.start and p.kind in wanted]
        same = [p for p in earlier if p.start >= sentence.start]
        before = [p for p in earlier if p.start < sentence.start]
        choice: Party | None = None
        if kind == "authority":
            choice = earlier[-1] if earlier else None
        elif same and kind == "pronoun":
            choice = same[0]
        elif before:
            last = before[-1].sentence
            choice = next((p for p in before if p.sentence == last and p.kind == "org"), before[-1])
            if kind == "reference" and document.main_actor and sentence.index - last > 2:
                choice = next((p for p in before if p.name == document.main_actor), choice)
        if choice is not None:
            name, country, matters = choice.name, choice.country, choice.matters
        if kind == "authority" or name:
            text = document.text[hit.start : hit.end]
            found.append(Party(hit.start, hit.end, text, kind, name, country, matters))
    return found


def _common_authorities(document: Document, rules: PartyRules, parties: list[Party]) -> list[Party]:
    """ "South Korea's antitrust regulator", "regulator antimonopoli Korea Selatan": a country beside a common noun."""
    found = []
    cues = [h for h in document.hits if h.kind == "cue" and h.value == "authority_nouns"]
    for hit in longest_hits(cues, frozenset({"cue"})):
        near = [
            p
            for p in parties
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


def _name_descriptions(parties: list[Party], document: Document) -> None:
    """ "The antitrust regulator - the Fair Trade Commission": the description stands for the authority named beside it."""
    for first, second in zip(parties, parties[1:], strict=False):
        gap = document.text[first.end : second.start]
        if first.kind == second.kind == "regulator" and len(gap) <= 6 and not gap.strip(" ,-–—("):
            described, named = (first, second) if first.name == first.text else (second, first)
            if described.name == described.text and named.name != named.text:
                described.name, described.matters = named.name, named.matters


def _settle_authorities(parties: list[Party]) -> None:
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


def add_parties(document: Document, rules: PartyRules) -> None:
    """Fill in `document.parties`, its main actor, its regulators and its home country."""
    world = _world_parties(document, rules)
    common = _common_authorities(document, rules, world)
    parties = _drop_overlaps([*world, *common, *_named_parties(document, rules, world)])
    _resolve_acronyms(parties, document, rules)
    _name_descriptions(parties, document)
    _settle_authorities(parties)
    for party in parties:
        party.sentence = document.sentence_at(party.start).index
    document.main_actor = _main_actor(parties, document)
    references = _reference_parties(document, parties)
    for party in references:
        party.sentence = document.sentence_at(party.start).index
    covered = [(p.start, p.end) for p in parties]
    references = [r for r in references if not any(s <= r.start < e for s, e in covered)]
    document.parties = sorted([*parties, *references], key=lambda p: p.start)
    document.party_starts = [party.start for party in document.parties]
    for party in document.parties:
        party.key = " ".join(fold_name(party.name, rules.legal)) if party.name else ""
    document.regulators = Counter(p.name for p in parties if p.kind == "regulator")
    home = Counter(p.country for p in parties if p.country and p.kind in ("country", "place", "demonym", "regulator"))
    ranked = home.most_common()
    document.home = ranked[0][0] if ranked else None
    document.countries = [code for code, count in ranked if count == ranked[0][1]]


def find_country(document: Document, start: int, end: int, kinds: tuple[str, ...] = ("country", "place")) -> str | None:
    """The country of the last place or country named inside the span."""
    near = [p for p in document.parties_in(start, end) if p.kind in kinds and p.country]
    return near[-1].country if near else None


def hits_of(hits: Sequence[Hit], kind: str, value: str | None = None) -> list[Hit]:
    """Hits of one kind, and of one value where given."""
    return [hit for hit in hits if hit.kind == kind and (value is None or hit.value == value)]
