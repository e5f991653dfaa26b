"""A second opinion on an article: what another extractor claims, before anything of it is believed."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Claim:
    """One act as another extractor states it. `evidence` and `amount_text` are meant to be the article's own words."""

    family: str  # investment | regulatory
    event_type: str
    status: str
    evidence: str
    actor: str | None = None  # investor or regulator
    other: str | None = None  # target or subject
    amount: Decimal | None = None  # in units of `currency`
    currency: str | None = None  # ISO 4217
    amount_text: str | None = None


class Extractor(Protocol):
    """Whatever reads an article and makes claims. It may be slow, wrong, or led astray by the text."""

    name: str

    def read_article(self, body: str, title: str | None) -> list[Claim]:
        """Return claims about the body, in any order."""
        ...
