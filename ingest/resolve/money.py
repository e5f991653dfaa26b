"""US dollars for an amount, from what the article itself settles: pure, and never a guess."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class UsdAmount:
    """An amount in US dollars; `rate` is dollars for one unit of the original currency."""

    amount_usd: Decimal
    rate: float
    source: str  # identity | stated | name of a reference series
    rate_date: date | None = None  # day of the reference rate


def normalise_amount(
    amount: Decimal | None, currency: str | None, stated_amount: Decimal | None, stated_currency: str | None
) -> UsdAmount | None:
    """Return `amount` in US dollars: itself, or the equivalent that the article prints; None where neither is there."""
    if amount is None:
        return None
    if currency == "USD":
        return UsdAmount(amount, 1.0, "identity")
    if stated_currency == "USD" and stated_amount is not None and amount > 0:
        return UsdAmount(stated_amount.quantize(_CENT), float(stated_amount / amount), "stated")
    return None
