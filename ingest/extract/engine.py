"""The compiled knowledge of every language: built once from packs and reference data, then only read."""

import functools
import re
from dataclasses import dataclass

from ingest.extract import dates, money
from ingest.extract.clause import ClauseRules
from ingest.extract.names import build_name_rules
from ingest.extract.party_rules import PartyRules
from ingest.extract.patterns import find_word
from ingest.extract.phrases import PhraseRules, build_phrase_rules
from ingest.extract.scan import Lexicon
from ingest.extract.terms import list_company_terms, list_word_terms, list_world_terms
from ingest.extract.text import SentenceRules
from ingest.lang import Pack, list_packs, load_pack
from ingest.refdata import (
    load_companies,
    load_countries,
    load_currencies,
    load_legal_forms,
    load_places,
    load_regulators,
)


@dataclass(frozen=True, slots=True)
class Language:
    """All rules of one language, compiled."""

    pack: Pack
    lexicon: Lexicon
    sentences: SentenceRules
    parties: PartyRules
    clause: ClauseRules
    phrase: PhraseRules
    money: money.MoneyReader
    dates: dates.DateReader


@dataclass(frozen=True, slots=True)
class Engine:
    """Every language, and the small words that tell them apart."""

    languages: dict[str, Language]
    stopwords: dict[str, frozenset[str]]


def _fold(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(word.lower() for word in words)


def _sentence_rules(pack: Pack) -> SentenceRules:
    starters = pack.words("names", "not_names")
    return SentenceRules(
        frozenset(pack.words("sentences", "abbreviations")),
        frozenset(pack.words("sentences", "closing_abbreviations")),
        frozenset(starters),
        tuple(word.lower() for word in pack.words("sentences", "bylines")),
        re.compile("|".join(map(re.escape, pack.words("sentences", "bylines"))), re.I),
    )


def _clause_rules(pack: Pack) -> ClauseRules:
    return ClauseRules(
        passive_before=_fold(pack.words("grammar", "passive_before")),
        passive_past=_fold(pack.words("grammar", "passive_past")),
        perfect_before=_fold(pack.words("grammar", "perfect_before")),
        infinitive=_fold(pack.words("grammar", "infinitive_before")),
        by=pack.words("grammar", "by"),
        agents=tuple((word, re.compile(rf"(?<!\w){re.escape(word)}(?!\w)")) for word in pack.words("grammar", "by")),
        bidders=tuple(
            (word, re.compile(rf"(?<!\w){re.escape(word)}(?!\w)")) for word in pack.words("grammar", "offered_by")
        ),
        law_title=re.compile(
            rf"(?<!\w)(?:{'|'.join(map(re.escape, pack.words('grammar', 'law_titles')))}) (?:[A-Z][\w-]* |\w{{2,3}} )*$"
        ),
        pair=re.compile(find_word(pack.words("grammar", "pair_words"))),
        articles=_fold(pack.words("grammar", "articles")),
        places=_fold(pack.words("names", "place_prepositions")),
        possessive=_fold(pack.words("names", "possessive_prepositions")),
        joints=tuple(word.lower() for word in pack.words("names", "list_joints")),
        speech=_fold(pack.words("names", "speech")),
        determiners=_fold(pack.words("grammar", "determiners")),
        modals=_fold(pack.words("grammar", "modals")),
    )


def _vocabulary(pack: Pack) -> frozenset[str]:
    """Every lower-case word of the pack: in a headline all of capitals such a word is no name."""
    found: set[str] = set()
    for section, keys in pack.sections.items():
        for value in keys.values():
            if section != "names" and isinstance(value, list):
                for entry in value:
                    found.update(word.lower() for word in entry.replace("_", " ").split())
    found.update(word.lower() for word in pack.words("names", "not_names"))
    return frozenset(found)


def _compile_hearers(pack: Pack) -> re.Pattern[str]:
    """ "told", and with some words between "ungkap ... kepada"; an article may follow."""
    gap = r"(?:\s\S+){1,6}?\s"
    phrases = (gap.join(map(re.escape, phrase.lower().split(" ... "))) for phrase in pack.words("names", "hearers"))
    articles = "|".join(map(re.escape, pack.words("grammar", "articles"))) or "(?!)"
    return re.compile(rf"(?<!\w)(?:{'|'.join(phrases)})\s(?:(?:{articles})\s)?$")


def _party_rules(pack: Pack) -> PartyRules:
    forms = load_legal_forms()
    prefixes = [form.form for form in forms if form.position == "prefix"]
    suffixes = [name for form in forms if form.position != "prefix" for name in (form.form, *form.variants)]
    places = [name for place in load_places() for name in place.names]
    places += [name for country in load_countries() for name in country.names]
    suffixes = [name for name in suffixes if not (name.islower() and len(name) < 4 and name != "plc")]
    folded = {
        word.strip("().,").lower() for form in forms for name in (form.form, *form.variants) for word in name.split()
    }
    return PartyRules(
        names=build_name_rules(pack, prefixes, suffixes, _vocabulary(pack), places),
        legal=frozenset(folded) | _fold(pack.words("names", "empty_words")),
        titles=frozenset(pack.words("names", "person_titles")),
        speech=_fold(pack.words("names", "speech")),
        regulators=load_regulators(),
        country_names={country.code: country.name for country in load_countries()},
        authority_heads=frozenset(pack.words("names", "authority_heads")),
        references=_fold(pack.words("names", "authority_references")),
        hearer=_compile_hearers(pack),
        order=tuple(f" {word.lower()} " for word in pack.words("grammar", "infinitive_before")),
        country_before_noun=pack.text("names", "country_before_noun") == "yes",
        function_words=_fold(
            (
                *pack.words("language", "stopwords"),
                *pack.words("grammar", "modals"),
                *pack.words("names", "speech"),
                *pack.words("names", "place_prepositions"),
                *pack.words("names", "list_joints"),
                *pack.words("grammar", "clause_breaks"),
            )
        ),
    )


def _build_language(code: str) -> Language:
    pack = load_pack(code)
    terms = [
        *list_word_terms(pack),
        *list_world_terms(
            load_regulators(), load_countries(), load_places(), frozenset(pack.words("names", "countries"))
        ),
        *list_company_terms(load_companies()),
        *money.list_terms(pack, load_currencies()),
        *dates.list_terms(pack),
    ]
    return Language(
        pack=pack,
        lexicon=Lexicon(terms),
        sentences=_sentence_rules(pack),
        parties=_party_rules(pack),
        clause=_clause_rules(pack),
        phrase=build_phrase_rules(pack),
        money=money.build_reader(pack, load_currencies()),
        dates=dates.build_reader(pack),
    )


@functools.cache
def load_engine() -> Engine:
    """Compile every pack; about a second, once a process."""
    packs = list_packs()
    return Engine(
        {code: _build_language(code) for code in packs},
        {code: frozenset(load_pack(code).words("language", "stopwords")) for code in packs},
    )
