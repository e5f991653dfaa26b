"""What single readings say before they are weighed: who acts, on what, with which sum. All names are invented."""

import pytest

from ingest.extract.article import find_amounts, load_engine, read_candidates, read_document
from ingest.extract.candidate import Candidate
from ingest.extract.confidence import load_weights
from ingest.extract.document import Document
from ingest.extract.merge import merge_candidates
from ingest.extract.phrases import read_phrase
from ingest.extract.retold import list_signs
from ingest.extract.same_act import compare_amounts, score_pair


def open_text(text: str, language: str = "en") -> Document:
    return read_document(text, language, load_engine().languages[language])


def read(text: str, language: str = "en") -> list[Candidate]:
    rules, document = load_engine().languages[language], open_text(text, language)
    return read_candidates(document, find_amounts(document, rules), rules)


def is_same_act(first: Candidate, second: Candidate, text: str) -> bool:
    return score_pair(first, second, open_text(text), load_weights()[f"{first.family}_same"]) > 0


def named(candidates: list[Candidate], rule: str) -> list[Candidate]:
    return [c for c in candidates if c.rule.startswith(rule)]


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("Tirtalindo will build a US$75 million chip plant in Batam.", "chip plant in Batam"),
        ("Tirtalindo will invest $75 million in a chip plant in Batam.", "chip plant in Batam"),
        ("Tirtalindo will build a chip plant in Batam for US$75 million.", "chip plant in Batam"),
    ],
)
def test_target_is_the_thing_and_never_the_currency(text: str, target: str) -> None:
    found = [c for c in read(text) if c.rule.split(".")[1] in ("build", "spend")]
    assert found
    assert {c.target for c in found} == {target}


def test_labelled_sums_take_party_and_act_from_the_total_that_they_add_up_to() -> None:
    text = (
        "Harbourside Corp agreed on Monday to spend $100 million on its piers.\n\n"
        "North pier: $60 million\nSeawall repairs: $40 million\n"
    )
    items = named(read(text), "investment.amount.label")
    assert [(c.target, c.actor, c.status) for c in items] == [
        ("North pier", "Harbourside Corp", "agreed"),
        ("Seawall repairs", "Harbourside Corp", "agreed"),
    ]


def test_labelled_sums_that_add_up_to_nothing_keep_their_own_reading() -> None:
    text = (
        "Harbourside Corp agreed to spend $100 million on its piers.\n\nNorth pier: $60 million\nSeawall: $30 million\n"
    )
    assert not any(c.features.get("label_of_total") for c in read(text))


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Marlow Corp will invest $8 million, up from $5 million, in its mill.", ["$8 million"]),
        ("Marlow Corp raised its spending on the mill from $5 million to $8 million.", ["$8 million"]),
    ],
)
def test_what_an_amount_was_before_is_no_sum_of_an_act(text: str, kept: list[str]) -> None:
    assert sorted({c.amount.mention.text for c in read(text) if c.amount}) == kept


def test_realised_investment_of_a_country_is_background() -> None:
    text = "Kementerian Investasi mencatat realisasi investasi Rp 430 triliun pada semester I."
    assert all(c.amount is None for c in read(text, "id") if c.family == "investment")


@pytest.mark.parametrize(
    ("text", "buyer", "target"),
    [
        ("Wattlebird Ltd has rejected a takeover bid from Silvergum Ltd.", "Silvergum Ltd", "Wattlebird Ltd"),
        ("Wattlebird Ltd has rejected a takeover bid by Silvergum Ltd.", "Silvergum Ltd", "Wattlebird Ltd"),
    ],
)
def test_who_rejects_a_bid_is_who_it_is_for(text: str, buyer: str, target: str) -> None:
    assert (buyer, target) in {(c.actor, c.target) for c in read(text)}


def test_two_banks_that_merge_are_the_two_named_before() -> None:
    text = (
        "Saham PT Bank Cakra Tbk dan PT Bank Muria Tbk naik pada Kamis. "
        "Kedua bank ini direncanakan melakukan merger tahun depan."
    )
    found = named(read(text, "id"), "investment.merge")
    assert {(c.actor, c.target) for c in found} == {("PT Bank Cakra Tbk", "PT Bank Muria Tbk")}


def test_a_holding_that_grows_is_moved_by_who_was_named_before() -> None:
    text = "Larchmont Inc. filed its list on Monday. Holdings in Calder Rail Corp. increased, while a stake in Orion Ltd. was reduced."
    up = named(read(text), "investment.raise_stake")
    assert [(c.actor, c.target, c.event_type) for c in up] == [("Larchmont Inc", "Calder Rail Corp", "stake_purchase")]


def test_shares_bought_back_are_no_purchase() -> None:
    assert not named(read("Netsurge Inc bought back $400 million of its own stock."), "investment.buy")


def test_money_picked_up_in_a_round_is_raised_and_buys_nothing() -> None:
    found = read("Ledgerly Inc has picked up $24 million in a Series B round led by Banyan Partners.")
    assert not named(found, "investment.buy")
    assert named(found, "investment.raise_money")
    assert "Series B" not in {c.actor for c in found} | {c.target for c in found}


def test_a_share_held_is_no_act_and_a_share_to_be_held_is() -> None:
    assert not named(read("PT Nagari Kapital menguasai 61% saham PT Bank Cakra Tbk.", "id"), "investment.acquire")
    assert named(read("PT Nagari Kapital akan menguasai 61% saham PT Bank Cakra Tbk.", "id"), "investment.acquire")


@pytest.mark.parametrize("place", ["LONDON (Reuters) - ", "SEMARANG, 30 Juli - ", "TOKYO (30/6) — ", "MEDAN. "])
def test_the_place_of_a_dateline_is_no_party(place: str) -> None:
    found = read(f"{place}Caldera Corp will build a mill for $30 million.")
    assert {c.actor for c in found if c.family == "investment"} == {"Caldera Corp"}


def test_a_name_ends_before_the_currency() -> None:
    found = read("KPPU mendenda PT Sawit Jaya Rp 3 miliar dan PT Minyak Sari Rp 2 miliar.", "id")
    assert not [c for c in found if any(s.endswith("Rp") for s in c.subjects)]


def test_many_that_are_fined_need_no_name() -> None:
    found = named(
        read("The Financial Conduct Authority fined three mortgage brokers £2m."), "regulatory.penalty.active"
    )
    assert [c.subjects for c in found] == [("three mortgage brokers",)]


def test_an_order_to_recall_is_a_recall() -> None:
    text = "BPOM memerintahkan PT Sehat Alam Farma menarik semua sirop obat batuk dari peredaran."
    found = [c.event_type for c in read(text, "id") if c.family == "regulatory" and c.trigger.voice == "active"]
    assert found == ["restriction"]


def test_orders_that_are_attracted_are_no_recall() -> None:
    text = "Kementerian Keuangan berhasil menarik pesanan obligasi Rp 5 triliun."
    assert not [c for c in read(text, "id") if c.event_type == "restriction"]


def test_what_is_alleged_belongs_to_the_fine_of_the_same_authority() -> None:
    text = (
        "The Federal Trade Commission fined Caldera Corp $3 million. "
        "The Federal Trade Commission alleged that Caldera Corp misled buyers."
    )
    found = [c for c in read(text) if c.family == "regulatory" and c.trigger.voice == "active"]
    fined = next(c for c in found if c.event_type == "penalty")
    alleged = next(c for c in found if c.trigger.group == "allege")
    assert is_same_act(fined, alleged, text)


def test_a_probe_in_which_somebody_is_fined_is_no_second_act() -> None:
    text = "The Federal Trade Commission fined Caldera Corp $3 million in its probe into toy prices."
    found = read(text)
    fined = next(c for c in found if c.rule == "regulatory.penalty.active")
    probe = next(c for c in found if c.rule == "regulatory.investigation.noun")
    assert is_same_act(fined, probe, text)


def test_a_word_in_the_title_of_a_law_is_no_act() -> None:
    text = "KPPU memeriksa PT Sawit Jaya menurut UU Nomor 5/1999 tentang Larangan Praktek Monopoli."
    assert not [c for c in read(text, "id") if c.event_type == "restriction"]


def test_a_fine_stands_for_the_probe_and_for_what_is_alleged() -> None:
    text = (
        "The Federal Trade Commission fined Caldera Corp $3 million in its probe into toy prices. "
        "The Federal Trade Commission alleged that Caldera Corp misled buyers."
    )
    found = [c for c in read(text) if c.family == "regulatory" and c.trigger.group != "amount"]
    for candidate in found:
        candidate.confidence = 0.5 if candidate.event_type == "penalty" else 0.9
    assert [c.event_type for c in merge_candidates(found, open_text(text), load_weights())] == ["penalty"]


@pytest.mark.parametrize(
    ("one", "two", "expected"),
    [
        ("$900 million", "$893.8 million", "round"),
        ("$94.6 million", "$96.5 million", "other"),
        ("$40 million", "$60 million", "other"),
        ("$40 million", "\u20ac40 million", "currency"),
        ("$40 million", "$40 million", "equal"),
    ],
)
def test_a_sum_said_in_fewer_figures_is_the_same_sum(one: str, two: str, expected: str) -> None:
    found = read(f"Marlow Corp will spend {one} on a mill in Ohio.\n\nThe mill of Marlow Corp will cost {two}.")
    first = next(c for c in found if c.amount and c.amount.mention.text == one)
    second = next(c for c in reversed(found) if c.amount and c.amount.mention.text == two)
    assert compare_amounts(first, second) == expected


@pytest.mark.parametrize(
    ("text", "party"),
    [
        ("The SEC fined Kestrel Capital $3 million, a spokeswoman told the Harbour Post.", "Harbour Post"),
        ("OJK mendenda PT Sinar Kencana Rp3 miliar, ungkap Bernard kepada Harian Lintas.", "Harian Lintas"),
    ],
)
def test_who_is_only_told_takes_no_part(text: str, party: str) -> None:
    language = "en" if "SEC" in text else "id"
    document = open_text(text, language)
    assert [p.kind for p in document.parties if p.text == party] == ["hearer"]
    assert not any(party in (c.actor, c.target, *c.subjects) for c in read(text, language))


def test_who_is_told_to_do_something_does_take_part() -> None:
    document = open_text("The regulator told Kestrel Air to stop its flights.")
    assert [p.kind for p in document.parties if p.text == "Kestrel Air"] == ["org"]


def test_the_number_of_a_case_names_nobody() -> None:
    text = "KPPU memeriksa perkara nomor 11/KPPU-L/2024 yang melibatkan PT Sinar Kencana."
    subjects = {name for c in read(text, "id") for name in c.subjects}
    assert subjects == {"PT Sinar Kencana"}


def test_a_comma_inside_a_number_ends_no_phrase() -> None:
    found = named(read("Piko bought a 48,000-square-metre warehouse for 4 million euros."), "investment.buy")
    assert {c.target for c in found} == {"48,000-square-metre warehouse"}


def test_a_sum_of_its_own_is_an_act_of_its_own() -> None:
    text = "PT Sinar Kencana didenda Rp25 miliar, sedangkan PT Agro Wahana didenda Rp20 miliar oleh KPPU."
    document = open_text(text, "id")
    found = [c for c in read(text, "id") if c.event_type == "penalty"]
    for candidate in found:
        candidate.confidence = 0.9
    kept = merge_candidates(found, document, load_weights())
    assert sorted(c.amount.mention.amount for c in kept if c.amount) == [20_000_000_000, 25_000_000_000]


def test_words_that_set_apart_and_words_in_common_are_signs() -> None:
    text = "The FTC fined Kestrel Air $3 million. Meanwhile, another fine also hit Dunmore Rail. The FTC fined Kestrel Air twice."
    document = open_text(text)
    first, second, third = (next(c for c in read(text) if c.trigger.sentence.index == n) for n in range(3))
    signs = list_signs(first, second, document)
    assert {"apart", "apart_next", "apart_meanwhile", "apart_another", "apart_also", "opens_meanwhile_next"} <= set(
        signs
    )
    assert "overlap_0" in signs
    again = list_signs(first, third, document)
    assert "apart" not in again
    assert "overlap_4" in again


@pytest.mark.parametrize(
    ("language", "text", "phrase"),
    [
        ("en", "the rolling mill in", "rolling mill"),
        ("en", "from the tyre plant and has been", "tyre plant"),
        ("en", "will be laid out in the current year", ""),
        ("en", "at more than", ""),
        ("en", "61%", ""),
        ("id", "dari pabrik ban itu sudah", "pabrik ban"),
        ("id", "yang akan menyasar proyek hijau", ""),
        ("id", "pabrik di AS", "pabrik di AS"),
    ],
)
def test_a_phrase_has_no_loose_ends(language: str, text: str, phrase: str) -> None:
    rules = load_engine().languages[language].phrase
    assert read_phrase(open_text(text, language), 0, len(text), rules) == phrase


def test_a_place_before_a_name_that_stands_alone_is_no_part_of_it() -> None:
    text = "San Antonio Larkmere plant to cost $90 million\n\nLarkmere will build a plant, it said on Monday."
    assert {c.actor for c in read(text)} == {"Larkmere"}


def test_who_speaks_for_an_authority_is_a_person() -> None:
    text = "Pasar masih dipelajari, menurut Komisioner KPPU Rangga Wirasena di kantornya pada Rabu kemarin."
    assert [p.kind for p in open_text(text, "id").parties if p.text == "Rangga Wirasena"] == ["person"]
