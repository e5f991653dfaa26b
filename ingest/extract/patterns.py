"""Regular expressions for any of many words, put so that a search leaps from one possible start to the next."""

import re
from collections.abc import Iterable


def any_of(words: Iterable[str]) -> str:
    """Any of the words, longest first."""
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True)) or "(?!)"


def find_word(words: Iterable[str]) -> str:
    """Any of the words where no letter, digit or underscore touches it, for text in lower case.

    It begins with the set of first letters: an expression that begins with a look behind or with alternatives is tried
    in full at every character, this one only where a word may begin.
    """
    tails: dict[str, list[str]] = {}
    for word in {word.lower() for word in words}:
        tails.setdefault(word[0], []).append(word[1:])
    if not tails:
        return "(?!)"
    first = f"[{''.join(map(re.escape, sorted(tails)))}]"
    rest = "|".join(f"(?<={re.escape(letter)})(?:{any_of(tails[letter])})" for letter in sorted(tails))
    return rf"{first}(?<!\w{first})(?:{rest})(?!\w)"
