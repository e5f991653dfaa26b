"""A reference file that is wrong in any way does not load."""

from decimal import Decimal
from pathlib import Path

import pytest

import ingest.refdata
from ingest.errors import PackError
from ingest.refdata import Currency, _load_items, load_currencies

GOOD = '[[currency]]\ncode = "ABC"\nname = "a"\ncountries = ["ID"]\nminor_unit = 2\nusd_low = 1.5\n'


def _load(folder: Path, text: str) -> tuple[Currency, ...]:
    path = folder / "currencies.toml"
    path.write_text(text, encoding="utf-8")
    return _load_items(path, "currency", Currency)


def test_a_good_file_becomes_frozen_items_with_exact_numbers(tmp_path: Path) -> None:
    (currency,) = _load(tmp_path, GOOD + 'sub_units = [{ names = ["cent"], per_unit = 100 }]\n')
    assert currency.usd_low == Decimal("1.5")
    assert currency.countries == ("ID",)
    assert currency.sub_units[0].names == ("cent",)
    assert hash(currency)


@pytest.mark.parametrize(
    "text",
    [
        GOOD + 'symbol = "$"\n',  # unknown key
        GOOD.replace('name = "a"\n', ""),  # missing key
        GOOD.replace("minor_unit = 2", 'minor_unit = "2"'),  # ill-typed
        GOOD.replace("minor_unit = 2", "minor_unit = true"),
        GOOD.replace('["ID"]', '"ID"'),
        GOOD.replace('["ID"]', "[1]"),
        GOOD.replace('"a"', '" a"'),  # padded
        GOOD.replace('"a"', '""'),
        GOOD.replace("1.5", '"1.5"'),
        GOOD + 'sub_units = [{ names = ["cent"] }]\n',
        GOOD + "[extra]\n",  # unknown section
        "currency = 1\n",
        "currency = []\n",
        "",
        "not toml",
    ],
)
def test_a_wrong_file_is_an_error(tmp_path: Path, text: str) -> None:
    with pytest.raises(PackError, match=r"currencies\.toml"):
        _load(tmp_path, text)


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(PackError, match="gone"):
        _load_items(tmp_path / "gone.toml", "currency", Currency)


def test_a_list_is_read_once() -> None:
    assert load_currencies() is load_currencies()


def test_data_files_stay_reviewable() -> None:
    for path in Path(ingest.refdata.__file__).parent.glob("*.toml"):
        assert path.stat().st_size < 300_000, path.name
