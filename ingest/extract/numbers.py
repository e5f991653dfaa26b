"""Numbers in running text: digits with separators, scale words and letters, number words, fractions.

Every reader is anchored: it reads at a given offset and never searches, so its cost does not depend on the text's length.
"""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import NamedTuple

from ingest.lang import Pack

GAP = r"(?:-|[^\S\n]{0,2}(?:\n[^\S\n]{0,2})?)"  # between a number and its scale: at most one line break
_SPACES = "\u00a0\u202f\u2009"
_NO_SPACES = {ord(c): None for c in _SPACES + " '’"}
_DIGITS = re.compile(
    rf"\d{{1,3}}(?:[{_SPACES}]\d{{3}})+(?!\d)(?:[.,]\d+)?"  # 500 000 with spaces that do not break
    r"|\d{1,3}(?: \d{3}){2,}(?![\d.,]*\d)"  # 1 500 000
    r"|\d(?:[\d.,'’]{0,22}\d)?(?!\d)"
    r"|\.\d{1,3}(?!\d)"
)
_VULGAR = {"½": Decimal("0.5"), "¼": Decimal("0.25"), "¾": Decimal("0.75"), "⅓": Decimal(1) / 3}
_VULGAR_STARTS = frozenset("½¼¾ -")
_VULGAR_TAIL = re.compile(r"[½¼¾]|[ -]1/2(?!\d)")


class Digits(NamedTuple):
    """Digits as read: `other` is the second possible reading where the separator leaves doubt; `grouped`: has thousands."""

    value: Decimal
    other: Decimal | None = None
    grouped: bool = False


class Number(NamedTuple):
    """A number in a text. `unit` is the scale it was multiplied with, 1 without one; `letter` a scale written as a letter."""

    start: int
    end: int
    value: Decimal
    unit: Decimal
    other: Decimal | None = None
    grouped: bool = False
    letter: str = ""
    bare: bool = False  # plain digits without separators, as a year is

    @property
    def scaled(self) -> bool:
        return self.unit > 1


def read_digits(raw: str, decimal: str) -> Digits | None:
    """Read digits with separators. `decimal` is the language's decimal sign; shape overrules it, doubt is reported."""
    if raw.isdigit():
        return Digits(Decimal(raw))
    raw = raw.translate(_NO_SPACES)
    last = max(raw.rfind("."), raw.rfind(","))
    if last < 0:
        return Digits(Decimal(raw), grouped=True)
    mark, other = raw[last], "," if raw[last] == "." else "."
    whole, tail = raw[:last], raw[last + 1 :]
    if not tail.isdigit() or not (whole == "" or whole[0].isdigit()):
        return None
    if other in whole:  # both signs: the last is the decimal one, unless it repeats
        if mark in whole or not _is_grouped(whole.split(other)):
            return None
        return Digits(Decimal(whole.replace(other, "") + "." + tail), grouped=True)
    if mark in whole:  # repeated: thousands
        parts = raw.split(mark)
        return Digits(Decimal("".join(parts)), grouped=True) if _is_grouped(parts) else None
    as_decimal = Decimal((whole or "0") + "." + tail)
    if len(tail) != 3 or len(whole) > 3 or whole.startswith("0") or not whole:
        return Digits(as_decimal)
    as_group = Decimal(whole + tail)
    if mark == decimal:
        return Digits(as_decimal, as_group)
    return Digits(as_group, as_decimal, True)


def _is_grouped(parts: list[str]) -> bool:
    """1.500.000, and 12,34,567 as India writes it."""
    head, middle, last = parts[0], parts[1:-1], parts[-1]
    if not (1 <= len(head) <= 3 and len(last) == 3 and all(parts)):
        return False
    return all(len(part) == 3 for part in middle) or (len(head) < 3 and all(len(part) == 2 for part in middle))


def join_words(words: Iterable[str]) -> str:
    """A regular expression for any of the words, longest first; spaces stand for any single gap."""
    ordered = sorted(set(words), key=lambda word: (-len(word), word))
    return "|".join(re.escape(word).replace(r"\ ", r"[\s-]{1,2}") for word in ordered) or r"(?!)"


class NumberReader:
    """The numbers of one language, compiled from its pack's [money] section."""

    def __init__(self, pack: Pack) -> None:
        self.decimal = pack.text("money", "decimal")
        table: Mapping[str, Mapping[str, float]] = {
            key: pack.table("money", key)
            for key in ("numerals", "multipliers", "fractions", "halves", "scales", "scale_letters", "home_letters")
        }
        self._kinds: dict[str, tuple[str, Decimal]] = {}
        for key in ("scales", "numerals", "multipliers", "halves", "fractions"):
            for word, value in table[key].items():
                self._kinds[word.lower()] = (key, Decimal(str(value)))
        self._scales = {word.lower(): Decimal(str(value)) for word, value in table["scales"].items()}
        for key in ("teens", "articles", "joiners", "decimal_words"):
            for word in pack.words("money", key):
                self._kinds[word.lower()] = (key, Decimal(1))
        self._letters = {word: Decimal(str(value)) for word, value in table["scale_letters"].items()}
        self._home_letters = {word: Decimal(str(value)) for word, value in table["home_letters"].items()}
        letters = "".join(sorted(set(self._letters) | set(self._home_letters)))
        self._scale = re.compile(
            rf"{GAP}(?P<word>(?i:{join_words(table['scales'])}))(?!\w)"
            rf"|(?P<gap>[^\S\n]?)(?P<letter>[{letters}])(?!\w|[-&'’.]\w)"
            rf"|(?P<glued>[{letters}])(?=-\w)"
        )
        self._word = re.compile(rf"(?i:{join_words(self._kinds)})(?!\w)")
        self._gap = re.compile(r"[\s-]{1,2}")

    def words(self) -> list[str]:
        """Every word that can be a part of a number, for the scan to the left of a currency."""
        return [*self._kinds, *self._letters, *self._home_letters]

    def is_number_word(self, word: str) -> bool:
        return self._kinds.get(word.lower(), ("", 0))[0] in ("numerals", "fractions", "articles")

    def read(self, text: str, start: int, home: bool = False) -> Number | None:
        """Read the number that begins at `start`. `home`: the amount is in the language's own currency."""
        found = _DIGITS.match(text, start)
        return self._read_digits(text, found, home) if found else self._read_words(text, start)

    def _read_digits(self, text: str, found: re.Match[str], home: bool) -> Number | None:
        digits = read_digits(found.group(), self.decimal)
        if digits is None:
            return None
        start, end = found.span()
        value, other, unit, letter = digits.value, digits.other, Decimal(1), ""
        if text[end : end + 1] in _VULGAR_STARTS and (vulgar := _VULGAR_TAIL.match(text, end)):
            value, end = value + _VULGAR.get(vulgar.group(), Decimal("0.5")), vulgar.end()
        while unit < 1_000_000_000 and (scale := self._scale.match(text, end)):
            word = scale.group("word")
            if word:
                step = self._scales[word.lower()]
            else:
                letter = scale.group("letter") or scale.group("glued")
                if unit > 1:
                    break
                letters = self._home_letters if home and letter in self._home_letters else self._letters
                if letter not in letters:
                    letter = ""
                    break
                step = letters[letter]
            unit, end = unit * step, scale.end()
            if letter:
                break
        if unit == 1:
            return Number(start, end, value, unit, other, digits.grouped, "", found.group().isdigit())
        number = Number(start, end, value * unit, unit, other and other * unit, digits.grouped, letter)
        return self._add_lower_part(text, number) if not letter else number

    def _add_lower_part(self, text: str, number: Number) -> Number:
        """2 triliun 300 miliar."""
        if text[number.end : number.end + 1] != " ":
            return number
        found = _DIGITS.match(text, number.end + 1)
        if not found or not found.group().isdigit():
            return number
        scale = self._scale.match(text, found.end())
        if not scale or not scale.group("word"):
            return number
        part = Decimal(found.group()) * self._scales[scale.group("word").lower()]
        if part >= number.unit:
            return number
        return number._replace(end=scale.end(), value=number.value + part, other=None)

    def _read_words(self, text: str, start: int) -> Number | None:
        """Number words: `dua ratus lima puluh juta`, `one and a half billion`, `half a million`."""
        tokens: list[tuple[str, Decimal, int]] = []
        position = start
        while len(tokens) < 16 and (found := self._word.match(text, position)):
            kind, value = self._kinds[" ".join(found.group().lower().replace("-", " ").split())]
            tokens.append((kind, value, found.end()))
            gap = self._gap.match(text, found.end())
            if not gap:
                break
            position = gap.end()
        while tokens and tokens[-1][0] in ("joiners", "articles", "decimal_words"):
            tokens.pop()
        if not tokens or tokens[0][0] not in ("numerals", "fractions", "articles"):
            return None
        if tokens[0][0] == "articles" and (len(tokens) < 2 or tokens[1][0] not in ("scales", "multipliers")):
            return None
        value, unit = _add_words([(kind, value) for kind, value, _ in tokens])
        return Number(start, tokens[-1][2], value, unit)


def _add_words(tokens: list[tuple[str, Decimal]]) -> tuple[Decimal, Decimal]:
    """The value of number words and their largest scale."""
    parts: list[Decimal] = []
    current: Decimal | None = None
    decimals: Decimal | None = None
    largest = last_scale = Decimal(1)
    for kind, value in tokens:
        if kind in ("numerals", "articles", "fractions") and decimals is not None:
            current, decimals = (current or Decimal(0)) + decimals * value, decimals / 10
        elif kind in ("halves", "fractions") and current is None and parts:
            parts.append(value * last_scale)  # a billion and a half
        elif kind in ("numerals", "articles", "fractions", "halves"):
            current = (current or Decimal(0)) + value
        elif kind == "teens":
            current = (current or Decimal(0)) + 10
        elif kind == "multipliers":
            base = current or Decimal(1)
            lower = base % (10 if value == 10 else 100) or Decimal(1)
            current = base - (lower if current is not None else 1) + lower * value
        elif kind == "decimal_words":
            decimals = Decimal("0.1")
        elif kind == "scales":
            if current is None and parts:
                parts[-1] *= value
            else:
                parts.append((current if current is not None else Decimal(1)) * value)
            current, decimals, last_scale, largest = None, None, value, max(largest, value)
    return sum(parts, Decimal(0)) + (current or Decimal(0)), largest
