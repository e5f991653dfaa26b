"""Amounts of money: at every currency form that the scan found, read the number beside it.

Two steps: this module reads single amounts (`Draft`) left to right; money_roles joins ranges and compound amounts, pairs an
amount with the equivalent printed beside it, and reads qualifiers and units.
"""

import re
from collections.abc import Sequence
from decimal import Decimal

from ingest.extract.money_join import finish_amounts
from ingest.extract.money_reader import BEFORE, BOTH, NAME, SUB, MoneyReader, build_reader, list_terms
from ingest.extract.money_roles import Amount, Draft
from ingest.extract.numbers import GAP, Number
from ingest.extract.scan import Hit

__all__ = ["Amount", "MoneyReader", "build_reader", "find_money", "list_terms"]

_LEFT_WINDOW = 72  # characters to the left of a currency in which its number must lie
_SIGN_GAP = re.compile(r"[^\S\n]{0,2}\n?[^\S\n]?")
_TYPO_GROUP = re.compile(r"\. \d{3}(?![\d%])")  # "Rp 16. 970"
_RUPIAH_TAIL = re.compile(r",(?:-|–|—|=)")  # "Rp 500.000,-"
_NUMBER_GAP = re.compile(GAP)
_TOKEN = re.compile(r"\d[\d.,'’]*|[^\W\d_]+|[½¼¾]")


def find_money(
    text: str,
    hits: Sequence[Hit],
    reader: MoneyReader,
    *,
    dollar: str | None = None,
    countries: Sequence[str] = (),
) -> list[Amount]:
    """Every amount of money, ordered by start and without overlap.

    `hits`: of the shared Lexicon, other kinds are ignored. `dollar`: what a bare "$" means in this article (ISO 4217), None to
    tell it from the text. `countries`: where the article plays (ISO 3166-1), the main one first; they decide between the
    meanings of "$", "Rs", "peso", "crown".
    """
    found = [hit for hit in hits if hit.kind.startswith("money.")]
    drafts: list[Draft] = []
    done = 0
    for index, hit in enumerate(found):
        if hit.start < done:
            continue
        draft = _read_at(text, hit, found, index, done, reader)
        if draft is not None:
            drafts.append(draft)
            done = draft.end
    _settle_currencies(text, drafts, reader, dollar, countries)
    return finish_amounts(text, _drop_lookalikes(text, drafts, reader), reader.roles)


def _read_at(text: str, hit: Hit, hits: list[Hit], index: int, done: int, reader: MoneyReader) -> Draft | None:
    prefix = suffix = None
    if hit.kind in (BEFORE, BOTH, NAME):
        prefix = _read_right(text, hit, hits, index, reader)
    if prefix and (hit.kind == BEFORE or (hit.kind == BOTH and prefix.number.scaled)):
        return prefix
    if hit.kind != BEFORE:
        suffix = _read_left(text, hit, done, reader)
    if hit.kind == NAME:
        return suffix or (prefix if prefix and prefix.number.scaled else None)
    if suffix and prefix and not suffix.number.scaled:
        return prefix
    return suffix or prefix


def _read_right(text: str, hit: Hit, hits: list[Hit], index: int, reader: MoneyReader) -> Draft | None:
    """US$ 5 juta: the number after the currency form, and what restates the form behind it (5 million *Canadian*)."""
    gap = _SIGN_GAP.match(text, hit.end)
    start = gap.end() if gap else hit.end
    if start >= len(text) or not (text[start].isdigit() or text[start] == "." or text[start].isalpha()):
        return None
    if text[start].isalpha() and start == hit.end and text[start - 1].isalpha():
        return None
    home = hit.value in reader.home_forms
    number = reader.numbers.read(text, start, home)
    if number is None or (hit.kind == NAME and (hit.value in reader.weak or not number.scaled)):
        return None
    if number.start != start or text[number.end : number.end + 1] == "%":
        return None
    if home and not number.scaled and number.value < 1000 and (typo := _TYPO_GROUP.match(text, number.end)):
        value = number.value * 1000 + Decimal(typo.group()[2:])
        number = number._replace(end=typo.end(), value=value, grouped=True)
    number = _mend_home(number, home, reader)
    draft = Draft(hit.start, number.end, hit.value, number)
    _read_upper_end(text, draft, reader, home)
    if home and (tail := _RUPIAH_TAIL.match(text, draft.end)):
        draft.end = tail.end()
    _absorb_form(text, draft, hits, index, reader)
    return draft


def _mend_home(number: Number, home: bool, reader: MoneyReader) -> Number:
    """`Rp 150,000` in a text that writes decimals with a comma: money without a scale has no three decimals."""
    if number.other is None or number.scaled or number.grouped or number.other < 1000:
        return number
    return number._replace(value=number.other, other=None if home else number.value, grouped=True)


def _absorb_form(text: str, draft: Draft, hits: list[Hit], index: int, reader: MoneyReader) -> None:
    """Take in a second form right behind the number: `$5 million dollars`, `$7bn CAD`, `US$ 13,9 sen`."""
    for later in range(index + 1, len(hits)):
        hit = hits[later]
        if hit.start > draft.end + 1:
            return
        gap = text[draft.end : hit.start]
        if hit.start < draft.end or gap.strip(" \u00a0-") or hit.kind == BEFORE:
            continue
        mine, theirs = reader.ambiguous.get(draft.form, ()), reader.ambiguous.get(hit.value, ())
        if not set(mine) & set(theirs):
            continue
        follow = _SIGN_GAP.match(text, hit.end)
        if hit.kind == BOTH and follow and text[follow.end() : follow.end() + 1].isdigit():
            continue
        if hit.kind == SUB:
            draft.divide(reader.per_unit[hit.value])
        elif len(theirs) < len(mine):
            draft.form = hit.value
        draft.end = hit.end
        return


def _read_left(text: str, hit: Hit, done: int, reader: MoneyReader) -> Draft | None:
    """5 juta dolar: the number before the currency form."""
    if not hit.start or not (text[hit.start - 1].isdigit() or text[hit.start - 1] in " \n\u00a0\u202f-½¼¾" or hit.kind):
        return None
    low = max(done, hit.start - _LEFT_WINDOW)
    found = reader.left.match(text[low : hit.start][::-1])
    if not found:
        return None
    begin = hit.start - found.end()
    if begin == low and low > done and text[low - 1].isalnum():
        begin += 1
    home = hit.value in reader.home_forms
    for token in _TOKEN.finditer(text, begin, hit.start):
        start = token.start()
        if start and (
            text[start - 1].isalnum() or (text[start - 1] in ".,/" and text[start - 2 : start - 1].isdigit())
        ):
            continue
        if text[start].isalpha() and not reader.numbers.is_number_word(token.group()):
            first_two = reader.numbers.read(text, start)
            if first_two is None:
                continue
        number = reader.numbers.read(text, start, home)
        if number is None:
            continue
        draft = Draft(start, number.end, hit.value, _mend_home(number, home, reader))
        if not _ends_at(text, draft.end, hit.start):
            _read_upper_end(text, draft, reader, home)
        if _ends_at(text, draft.end, hit.start):
            draft.end = hit.end
            if hit.kind == SUB:
                draft.divide(reader.per_unit[hit.value])
            return draft
    return None


def _ends_at(text: str, end: int, goal: int) -> bool:
    gap = _NUMBER_GAP.match(text, end)
    return end == goal or bool(gap and gap.end() == goal)


def _read_upper_end(text: str, draft: Draft, reader: MoneyReader, home: bool) -> None:
    """Rp 5-7 triliun: a range whose currency is written once."""
    gap = reader.range_gap.match(text, draft.end)
    if not gap:
        return
    first = draft.number
    upper = reader.numbers.read(text, gap.end(), home)
    if (
        upper is None
        or text[upper.end : upper.end + 1] == "%"
        or upper.other
        and not upper.scaled
        and not upper.grouped
    ):
        return
    if upper.bare and 1900 <= upper.value <= 2100 and not first.bare:
        return
    if first.bare and 1900 <= first.value <= 2100 and upper.scaled and len(str(first.value)) == 4:
        return
    word = gap.group("word")
    if not upper.scaled:
        if first.scaled or (upper.bare and 1900 <= upper.value <= 2100 and word):
            return
        if word and draft.is_prefix(text) and not reader.range_follow.match(text, upper.end):
            return
    if word and not reader.roles.allows_range(text, draft.start, word):
        return
    draft.extend(upper)


def _settle_currencies(
    text: str, drafts: list[Draft], reader: MoneyReader, dollar: str | None, countries: Sequence[str]
) -> None:
    sure = {codes[0] for draft in drafts if len(codes := reader.ambiguous.get(draft.form, ())) == 1}
    if dollar is None:
        dollar = _find_dollar(text, sure, reader, countries)
    for draft in drafts:
        codes = reader.ambiguous.get(draft.form, ())
        if len(codes) == 1:
            draft.currency = codes[0]
            continue
        draft.inferred = True
        if "USD" in codes and draft.form not in reader.per_unit:
            draft.currency = dollar if dollar in codes else "USD"
            continue
        if draft.form in reader.per_unit and "USD" in codes and not sure & set(codes):
            draft.currency = reader.home if reader.home in codes and reader.home != "USD" else dollar
            continue
        local = [code for country in countries for code in codes if country in reader.countries[code]]
        local.sort(key=lambda code: code in reader.historic)
        near = [code for code in codes if code in sure]
        best = reader.default.get(draft.form)
        draft.currency = local[0] if local else best if best in near else near[0] if near else best
        if draft.currency is None:
            draft.flags.append("currency_unknown")


def _find_dollar(text: str, sure: set[str], reader: MoneyReader, countries: Sequence[str]) -> str:
    """What a bare "$" means: the local dollar where the article plays at home and neither marks it nor writes for the world."""
    local = reader.bare_dollar.get(countries[0]) if countries else None
    if local is None or local in sure:
        return "USD"
    return "USD" if any(word in text for word in reader.wire_words) else local


def _drop_lookalikes(text: str, drafts: list[Draft], reader: MoneyReader) -> list[Draft]:
    """Drop what only looks like money: weights, codes that are words, letters. Weak forms need better evidence in the text."""
    sure = {draft.currency for draft in drafts if draft.form not in reader.weak or draft.number.scaled}
    kept = []
    for draft in drafts:
        if draft.form in reader.weights and reader.weight_link.match(text, draft.end):
            continue
        number = draft.number
        if (
            draft.form not in reader.weak
            or number.scaled
            or (number.grouped and number.value >= 1000)
            or draft.currency in sure
            or (draft.is_sub and reader.roles.is_price(text, draft))
        ):
            kept.append(draft)
    return kept
