"""Everything the engine looks for in one language, as terms for the one scan: pack words and reference data.

Kinds: `iv`/`rv` verb of investment/regulation (value "group form"), `in`/`rn` noun, `io` object noun, `st` status cue,
`cue.…` other cue (value: its key in the pack), `matter`, `reg` regulator (value: index), `country`, `place` (value: code), `company` (value: index).
"""

from collections.abc import Iterator

from ingest.extract.scan import Term
from ingest.lang import Pack
from ingest.refdata import Company, Country, Place, Regulator

_CUES = (
    ("names", "sources"),
    ("names", "reports"),
    ("names", "company_references"),
    ("names", "authority_references"),
    ("names", "authority_nouns"),
    ("names", "pronouns"),
    ("grammar", "clause_breaks"),
    ("grammar", "apart_words"),
)

_GROUPS = (
    ("investment_nouns", "in"),
    ("regulatory_nouns", "rn"),
    ("investment_objects", "io"),
    ("status", "st"),
    ("matters", "matter"),
)


def _verb_terms(pack: Pack, section: str, kind: str) -> Iterator[Term]:
    forms = pack.words("grammar", "verb_forms")
    for group in pack.sections[section]:
        for entry in pack.words(section, group):
            for form, word in zip(forms, entry.split(), strict=True):
                if word != "-":
                    yield Term(word.replace("_", " "), kind, f"{group} {form}")


def _group_terms(pack: Pack, section: str, kind: str) -> Iterator[Term]:
    for group in pack.sections[section]:
        for word in pack.words(section, group):
            yield Term(word, kind, group)


def list_word_terms(pack: Pack) -> Iterator[Term]:
    """Terms of a pack: verbs in all their forms, nouns, objects, status and other cues, matters."""
    yield from _verb_terms(pack, "investment_verbs", "iv")
    yield from _verb_terms(pack, "regulatory_verbs", "rv")
    for section, kind in _GROUPS:
        yield from _group_terms(pack, section, kind)
    for section, key in _CUES:
        for word in pack.words(section, key):
            yield Term(word, f"cue.{key}", key)


def _is_exact(alias: str) -> bool:
    """Whether an alias counts only as written: short ones, and those that start low or with a sign."""
    return len(alias) <= 5 or not alias[0].isupper()


def _country_terms(country: Country, pack_names: frozenset[str]) -> Iterator[Term]:
    for name in (country.name, *country.names):
        if name not in country.ambiguous or name in pack_names:
            yield Term(name, "country", country.code, exact=True)
    for name in country.demonyms:
        yield Term(name, "demonym", country.code, exact=True)
    for name in country.government_names:
        yield Term(name, "government", country.code)
    for name in country.metonyms:
        yield Term(name, "metonym", country.code, exact=True)


def list_world_terms(
    regulators: tuple[Regulator, ...],
    countries: tuple[Country, ...],
    places: tuple[Place, ...],
    pack_names: frozenset[str],
) -> Iterator[Term]:
    """Terms of reference data. `pack_names`: ambiguous country names that the language uses for the country."""
    for index, regulator in enumerate(regulators):
        for alias in (regulator.name, *regulator.aliases, *regulator.officers):
            yield Term(alias, "reg", str(index), exact=_is_exact(alias))
        for alias in regulator.ambiguous:
            yield Term(alias, "reg_maybe", str(index), exact=_is_exact(alias))
    for country in countries:
        yield from _country_terms(country, pack_names)
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
