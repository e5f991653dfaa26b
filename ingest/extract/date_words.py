"""The date words of a language: terms for the shared Lexicon and the patterns that read around them."""

import re
from collections.abc import Iterable

from ingest.extract.numbers import join_words
from ingest.extract.scan import Term
from ingest.lang import Pack

_FIRST_YEAR, _LAST_YEAR = 1900, 2099


def join_reversed(words: Iterable[str]) -> str:
    """A regular expression for any of the words read from right to left."""
    return join_words([word[::-1] for word in words])


def list_terms(pack: Pack) -> list[Term]:
    """The date words of a language for the shared Lexicon."""
    exact = {word.title() for word in pack.words("dates", "weekdays_exact")}
    terms = [Term(str(year), "date.year", str(year)) for year in range(_FIRST_YEAR, _LAST_YEAR + 1)]
    terms += [Term(f"({day}", "date.bracket", str(day)) for day in range(1, 32)]
    terms += [Term(f"(0{day}", "date.bracket", str(day)) for day in range(1, 10)]
    for quarter in "1234":
        terms += [Term(f"Q{quarter}", "date.compact", f"quarter:{quarter}", exact=True, glue=True)]
        terms += [Term(f"{quarter}Q", "date.compact", f"quarter:{quarter}", exact=True, glue=True)]
    for half in "12":
        terms += [
            Term(f"{name}", "date.compact", f"half:{half}", exact=True, glue=True) for name in (f"H{half}", f"{half}H")
        ]
    terms += [Term("FY", "date.fiscal", "FY", exact=True, glue=True)]
    unsure = set(pack.words("dates", "months_unsure"))
    for word, month in pack.table("dates", "months").items():
        terms.append(
            Term(word, "date.month", f"{month}:{int(word in unsure)}", exact=word[0].isupper() and word in unsure)
        )
        if word[0].isupper() and word in unsure:
            terms.append(Term(word.upper(), "date.month", f"{month}:1", exact=True))
    for word, day in pack.table("dates", "weekdays").items():
        form = word.title() if word.title() in exact else word
        terms.append(Term(form, "date.weekday", str(day), exact=form in exact))
    terms += [Term(word, "date.day", str(offset)) for word, offset in pack.table("dates", "days").items()]
    terms += [Term(word, "date.relative", str(value)) for word, value in pack.table("dates", "relative").items()]
    terms += [Term(word, "date.unit", str(unit)) for word, unit in pack.table("dates", "units").items()]
    for kind in ("quarters", "quarters_after", "halves", "halves_after"):
        terms += [
            Term(w, f"date.{kind}", "half" if kind.startswith("hal") else "quarter")
            for w in pack.words("dates", kind)
            if len(w) > 1
        ]
    return list(dict.fromkeys(terms))


class DateWords:
    """The patterns of one language for read_atom."""

    def __init__(self, pack: Pack) -> None:
        words = {key: pack.words("dates", key) for key in _WORD_KEYS}
        numerals = {w.lower(): v for w, v in pack.table("money", "numerals").items() if 0 < v < 1000}
        self.numbers: dict[str, float] = {**numerals, **{w.lower(): 1 for w in pack.words("money", "articles")}}
        self.multipliers = {w.lower(): v for w, v in pack.table("money", "multipliers").items()}
        self.teens = {w.lower() for w in pack.words("money", "teens")}
        counted = [*self.numbers, *self.multipliers, *self.teens]
        self.count_left = re.compile(
            rf"[\s-]{{1,2}}(?P<count>\d+(?:[.,]\d)?|(?:(?:{join_reversed(counted)})(?!\w)[\s-]?){{1,4}})(?:\s?[-–]\s?\d+)?(?![\d.,/]*\d|\w)",
            re.I,
        )
        self.ordinals = {w.lower(): int(v) for w, v in pack.table("dates", "ordinals").items()}
        self.ordinal_right = re.compile(rf"[\s-]{{0,2}}(?P<ordinal>{join_words(self.ordinals)})(?!\w)(?![.,]\d)", re.I)
        self.ordinal_left = re.compile(
            rf"[\s-](?:(?:{join_reversed(pack.words('dates', 'ordinal_fillers'))})\s)?(?P<ordinal>{join_reversed(self.ordinals)})(?!\w)",
            re.I,
        )
        self.after_length = [
            (re.compile(rf"[\s-](?:{join_words(words[key])})(?!\w)", re.I), direction)
            for key, direction in (
                ("ahead", "ahead"),
                ("ago", "ago"),
                ("trailing", "trailing"),
                ("from_now", "from_now"),
            )
        ]
        self.before_length = [
            (re.compile(rf"\s(?:{join_reversed(words[key])})(?!\w)", re.I), direction)
            for key, direction in (
                ("ahead_before", "ahead"),
                ("trailing_before", "trailing"),
                ("duration_before", ""),
                ("within", "within"),
            )
        ]
        self.duration_left = re.compile(
            rf"\s(?:{join_reversed([*words['duration_before'], *words['within']])})(?!\w)", re.I
        )
        self._compile_days(pack, words)
        self._compile_turns(words)
        units = pack.table("dates", "units")
        links = (word for word in pack.words("dates", "year_words") if word.islower() and " " not in word)
        self.of_year = tuple(f"{word} " for word in links if word not in units)

    def _compile_days(self, pack: Pack, words: dict[str, tuple[str, ...]]) -> None:
        joiners = join_reversed(pack.words("dates", "joiners"))
        links = join_reversed(pack.words("dates", "day_links"))
        endings = join_reversed(pack.words("dates", "day_endings"))
        law_links = join_reversed(pack.words("dates", "law_links"))
        self.day_left = re.compile(
            rf"\s?(?:(?:{links})\s)?(?:{endings})?(?P<last>\d{{1,2}})(?:(?:\s?[-–]\s?|\s(?:{joiners})\s)(?P<first>\d{{1,2}}))?(?![\d.,/]*\d|\w)",
            re.I,
        )
        endings = join_words(pack.words("dates", "day_endings"))
        day_right = rf"\.?\s(?P<day>(?P<first>\d{{1,2}})(?:{endings})?)(?:\s?[-–]\s?(?P<last>\d{{1,2}})(?:{endings})?)?"
        month_first = pack.text("dates", "month_first") == "yes"
        self.day_right = re.compile(day_right + r"(?![\d.,/:]*\d|%|\w)") if month_first else None
        self.month_cue = re.compile(rf"[\s-](?:{join_reversed([*words['month_cues'], *words['parts']])})(?!\w)", re.I)
        self.law_left = re.compile(
            rf"\s(?:\d[\d/]*\s(?:{join_reversed(words['law_before'])})|(?:{law_links})\s\d[\d/]*(?!\w).*|(?:{join_reversed(words['law_before'])})(?!\w))",
            re.I,
        )
        self.law_words = re.compile(
            rf"(?:{law_links})\s[\dA-Z/]+\s(?:{join_reversed(words['law_before'])})(?!\w)", re.I
        )
        self.law_right = re.compile(rf"\s(?:{join_words(words['law_after'])})(?!\w)")
        self.count_right = re.compile(rf"[\s-](?:{join_words(words['count_nouns'])})(?!\w)|%|\s?°", re.I)

    def _compile_turns(self, words: dict[str, tuple[str, ...]]) -> None:
        self.turn_after = [
            (re.compile(rf"\s(?:{join_words(words[key])})(?!\w)", re.I), direction)
            for key, direction in (("last_after", "ago"), ("next_after", "ahead"))
        ]
        self.turn_before = [
            (re.compile(rf"\s(?:{join_reversed(words[key])})(?!\w)", re.I), direction)
            for key, direction in (("last_before", "ago"), ("next_before", "ahead"))
        ]
        self.fiscal_left = re.compile(rf"\s?(?:{join_reversed(words['fiscal'])})(?!\w)", re.I)

    def count(self, words: str) -> float:
        """The value of a small number, in digits or words."""
        if words[0].isdigit():
            return float(words.replace(",", "."))
        total = 0.0
        for word in words.lower().replace("-", " ").split():
            if word in self.multipliers:
                total = total - total % 10 + (total % 10 or 1) * self.multipliers[word]
            else:
                total += 10 if word in self.teens else self.numbers[word]
        return total


_WORD_KEYS = (
    "ahead",
    "ago",
    "trailing",
    "from_now",
    "ahead_before",
    "trailing_before",
    "duration_before",
    "within",
    "month_cues",
    "parts",
    "law_before",
    "law_after",
    "count_nouns",
    "last_after",
    "next_after",
    "last_before",
    "next_before",
    "fiscal",
    "day_words",
)
