from decimal import Decimal

import pytest

from ingest.resolve.money import UsdAmount, normalise_amount


def test_dollars_are_themselves() -> None:
    assert normalise_amount(Decimal("1100000000"), "USD", None, None) == UsdAmount(
        Decimal("1100000000"), 1.0, "identity"
    )


def test_the_printed_equivalent_is_taken() -> None:
    found = normalise_amount(Decimal("100000000000"), "KRW", Decimal("75700000"), "USD")
    assert found == UsdAmount(Decimal("75700000.00"), 0.000757, "stated")


@pytest.mark.parametrize(
    ("amount", "currency", "stated", "stated_currency"),
    [
        (None, "USD", None, None),
        (None, "KRW", Decimal(5), "USD"),
        (Decimal(5), "KRW", None, None),
        (Decimal(5), "KRW", Decimal(4), "EUR"),
        (Decimal(5), None, None, None),
        (Decimal(0), "KRW", Decimal(4), "USD"),
    ],
)
def test_nothing_is_guessed(
    amount: Decimal | None, currency: str | None, stated: Decimal | None, stated_currency: str | None
) -> None:
    assert normalise_amount(amount, currency, stated, stated_currency) is None


def test_a_dollar_amount_with_a_local_equivalent_stays_as_stated() -> None:
    found = normalise_amount(Decimal(10), "USD", Decimal(160000), "IDR")
    assert found is not None and (found.amount_usd, found.source) == (Decimal(10), "identity")
