"""US dollars for an amount: what the article itself settles, and what the series add. Pure, and never a guess."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

_CENT = Decimal("0.01")

# Units per US dollar of currencies that their central bank holds fixed, and since when. Not in the series of the ECB.
PEGS = {
    "AED": (Decimal("3.6725"), date(1997, 11, 1)),
    "BHD": (Decimal("0.376"), date(1980, 12, 1)),
    "JOD": (Decimal("0.709"), date(1995, 10, 23)),
    "OMR": (Decimal("0.3845"), date(1986, 1, 1)),
    "QAR": (Decimal("3.64"), date(1980, 6, 1)),
    "SAR": (Decimal("3.75"), date(1986, 6, 1)),
}


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
    """Return `amount` in US dollars: itself, or the equivalent that the article prints; None where neither is there.

    The reference series are joined in the database, see ingest/store/rates.py.
    """
    if amount is None:
        return None
    if currency == "USD":
        return UsdAmount(amount, 1.0, "identity")
    if stated_currency == "USD" and stated_amount is not None and amount > 0:
        return UsdAmount(stated_amount.quantize(_CENT), float(stated_amount / amount), "stated")
    return None
