"""What a claim has to stand up to before it counts: the article's own words, and our own reading of its amount."""

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.extract.article import find_amounts, read_document
from ingest.extract.engine import Engine
from ingest.extract.language import find_language
from ingest.extract.money_roles import Amount
from ingest.model import STATUSES, TYPES, Extraction
from ingest.opinion.claims import Claim

_SHORTEST = 20  # characters of evidence; less stands anywhere


@dataclass(frozen=True, slots=True)
class Opinion:
    """A claim that holds. `body[start:end] == claim.evidence`; `same_as`: the mention of the rules with that evidence."""

    claim: Claim
    start: int
    end: int
    same_as: str | None


@dataclass(frozen=True, slots=True)
class Refused:
    """A claim that does not hold, by name: `unknown_type`, `unknown_status`, `evidence_too_short`,
    `evidence_not_in_article`, `amount_without_words`, `amount_not_in_evidence`, `amount_unreadable`, `amount_differs`,
    `currency_differs`, `name_not_in_article`."""

    claim: Claim
    reason: str


def check_claims(
    engine: Engine, body: str, declared: str | None, claims: Sequence[Claim], extraction: Extraction
) -> tuple[list[Opinion], list[Refused]]:
    """Sort claims into those that hold and those refused. `extraction`: what the rules found in the same body."""
    code = find_language(body, declared, engine.stopwords)
    rules = engine.languages[code]
    amounts = find_amounts(read_document(body, code, rules), rules)
    holding, refused = [], []
    for claim in claims:
        reason = _find_fault(claim, body, amounts)
        if reason:
            refused.append(Refused(claim, reason))
            continue
        start = body.index(claim.evidence)
        end = start + len(claim.evidence)
        holding.append(Opinion(claim, start, end, _find_same(claim, start, end, extraction)))
    return holding, refused


def _find_fault(claim: Claim, body: str, amounts: Sequence[Amount]) -> str | None:
    if claim.event_type not in TYPES.get(claim.family, ()):
        return "unknown_type"
    if claim.status not in STATUSES[claim.family]:
        return "unknown_status"
    if len(claim.evidence.strip()) < _SHORTEST:
        return "evidence_too_short"
    if claim.evidence not in body:
        return "evidence_not_in_article"
    if any(name and name.casefold() not in body.casefold() for name in (claim.actor, claim.other)):
        return "name_not_in_article"
    return _find_amount_fault(claim, body, amounts)


def _find_amount_fault(claim: Claim, body: str, amounts: Sequence[Amount]) -> str | None:
    if claim.amount is None and claim.currency is None and claim.amount_text is None:
        return None
    if claim.amount is None or not claim.amount_text:
        return "amount_without_words"
    if claim.amount_text not in claim.evidence:
        return "amount_not_in_evidence"
    read = _read_again(claim, body, amounts)
    if not read:
        return "amount_unreadable"
    same = [a for a in read if a.mention.amount == claim.amount]
    if not same:
        return "amount_differs"
    return None if any(a.mention.currency == claim.currency for a in same) else "currency_differs"


def _read_again(claim: Claim, body: str, amounts: Sequence[Amount]) -> list[Amount]:
    """Our readings of the words of the amount, wherever the evidence stands with them."""
    words, offset = claim.amount_text or "", claim.evidence.find(claim.amount_text or "")
    found, start = [], body.find(claim.evidence)
    while start >= 0:
        left = start + offset
        found += [a for a in amounts if a.mention.start < left + len(words) and left < a.mention.end]
        start = body.find(claim.evidence, start + 1)
    return found


def _find_same(claim: Claim, start: int, end: int, extraction: Extraction) -> str | None:
    """The mention of the rules that states the same act: family and type agree, evidence overlaps, amounts agree."""
    mentions = extraction.investment_mentions if claim.family == "investment" else extraction.regulatory_mentions
    for mention in mentions:
        overlaps = mention.evidence_start < end and start < mention.evidence_end
        agrees = (mention.event_type, mention.amount, mention.currency) == (
            claim.event_type,
            claim.amount,
            claim.currency,
        )
        if overlaps and agrees:
            return mention.mention_id
    return None
