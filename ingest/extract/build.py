"""Judged readings become mentions: stable ids, evidence spans, dates, countries, stated equivalents, roles of amounts."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.extract.candidate import Candidate
from ingest.extract.clause import words_before
from ingest.extract.dates import DateSpan
from ingest.extract.document import Document, Party
from ingest.extract.money_roles import Amount
from ingest.extract.text import Sentence
from ingest.model import Extraction, InvestmentMention, MoneyMention, RegulatoryMention

_PHRASE_END = re.compile(r"[,;.]\s")
EXTRACTOR = "warta-rules/1"
_FAMILY_MARK = {"investment": "im_", "regulatory": "rm_"}


def _mention_id(digest: str, candidate: Candidate) -> str:
    amount = candidate.amount.mention.start if candidate.amount else -1
    trigger = candidate.trigger
    key = f"{digest}|{candidate.family}|{candidate.event_type}|{trigger.sentence.start}|{amount}|{trigger.start}"
    return _FAMILY_MARK[candidate.family] + hashlib.blake2b(key.encode(), digest_size=8).hexdigest()


def _conversion(amounts: Sequence[Amount], amount: Amount) -> MoneyMention | None:
    """The equivalent that the article prints for an amount; the one in dollars where there are several."""
    index = next((i for i, a in enumerate(amounts) if a is amount), None)
    stated = [a.mention for a in amounts if a.converts is not None and a.converts == index]
    return next((m for m in stated if m.currency == "USD"), stated[0] if stated else None)


def _date_of(candidate: Candidate, days: Sequence[DateSpan]) -> tuple[DateSpan | None, DateSpan | None]:
    """The date of the act (nearest point in its clause, then sentence) and the period that money is spread over."""
    trigger = candidate.trigger
    sentence = trigger.sentence
    inside = [d for d in days if sentence.start <= d.start < sentence.end]
    points = [d for d in inside if d.kind == "point"]
    periods = [d for d in inside if d.kind in ("period", "duration", "deadline")]

    def gap(day: DateSpan) -> int:
        away = 0 if trigger.left <= day.start <= trigger.right else 60
        return away + min(abs(day.start - trigger.end), abs(trigger.start - day.end))

    point = min(points, key=gap, default=None)
    period = min(periods, key=gap, default=None)
    return (point if point and gap(point) < 160 else None), (period if period and gap(period) < 160 else None)


def _country(document: Document, candidate: Candidate, prepositions: frozenset[str]) -> str | None:
    """Where the money goes: a place named after the trigger, before it, of the whole, else where the article plays."""
    sentence = candidate.trigger.sentence
    near = document.parties_in(candidate.trigger.start, sentence.end)
    near += document.parties_in(sentence.start, candidate.trigger.start)
    for party in near:
        before = words_before(document, party.start, sentence.start, 1)
        placed = bool(before) and before[0] in prepositions or document.text[party.end : party.end + 2] in ("'s", "’s")
        if party.kind == "place" or (party.kind in ("country", "metonym") and placed):
            return party.country
    if candidate.parent is not None:
        return _country(document, candidate.parent, prepositions)
    return document.home


def _attributed(document: Document, candidate: Candidate) -> str | None:
    """Who reported it: the name after "according to"; "the report" stands for the source that the article names."""
    sentence = candidate.trigger.sentence
    found, vague = _source_in(document, sentence)
    if found is None and vague:
        named = (_source_in(document, other)[0] for other in document.sentences)
        found = next((name for name in named if name), None)
    return found


def _source_in(document: Document, sentence: Sentence) -> tuple[str | None, bool]:
    """The source that a sentence names, and whether it speaks of a report at all."""
    vague = False
    own: frozenset[str] | None = None
    for hit in document.cues_in(sentence, "sources"):
        end = _PHRASE_END.search(document.text, hit.end, sentence.end)
        stop = min(end.start() if end else sentence.end, hit.end + 80)
        for party in document.parties_in(hit.end, stop):
            if party.kind in ("org", "name") and party.name:
                own = _own_names(document) if own is None else own
                if party.text in own:
                    continue
                return _without_country(document, party), True
        vague = vague or bool(document.hits_of("cue.reports", hit.end, stop))
    return None, vague


def _own_names(document: Document) -> frozenset[str]:
    """A company is no source of the news about itself."""
    return frozenset(party.text for party in document.parties if party.name == document.main_actor)


def _without_country(document: Document, party: Party) -> str:
    """ "Korea Yonhap News Agency" is an agency of Korea: the country before the name is no part of it."""
    for hit in document.hits_in(party.start, party.end):
        if hit.kind in ("country", "demonym") and hit.start == party.start and party.end - hit.end > 12:
            return document.text[hit.end : party.end].strip()
    return party.name


def _common(
    document: Document, candidate: Candidate, amounts: Sequence[Amount], day: DateSpan | None, mention_id: str
) -> dict[str, object]:
    sentence = candidate.trigger.sentence
    amount = candidate.amount.mention if candidate.amount else None
    stated = _conversion(amounts, candidate.amount) if candidate.amount else None
    return {
        "mention_id": mention_id,
        "event_type": candidate.event_type,
        "status": candidate.status,
        "evidence": document.text[sentence.start : sentence.end],
        "evidence_start": sentence.start,
        "evidence_end": sentence.end,
        "confidence": round(candidate.confidence, 4),
        "rule": candidate.rule,
        "extractor": EXTRACTOR,
        "amount": amount.amount if amount else None,
        "amount_low": amount.amount_low if amount else None,
        "amount_qualifier": amount.amount_qualifier if amount else None,
        "currency": amount.currency if amount else None,
        "stated_amount": stated.amount if stated else None,
        "stated_currency": stated.currency if stated else None,
        "event_date": day.first if day else None,
        "date_precision": day.precision if day and day.first else None,
        "date_text": day.text if day else None,
        "attributed_to": _attributed(document, candidate),
        "amount_start": amount.start if amount else None,
        "amount_end": amount.end if amount else None,
    }


def _roles(amounts: Sequence[Amount], owners: dict[int, tuple[str, bool]]) -> tuple[MoneyMention, ...]:
    """Every amount with its role and the mention that it is the amount of."""
    found = []
    for amount in amounts:
        mention = amount.mention
        owner = owners.get(mention.start)
        if owner is not None:
            role = "maximum" if amount.maximum else "part" if owner[1] else "total"
            mention = replace(mention, role=role, mention_id=owner[0])
        elif amount.converts is not None:
            source = owners.get(amounts[amount.converts].mention.start)
            mention = replace(mention, role="conversion", mention_id=source[0] if source else None)
        elif amount.per_unit:
            mention = replace(mention, role="per_unit")
        elif amount.maximum:
            mention = replace(mention, role="maximum")
        else:
            mention = replace(mention, role="background")
        found.append(mention)
    return tuple(found)


def build_mentions(
    document: Document,
    kept: Sequence[Candidate],
    amounts: Sequence[Amount],
    days: Sequence[DateSpan],
    digest: str,
    prepositions: frozenset[str] = frozenset(),
) -> Extraction:
    """Turn the kept readings into rows; order of appearance."""
    ids = {id(c): _mention_id(digest, c) for c in kept}
    owners: dict[int, tuple[str, bool]] = {}
    investments, regulations = [], []
    for candidate in kept:
        mention_id = ids[id(candidate)]
        day, period = _date_of(candidate, days)
        row = _common(document, candidate, amounts, day or period, mention_id)
        row["parent_mention_id"] = ids.get(id(candidate.parent))
        if candidate.amount is not None:
            owners[candidate.amount.mention.start] = (mention_id, candidate.parent is not None)
        if candidate.family == "investment":
            row["country"] = candidate.country or _country(document, candidate, prepositions)
            row.update(investor=candidate.actor or None, target=candidate.target or None)
            row["purpose"] = candidate.purpose or None
            if period is not None:
                row.update(period_start=period.first, period_end=period.last, period_text=period.text)
            investments.append(InvestmentMention(**row))  # type: ignore[arg-type]
        else:
            row["country"] = candidate.country
            row.update(regulator=candidate.actor or None, regulator_text=candidate.actor_text or None)
            row.update(subjects=candidate.subjects, matter=candidate.matter, law=candidate.law)
            regulations.append(RegulatoryMention(**row))  # type: ignore[arg-type]
    return Extraction(document.language, tuple(investments), tuple(regulations), _roles(amounts, owners))
