import random
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from ingest.model import InvestmentMention, RegulatoryMention
from ingest.resolve.acts import ReportedMention
from ingest.resolve.events import Event, find_events, make_event_id
from ingest.resolve.names import fold_name

DAY = datetime.fromisoformat("2024-03-15T00:00")


def investment(name: str, **fields: Any) -> InvestmentMention:
    given = {
        "event_type": "commitment",
        "status": "planned",
        "evidence": "e",
        "evidence_start": 0,
        "evidence_end": 1,
        "confidence": 0.5,
        "rule": "r",
        "extractor": "x",
        "amount": Decimal(100),
        "currency": "USD",
        "country": "KR",
        "investor": "Contoh Corp",
    }
    return InvestmentMention(mention_id=name, **{**given, **fields})


def regulatory(name: str, **fields: Any) -> RegulatoryMention:
    given = {
        "event_type": "penalty",
        "status": "decided",
        "evidence": "e",
        "evidence_start": 0,
        "evidence_end": 1,
        "confidence": 0.5,
        "rule": "r",
        "extractor": "x",
        "regulator": "Example Commission",
        "subjects": ("Contoh Corp",),
        "matter": "antitrust",
        "country": "KR",
    }
    return RegulatoryMention(mention_id=name, **{**given, **fields})


def report(
    mention: InvestmentMention | RegulatoryMention, article: str | None = None, day: int | None = 0, **fields: Any
) -> ReportedMention:
    """Each mention in an article of its own unless told; `day` None for an article without a date."""
    return ReportedMention(
        mention=mention,
        article_id=article or f"a_{mention.mention_id}",
        article_version=1,
        reported_at=DAY + timedelta(days=day or 0),
        dated=day is not None,
        **fields,
    )


def groups(events: list[Event]) -> list[tuple[str, ...]]:
    return sorted(event.mention_ids for event in events if event.merged_into is None)


def test_two_reports_of_one_act_are_one_event_with_the_best_values() -> None:
    events = find_events(
        [
            report(investment("m2", investor="CONTOH CORP.", confidence=0.9), day=3, publisher="Surat Contoh"),
            report(investment("m1", confidence=0.6), day=1, publisher="Example Daily"),
            report(investment("m3", confidence=0.1), day=2, publisher="example daily"),
        ]
    )
    (standing,) = [event for event in events if event.merged_into is None]
    assert standing.event_id == make_event_id(investment("m1"))
    assert standing.event_id.startswith("ie_") and len(standing.event_id) == 19
    assert standing.mention_ids == ("m1", "m2", "m3")
    assert standing.best.mention.mention_id == "m2"
    assert standing.source_count == 2
    assert (standing.first_reported_at, standing.last_reported_at) == (DAY + timedelta(1), DAY + timedelta(3))
    assert standing.countable


def test_ids_that_lost_their_event_point_to_it_and_are_not_summed() -> None:
    events = find_events([report(investment("m1")), report(investment("m2"))])
    merged = {event.event_id: event for event in events}[make_event_id(investment("m2"))]
    assert merged.merged_into == make_event_id(investment("m1"))
    assert not merged.countable
    assert [event.event_id for event in events] == sorted(event.event_id for event in events)


@pytest.mark.parametrize(
    "other",
    [
        {"amount": Decimal(110)},
        {"currency": "KRW"},
        {"country": "ID"},
        {"investor": "Uji Lain"},
        {"investor": None},
        {"event_type": "divestment"},
        {"event_date": date(2025, 1, 1)},
        {"amount": None},
    ],
    ids=str,
)
def test_what_differs_stays_apart(other: dict[str, Any]) -> None:
    first = investment("m1", event_date=date(2024, 1, 1))
    assert groups(find_events([report(first), report(investment("m2", **other))])) == [("m1",), ("m2",)]


def test_what_one_report_leaves_out_does_not_part_it_from_the_other() -> None:
    first = investment("m1", event_date=date(2024, 1, 1))
    second = investment("m2", country=None, event_type="capital_expenditure")
    assert groups(find_events([report(first), report(second)])) == [("m1", "m2")]


def test_what_could_belong_to_either_of_two_belongs_to_one_and_is_not_counted_a_third_time() -> None:
    mentions = [investment("m1", country="ID"), investment("m2", country="KR"), investment("m3", country=None)]
    assert groups(find_events([report(mention) for mention in mentions])) == [("m1", "m3"), ("m2",)]


def test_a_figure_within_a_range_or_rounded_agrees_with_it() -> None:
    mentions = [
        investment("m1", amount_low=Decimal(50)),
        investment("m2", amount=Decimal(60)),
        investment("m3", amount=Decimal(61)),
    ]
    assert groups(find_events([report(mention) for mention in mentions])) == [("m1", "m2", "m3")]


def test_two_acts_of_one_article_stay_two() -> None:
    same = [report(investment("m1"), article="a_1"), report(investment("m2"), article="a_1")]
    assert groups(find_events([*same, report(investment("m3"))])) == [("m1", "m3"), ("m2",)]


def test_the_same_amount_a_year_later_is_another_event() -> None:
    days = {"m1": 0, "m2": 30, "m3": 60, "m4": 400}
    found = find_events([report(investment(name), day=day) for name, day in days.items()])
    assert groups(found) == [("m1", "m2", "m3"), ("m4",)]


def test_a_report_without_a_date_joins_the_only_story_there_is() -> None:
    undated = report(investment("m9"), day=None)
    assert groups(find_events([report(investment("m1")), undated])) == [("m1", "m9")]
    two = [report(investment("m1")), report(investment("m2"), day=400), undated]
    assert groups(find_events(two)) == [("m1", "m9"), ("m2",)]


def test_without_an_amount_both_parties_must_agree() -> None:
    def deal(name: str, target: str | None) -> ReportedMention:
        return report(investment(name, amount=None, currency=None, event_type="acquisition", target=target))

    found = find_events([deal("m1", "Toko Uji"), deal("m2", "toko uji"), deal("m3", None), deal("m4", None)])
    assert groups(found) == [("m1", "m2"), ("m3",), ("m4",)]


def test_a_purchase_of_another_company_for_the_same_price_is_another_event() -> None:
    found = find_events(
        [report(investment(f"m{n}", event_type="acquisition", target=t)) for n, t in enumerate(("Uji", "Coba"))]
    )
    assert groups(found) == [("m0",), ("m1",)]


def test_authorities_matters_and_subjects_tell_acts_apart() -> None:
    base = regulatory("m1")
    others = [
        regulatory("m2", subjects=("contoh corp",)),
        regulatory("m3", regulator="Other Commission"),
        regulatory("m4", matter="tax"),
        regulatory("m5", subjects=("Contoh Corp", "Uji Corp")),
        regulatory("m6", event_type="charge"),
        regulatory("m7", amount=Decimal(5), currency="USD"),
    ]
    found = find_events([report(mention) for mention in (base, *others)])
    assert groups(found) == [("m1", "m2", "m5", "m7"), ("m3",), ("m4",), ("m6",)]
    assert all(event.event_id.startswith("re_") for event in found)


def test_parts_point_to_the_event_of_their_whole_and_are_not_summed() -> None:
    whole, again = investment("m5", amount=Decimal(1100)), investment("m0", amount=Decimal(1100))
    part = investment("m6", parent_mention_id="m5")
    events = {
        event.mention_ids: event
        for event in find_events([report(whole, "a_1"), report(part, "a_1"), report(again, "a_2")])
    }
    assert events["m6",].parent_event_id == events["m0", "m5"].event_id == make_event_id(again)
    assert not events["m6",].countable
    assert events["m0", "m5"].countable and events["m0", "m5"].parent_event_id is None


@pytest.mark.parametrize(
    ("mention", "role", "countable"),
    [
        (investment("m1"), "total", True),
        (investment("m1", status="rumoured"), None, True),
        (investment("m1", status="cancelled"), "total", False),
        (investment("m1", amount=None), None, False),
        (investment("m1"), "background", False),
        (investment("m1"), "maximum", False),
        (investment("m1", amount_qualifier="up_to"), "total", True),
        (regulatory("m1", amount=Decimal(5), amount_qualifier="exact"), "total", True),
        (regulatory("m1", amount=Decimal(5), amount_qualifier="up_to"), "total", False),
        (regulatory("m1", amount=Decimal(5), status="closed"), "total", False),
    ],
)
def test_countable_is_what_may_be_summed(
    mention: InvestmentMention | RegulatoryMention, role: str | None, countable: bool
) -> None:
    (event,) = find_events([report(mention, amount_role=role)])
    assert event.countable is countable


def test_the_order_of_the_mentions_does_not_matter() -> None:
    dice = random.Random(7)
    mentions = [
        report(
            investment(
                f"m{n:03}",
                amount=Decimal(dice.choice([1, 2])),
                country=dice.choice(["ID", "KR", None]),
                confidence=dice.choice([0.5, 0.7]),
                target=dice.choice(["Uji", None]),
                event_type=dice.choice(["acquisition", "commitment"]),
                parent_mention_id=dice.choice([None, None, "m000"]) if n else None,
            ),
            article=f"a_{n // 2}",
            day=dice.choice([0, 20, 200, None]),
        )
        for n in range(60)
    ]
    expected = find_events(mentions)
    for _ in range(5):
        dice.shuffle(mentions)
        assert find_events(mentions) == expected
    standing = [event for event in expected if event.merged_into is None]
    assert sorted(name for event in standing for name in event.mention_ids) == [f"m{n:03}" for n in range(60)]
    assert len(standing) < 60
    assert len({event.event_id for event in expected}) == len(expected)


def test_names_are_folded_without_legal_forms_unless_nothing_is_left() -> None:
    forms = frozenset({"pt", "tbk", "corp"})
    assert fold_name("PT Contoh Jaya, Tbk.", forms) == "contoh jaya"
    assert fold_name("ＣＯＮＴＯＨ", forms) == "contoh"
    assert fold_name("Corp", forms) == "corp"
    assert fold_name(None) == ""
