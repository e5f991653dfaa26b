"""The shapes that travel through the pipeline: frozen, without behaviour, named as docs/tables.md names them.

Offsets are half-open and count Python characters of `Article.body`: `body[start:end] == evidence`, always.
Times are naive UTC. Amounts are exact decimals in units of their currency.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

# What an act can be, and how far it can have come, by family.
TYPES = {
    "investment": (
        "capital_expenditure",
        "acquisition",
        "stake_purchase",
        "funding_round",
        "joint_venture",
        "commitment",
        "divestment",
    ),
    "regulatory": (
        "investigation",
        "charge",
        "penalty",
        "approval",
        "denial",
        "restriction",
        "rule_change",
        "warning",
    ),
}
STATUSES = {
    "investment": ("rumoured", "planned", "agreed", "completed", "cancelled"),
    "regulatory": ("proposed", "ongoing", "decided", "in_force", "appealed", "closed"),
}


@dataclass(frozen=True, slots=True)
class Article:
    """One document that came in, before the store gave it a version."""

    article_id: str  # stable identity, see ingest/intake/identity.py
    title: str
    body: str
    content_sha256: str  # over title and body, newline-normalised: identity of the text
    language: str | None = None  # as declared by the sender, else None
    published_at: datetime | None = None
    published_text: str | None = None  # the date as it came, kept also where it could not be read
    url: str | None = None
    publisher: str | None = None
    source_id: str | None = None  # the id that the sender gave it
    author: str | None = None
    modified_at: datetime | None = None
    feed_id: str | None = None  # the feed that brought it, None for a file
    trust: str | None = None  # high | normal | low, of the feed that brought it, None for a file
    text_from: str = "file"  # file | feed_content | feed_summary | feed_title | page: where the body was taken from
    notes: tuple[str, ...] = ()  # named remarks on what intake stripped or left out, e.g. "stripped_controls:3"


@dataclass(frozen=True, slots=True)
class MoneyMention:
    """Any amount of money that the text names; a row of `money_mentions`."""

    start: int
    end: int
    text: str
    amount: Decimal  # for a range its upper end
    currency: str | None
    amount_low: Decimal | None = None
    amount_qualifier: str = "exact"  # exact | about | at_least | up_to | range
    role: str = "other"  # total | part | conversion | per_unit | maximum | background | other
    mention_id: str | None = None  # the event mention that it is the amount of


@dataclass(frozen=True, slots=True)
class Mention:
    """What both families of mention have in common; one act, as one article states it."""

    mention_id: str
    event_type: str
    status: str
    evidence: str
    evidence_start: int
    evidence_end: int
    confidence: float
    rule: str
    extractor: str
    parent_mention_id: str | None = None
    amount: Decimal | None = None
    amount_low: Decimal | None = None
    amount_qualifier: str | None = None
    currency: str | None = None
    stated_amount: Decimal | None = None
    stated_currency: str | None = None
    event_date: date | None = None
    date_precision: str | None = None  # day | week | month | quarter | year
    date_text: str | None = None
    country: str | None = None
    attributed_to: str | None = None
    amount_start: int | None = None
    amount_end: int | None = None


@dataclass(frozen=True, slots=True)
class InvestmentMention(Mention):
    """A row of `investment_mentions`: who puts how much into what, where, over which period."""

    investor: str | None = None
    target: str | None = None
    purpose: str | None = None
    period_start: date | None = None
    period_end: date | None = None
    period_text: str | None = None


@dataclass(frozen=True, slots=True)
class RegulatoryMention(Mention):
    """A row of `regulatory_mentions`: which authority moves against or for whom, over what, with what penalty."""

    regulator: str | None = None
    regulator_text: str | None = None
    subjects: tuple[str, ...] = ()
    matter: str | None = None
    law: str | None = None


@dataclass(frozen=True, slots=True)
class Extraction:
    """Everything read out of one article's body, in order of appearance."""

    language: str
    investment_mentions: tuple[InvestmentMention, ...] = ()
    regulatory_mentions: tuple[RegulatoryMention, ...] = ()
    money_mentions: tuple[MoneyMention, ...] = ()
    notes: tuple[str, ...] = field(default=())  # named reasons for what was seen and left out
