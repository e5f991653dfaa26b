"""Everything the engine looks for in one language, as terms for the one scan: pack words and reference data.

Kinds: `iv`/`rv` verb of investment/regulation (value "group form"), `in`/`rn` noun, `io` object noun, `st` status cue,
`cue` other cue, `matter`, `reg` regulator (value: index), `country`, `place` (value: code), `company` (value: index).
"""

from collections.abc import Iterator

from ingest.extract.scan import Term
from ingest.lang import Pack
from ingest.refdata import Company, Country, Place, Regulator

_CUES = (
    ("names", "speech"),
    ("names", "company_references"),
    ("names", "authority_references"),
    ("names", "authority_nouns"),
    ("names", "pronouns"),
    ("names", "office_titles"),
    ("names", "person_titles"),
    ("grammar", "by"),
    ("grammar", "clause_breaks"),
    ("grammar", "relative"),
)
_STATUSES = (
    "planned rumoured agreed completed cancelled negated hypothetical history "
    "proposed ongoing decided in_force appealed closed"
).split()


def list_word_terms(pack: Pack) -> Iterator[Term]:
    """Terms of a pack: verbs in all their forms, nouns, objects, status and other cues, matters."""
    forms = pack.words("grammar", "verb_forms")
    for section, kind in (("investment_verbs", "iv"), ("regulatory_verbs", "rv")):
        for group in pack.sections[section]:
            for entry in pack.words(section, group):
                for form, word in zip(forms, entry.split(), strict=True):
                    if word != "-":
                        yield Term(word.replace("_", " "), kind, f"{group} {form}")
    for section, kind in (("investment_nouns", "in"), ("regulatory_nouns", "rn"), ("investment_objects", "io")):
        for group in pack.sections[section]:
            for word in pack.words(section, group):
                yield Term(word, kind, group)
    for status in _STATUSES:
        for word in pack.words("status", status):
            yield Term(word, "st", status)
    for section, key in _CUES:
        for word in pack.words(section, key):
            yield Term(word, "cue", key)
    for matter in pack.sections["matters"]:
        for word in pack.words("matters", matter):
            yield Term(word, "matter", matter)


def list_world_terms(
    regulators: tuple[Regulator, ...],
    countries: tuple[Country, ...],
    places: tuple[Place, ...],
    pack_names: frozenset[str],
) -> Iterator[Term]:
    """Terms of reference data. Short all-capital aliases count only as written; the rest also in capitals or lower case."""
    for index, regulator in enumerate(regulators):
        for alias in (regulator.name, *regulator.aliases, *regulator.officers):
            yield Term(alias, "reg", str(index), exact=len(alias) <= 5 or not alias[0].isupper())
        for alias in regulator.ambiguous:
            yield Term(alias, "reg_maybe", str(index), exact=len(alias) <= 5 or not alias[0].isupper())
    for country in countries:
        for name in (country.name, *country.names):
            if name not in country.ambiguous or name in pack_names:
                yield Term(name, "country", country.code, exact=True)
        for name in country.demonyms:
            yield Term(name, "demonym", country.code, exact=True)
        for name in country.government_names:
            yield Term(name, "government", country.code)
        for name in country.metonyms:
            yield Term(name, "metonym", country.code, exact=True)
    for place in places:
        for name in place.names:
            if name not in place.ambiguous:
                yield Term(name, "place", place.country, exact=True)


def list_company_terms(companies: tuple[Company, ...]) -> Iterator[Term]:
    """Names of well-known companies: a help where capitals say nothing, never a requirement."""
    for index, company in enumerate(companies):
        for name in (company.name, *company.aliases):
            if len(name) > 3 and name not in company.ambiguous:
                yield Term(name, "company", str(index), exact=True)
