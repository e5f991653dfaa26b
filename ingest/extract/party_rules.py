"""What finding parties needs of a language, compiled once."""

import re
from dataclasses import dataclass

from ingest.extract.names import NameRules
from ingest.refdata import Regulator


@dataclass(frozen=True, slots=True)
class PartyRules:
    """Compiled for one language."""

    names: NameRules
    legal: frozenset[str]  # folded legal forms and articles
    titles: frozenset[str]
    speech: frozenset[str]
    regulators: tuple[Regulator, ...]
    country_names: dict[str, str]
    authority_heads: frozenset[str]
    references: frozenset[str]  # common words that stand for an authority named before
    country_before_noun: bool
    hearer: re.Pattern[str]  # in lower-case text: what stands before who is only told something
    order: tuple[str, ...]  # what follows who is told to do something
    function_words: frozenset[str]
