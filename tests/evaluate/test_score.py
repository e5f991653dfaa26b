"""The scorer, figure by figure, on counts that are worked out by hand."""

from typing import Any

import pytest
from evaluate.sample_gold import FINE, make_article, make_event, make_prediction, make_row

from ingest.evaluate.match import fold_words, is_same_name, match_readings, read_mention
from ingest.evaluate.report import format_report, make_report
from ingest.evaluate.score import find_calibration_error, find_precision_when_sure, find_reliability, score_predictions


def score(events: list[Any], investment: list[dict[str, Any]], regulatory: list[dict[str, Any]] | None = None) -> Any:
    return score_predictions([make_article(*events)], make_prediction(investment, regulatory))


def counts(tally: Any) -> tuple[int, int, int]:
    return tally.right, tally.false, tally.missed


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("PT Sinar Tirta Tbk", "Sinar Tirta"),
        ("Sinar", "PT Sinar Tirta Abadi"),
        ("Tirta Sinar", "Sinar Tirta"),
        ("Awan's", "AWAN"),
        ("Komisi Pengawas Persaingan Usaha (KPPU)", "Komisi Pengawas Persaingan Usaha"),
        ("The Company", "company"),
        ("X", "x"),
    ],
)
def test_spellings_of_one_name(one: str, other: str) -> None:
    assert is_same_name(one, other)
    assert is_same_name(other, one)


@pytest.mark.parametrize(
    ("one", "other"), [("Sinar Tirta", "Sinar Mega"), ("", "Sinar"), ("AB", "AB Cipta"), ("a", "b")]
)
def test_names_of_two(one: str, other: str) -> None:
    assert not is_same_name(one, other)


def test_a_name_of_legal_words_alone_keeps_them() -> None:
    assert fold_words("Holding Company") == ("holding", "company")


def test_everything_right() -> None:
    found = score([make_event()], [make_row()])
    assert counts(found.tallies["detection.investment.id"]) == (1, 0, 0)
    assert counts(found.tallies["slots.investment"]) == (6, 0, 0)
    assert counts(found.rows["all"]) == (1, 0, 0)
    assert counts(found.tallies["money.all"]) == (0, 0, 2)
    assert {fault.kind for fault in found.faults} == {"MONEY"}


def test_a_missed_event_loses_its_slots_and_a_false_one_adds_its_own() -> None:
    elsewhere = make_row(evidence_start=96, evidence_end=110, investor="Toko Awan", target=None, amount="1000000000000")
    found = score([make_event()], [elsewhere])
    assert counts(found.tallies["detection.all"]) == (0, 1, 1)
    assert counts(found.tallies["slots.all"]) == (0, 5, 6)
    assert [fault.kind for fault in found.faults][:2] == ["MISSED", "FALSE"]


def test_a_borderline_event_counts_neither_way() -> None:
    found = score([make_event(must=False)], [make_row()])
    assert counts(found.tallies["detection.all"]) == (0, 0, 0)
    assert find_precision_when_sure(found) == {"precision": 1.0, "mentions": 1, "coverage": 1.0}
    assert counts(score([make_event(must=False)], []).tallies["detection.all"]) == (0, 0, 0)


@pytest.mark.parametrize(
    ("slot", "changes"),
    [
        ("type", {"event_type": "acquisition"}),
        ("status", {"status": "completed"}),
        ("party", {"investor": "Toko Awan"}),
        ("other", {"target": "harbour"}),
        ("amount", {"amount": "2100000000000"}),
        ("country", {"country": "MY"}),
    ],
)
def test_one_wrong_field(slot: str, changes: dict[str, Any]) -> None:
    found = score([make_event()], [make_row(**changes)])
    assert counts(found.tallies["detection.all"]) == (1, 0, 0)
    assert counts(found.tallies[f"slot.{slot}.all"]) == (0, 1, 1)
    assert counts(found.tallies["slots.all"]) == (5, 1, 1)
    assert found.rows["all"].right == (slot in ("other", "country"))
    assert [fault.kind for fault in found.faults if slot in fault.text] == ["SLOT"]


def test_an_empty_field_is_missed_and_not_false() -> None:
    found = score([make_event()], [make_row(status=None)])
    assert counts(found.tallies["slot.status.all"]) == (0, 0, 1)


def test_a_field_that_gold_leaves_open_is_not_judged() -> None:
    event = make_event(second=(), country=(), optional=frozenset({"other", "country"}))
    assert counts(score([event], [make_row()]).tallies["slots.all"]) == (4, 0, 0)


def test_an_amount_where_gold_has_none_is_false() -> None:
    found = score([make_event(amounts=((None, None),))], [make_row()])
    assert counts(found.tallies["slot.amount.all"]) == (0, 1, 0)
    assert counts(found.rows["all"]) == (0, 1, 0)


def test_a_wrong_scale_word_is_named() -> None:
    found = score([make_event()], [make_row(amount="2000000000")])
    assert make_report(found)["magnitude_errors"] == 1
    assert make_report(score([make_event()], [make_row(amount="2000000000000.49")]))["magnitude_errors"] == 0


@pytest.mark.parametrize(
    ("changes", "is_match"),
    [
        ({"evidence_start": 70, "evidence_end": 90}, True),  # amount and party
        ({"investor": "X", "target": "y"}, True),  # amount and evidence
        ({"amount": None, "target": None}, True),  # evidence and party
        ({"investor": "plant in Gresik", "target": None, "amount": None}, True),  # evidence and a party, sides swapped
        ({"amount": None, "evidence_start": 70, "evidence_end": 90}, True),  # both parties and type
        ({"amount": None, "evidence_start": 70, "evidence_end": 90, "target": "harbour"}, False),
        ({"amount": None, "investor": "X", "target": "y"}, False),
        ({"investor": "X", "target": "y", "evidence_start": 70, "evidence_end": 90}, False),
        ({"currency": "USD", "evidence_start": 70, "evidence_end": 90, "event_type": "acquisition"}, False),
    ],
)
def test_what_makes_a_match(changes: dict[str, Any], is_match: bool) -> None:
    assert match_readings([read_mention("investment", make_row(**changes))], [make_event()]) == (
        {0: 0} if is_match else {}
    )


def test_of_two_readings_of_one_event_the_better_matches() -> None:
    readings = [read_mention("investment", make_row(amount=None)), read_mention("investment", make_row())]
    assert match_readings(readings, [make_event()]) == {1: 0}


def test_a_regulator_counts_as_written_or_by_its_name() -> None:
    row = make_row(event_type="penalty", status="decided", regulator="Competition Commission", regulator_text="KPPU")
    row |= {"subjects": ["Toko Awan"], "amount": "5000000000", "evidence_start": 62, "evidence_end": 95}
    found = score([FINE], [], [row])
    assert counts(found.tallies["slots.regulatory"]) == (6, 0, 0)


def test_amounts_are_matched_by_span_value_and_currency() -> None:
    rows = [
        {"start": 49, "end": 55, "amount": 2e12, "currency": "IDR", "text": "Rp 2 triliun"},
        {"start": 84, "end": 95, "amount": 5e9, "currency": "USD", "text": "Rp 5 miliar"},
    ]
    found = score_predictions([make_article()], {"a1": {"money_mentions": rows}})
    assert counts(found.tallies["money.all.id"]) == (1, 1, 1)


def test_the_reliability_table() -> None:
    rows = [
        make_row(confidence=0.8),
        make_row(confidence=0.6, evidence_start=96, evidence_end=110, investor=None, target="x"),
    ]
    rows[1]["amount"] = None
    found = score([make_event()], rows)
    assert [(r["from"], r["mentions"], r["right"]) for r in find_reliability(found)] == [(0.6, 1, 0), (0.8, 1, 1)]
    assert find_calibration_error(found) == pytest.approx((0.6 + 0.2) / 2)
    assert find_precision_when_sure(found) == {"precision": 1.0, "mentions": 1, "coverage": 0.5}


def test_the_printed_report_names_every_error_and_cuts_the_list() -> None:
    text = "\n".join(format_report(score([make_event(), FINE], []), show=1))
    assert "MISSED    a1 investment i1 capital_expenditure 2000000000000 IDR PT Sinar Tirta Tbk" in text
    assert "MISSED    ... and 1 more" in text
    assert "detection.all.id" in text


def test_no_predictions_and_no_events_score_nothing() -> None:
    report = make_report(score_predictions([make_article()], {}))
    assert report["precision_at_0.8"] == {"precision": 0.0, "mentions": 0, "coverage": 0.0}
    assert report["calibration_error"] == 0.0
