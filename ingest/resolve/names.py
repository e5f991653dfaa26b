"""Do two names stand for one party? Pure: legal forms, word order, short forms, initials and stock codes."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from ingest.refdata import load_companies, load_legal_forms

# Words that many names share: alone they tell no party from another.
_GENERIC_WORDS = """
group grup groups holding holdings corp corporation company perusahaan international internasional indonesia
nasional national bank energi energy global industri industry industries the of and dan capital ventures fund
properti property teknologi technology technologies foods food mining resources
"""
GENERIC = frozenset(_GENERIC_WORDS.split())
# Words that come and go with a name: "Grup Samara", "Samara Group", "Samara".
_DROPPED = frozenset(["group", "grup", "holding", "holdings", "the"])
_ASIDE = re.compile(r"[(\[][^)\]]*[)\]]")
_LIST = re.compile(r"\s*(?:[,;/]|\b(?:dan|and|serta|bersama|with)\b)\s*", re.IGNORECASE)
_INITIALS = re.compile(r"[A-Z]{2,6}")

SAME, SHORT, INITIALS, CLOSE = 1.0, 0.85, 0.75, 0.5  # how sure a match is, see match_names


@dataclass(frozen=True, slots=True)
class Name:
    """A party's name, taken apart once for all comparisons."""

    text: str  # as written
    key: str  # folded: the same for all spellings that differ in case, punctuation and legal form only
    words: tuple[str, ...]  # of the key
    code: str = ""  # the name in lower case where it looks like initials or a stock code


def fold_name(name: str | None, legal_forms: frozenset[str] | None = None) -> str:
    """Return a name without case, accents of width, punctuation and legal forms; "" for none."""
    forms = load_form_words() if legal_forms is None else legal_forms
    words = re.findall(r"\w+", unicodedata.normalize("NFKC", name or "").casefold())
    return " ".join([word for word in words if word not in forms] or words)


@cache
def load_form_words() -> frozenset[str]:
    """Legal forms of one word in lower case: "pt", "tbk", "inc"."""
    forms = {form for item in load_legal_forms() for form in (item.form, *item.variants)}
    return frozenset(form.replace(".", "").casefold() for form in forms if " " not in form.strip())


@cache
def load_aliases() -> dict[str, str]:
    """Folded alias or stock code -> folded name of the companies in refdata."""
    found: dict[str, str] = {}
    for company in load_companies():
        for alias in (*company.aliases, company.ticker):
            if alias:
                found.setdefault(fold_name(alias), fold_name(company.name))
    return found


@cache
def make_name(text: str) -> Name:
    """Take a name apart."""
    plain = _ASIDE.sub(" ", text).strip() or text
    key = fold_name(plain)
    key = load_aliases().get(key, key)
    words = tuple(word for word in key.split() if word not in _DROPPED) or tuple(key.split())
    return Name(text, " ".join(words), words, text.casefold() if _INITIALS.fullmatch(text.strip()) else "")


@cache
def split_names(text: str | None) -> tuple[Name, ...]:
    """Return the parties that a field names: "A, B dan C" are three."""
    parts = [part.strip() for part in _LIST.split(_ASIDE.sub(" ", text or "")) if part.strip()]
    return tuple(name for name in map(make_name, parts) if name.key)


def match_names(one: Name, other: Name) -> float:
    """Return how sure it is that two names are one party: 1 the same, 0 not.

    SHORT where one is the other cut short ("Voltara", "Voltara Energy"), INITIALS for initials and stock codes, CLOSE
    where most words agree.
    """
    if one.key == other.key:
        return SAME
    first, second = set(one.words), set(other.words)
    if first == second:
        return SAME
    if first <= second or second <= first:
        shorter, longer = (one, other) if first <= second else (other, one)
        if set(shorter.words) <= GENERIC:
            return 0.0
        return SHORT if shorter.words[0] == longer.words[0] else CLOSE
    if _is_code_of(one, other) or _is_code_of(other, one):
        return INITIALS
    common = first & second
    if common - GENERIC:
        rest = [[word for word in name.words if word not in common] for name in (one, other)]
        for short, long in (rest, rest[::-1]):
            if len(short) == 1 and short[0] == "".join(word[0] for word in long):
                return SHORT  # "RS Melati", "Rumah Sakit Melati"
        if len(common) >= 2 and len(common) / len(first | second) >= 0.5:
            return CLOSE
    return 0.0


def match_parties(one: tuple[Name, ...], other: tuple[Name, ...]) -> float:
    """Return the best match between any two of the names of two fields."""
    return max((match_names(a, b) for a in one for b in other), default=0.0)


def _is_code_of(short: Name, long: Name) -> bool:
    """Initials ("BCA") or a stock code ("MSGL" of Mitra Sawit Gemilang): each word's initial, letters in order."""
    code = short.code
    if not code or len(long.words) < 2:
        return False
    if code == "".join(word[0] for word in long.words):
        return True
    letters = iter("".join(long.words))
    initials = iter(code)
    return (
        len(code) == 4
        and code[0] == long.words[0][0]
        and all(letter in letters for letter in code)
        and all(word[0] in initials for word in long.words)
    )
