"""A small gold article and predictions about it."""

from typing import Any

from ingest.evaluate.gold import GoldAmount, GoldArticle, GoldEvent

BODY = (
    "PT Sinar Tirta will build a plant in Gresik for Rp 2 triliun. KPPU fined Toko Awan Rp 5 miliar. Sales were Rp 1 T."
)
_PLANT, _FINE = (0, 61), (62, 95)


def make_event(**changes: Any) -> GoldEvent:
    values: dict[str, Any] = {
        "family": "investment",
        "key": "i1",
        "must": True,
        "types": ("capital_expenditure", "commitment"),
        "statuses": ("planned",),
        "first": ("PT Sinar Tirta Tbk", "Sinar"),
        "second": ("plant in Gresik",),
        "country": ("ID",),
        "amounts": ((2e12, "IDR"),),
        "at": _PLANT,
    }
    return GoldEvent(**(values | changes))


FINE = make_event(
    family="regulatory",
    key="r1",
    types=("penalty",),
    statuses=("decided",),
    first=("KPPU",),
    second=("Toko Awan",),
    amounts=((5e9, "IDR"),),
    at=_FINE,
)


def make_article(*events: GoldEvent) -> GoldArticle:
    amounts = (GoldAmount(49, 61, 2e12, "IDR"), GoldAmount(84, 95, 5e9, "IDR"))
    return GoldArticle("a1", "id", "dev", None, BODY, None, events, amounts)


def make_row(**changes: Any) -> dict[str, Any]:
    row: dict[str, Any] = {
        "event_type": "capital_expenditure",
        "status": "planned",
        "investor": "Sinar Tirta",
        "target": "plant",
        "amount": "2000000000000",
        "currency": "IDR",
        "country": "ID",
        "evidence_start": 0,
        "evidence_end": 61,
        "confidence": 0.9,
    }
    return row | changes


def make_prediction(investment: list[dict[str, Any]], regulatory: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    return {"a1": {"investment_mentions": investment, "regulatory_mentions": regulatory or [], "money_mentions": []}}
