"""Names of one party in an article: its short forms and initials lead to the longest form that is used."""

import functools
import re
from collections.abc import Iterable, Mapping

from ingest.extract.names import NameRules, has_form

_PARENTHESIS = re.compile(r"\([^)]*\)")
_NO_WORD = re.compile(r"['’]s\b|[^\w&]+")


def fold_name(name: str, legal: frozenset[str]) -> tuple[str, ...]:
    """The words of a name that tell it apart: lower case, without legal forms and articles."""
    return _fold_short(name, legal) if len(name) <= 80 else _fold(name, legal)


def _fold(name: str, legal: frozenset[str]) -> tuple[str, ...]:
    words = _NO_WORD.sub(" ", _PARENTHESIS.sub(" ", name)).lower().split()
    return tuple(word for word in words if word not in legal) or tuple(words)


_fold_short = functools.lru_cache(maxsize=4096)(_fold)  # an article folds each of its names several times


def _looks_like_company(name: str, rules: NameRules) -> bool:
    words = name.split()
    return words[0] in rules.prefix or any(w in rules.heads for w in words) or has_form(name, rules)


def link_names(names: Iterable[str], legal: frozenset[str], rules: NameRules) -> Mapping[str, str]:
    """Map every name to the longest form that the article uses for the same party: short forms, initials.

    `names`: in the order of the text. A longer form that comes later and shows no sign of an organisation is rather one
    of its products or people ("Larkmere" is not the "Larkmere Photo Search" of a later sentence).
    """
    unique = list(dict.fromkeys(names))
    order = {name: index for index, name in enumerate(unique)}
    folded = {name: fold_name(name, legal) for name in unique}
    by_word: dict[str, list[str]] = {}
    for name in unique:
        for word in folded[name]:
            by_word.setdefault(word, []).append(name)
        if len(folded[name]) > 1:
            by_word.setdefault("".join(w[0] for w in folded[name] if w not in rules.connectors), []).append(name)
    links = {}
    for name in unique:
        words = folded[name]
        best = name
        if not all(word in rules.heads_low for word in words) or len(words) > 1:
            for other in by_word.get(words[0], ()):
                longer = folded[other]
                whole = " ".join(longer)
                inside = f" {' '.join(words)} " in f" {whole} " and len(longer) >= len(words)
                leads = longer[:2] if longer[0] in rules.heads_low else longer[:1]  # "Delima", of "Bank Delima Jaya"
                initials = len(words) == 1 and 2 < len(name) <= 6 and name.isupper() and len(longer) > 1
                if inside and words[0] not in leads and not (len(words) == 1 and longer[-1] == words[0]):
                    continue
                if inside and order[other] > order[name] and not _looks_like_company(other, rules):
                    continue
                if (inside or initials) and (len(longer), len(other)) > (len(folded[best]), len(best)):
                    if inside and longer[0] != words[0] and len(words) == 1 and len(longer) > 3:
                        continue
                    best = other
        links[name] = best
    return links
