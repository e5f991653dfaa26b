"""Reference data: facts about the world that the readers look up, one TOML file a kind.

Every item is a frozen dataclass with exactly the keys of its file; lists become tuples. An unknown, missing or ill-typed
key raises PackError at load, so that a typing slip cannot turn into a silent gap in the extraction.
"""

import dataclasses
import tomllib
import types
import typing
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from ingest.errors import PackError

_FOLDER = Path(__file__).parent
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class SubUnit:
    """A fraction of a currency: `per_unit` of it make one unit."""

    names: tuple[str, ...]
    per_unit: int


@dataclass(frozen=True, slots=True)
class Currency:
    """One ISO 4217 currency and its surface forms; the head of currencies.toml says what each field holds.

    `code` is always a surface form too. `usd_low` and `usd_high` are units of this currency for one US dollar.
    """

    code: str
    name: str
    countries: tuple[str, ...]  # ISO 3166-1 alpha-2 or EU, the issuer first; empty for XDR, gold and silver
    minor_unit: int  # decimal digits of the smallest unit, as ISO 4217 has it
    historic: bool = False
    names_en: tuple[str, ...] = ()
    names_id: tuple[str, ...] = ()
    names_ms: tuple[str, ...] = ()
    symbols_before: tuple[str, ...] = ()
    symbols_after: tuple[str, ...] = ()
    ambiguous: tuple[str, ...] = ()
    default_for: tuple[str, ...] = ()
    bare_dollar_countries: tuple[str, ...] = ()
    sub_units: tuple[SubUnit, ...] = ()
    usd_low: Decimal | None = None
    usd_high: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Country:
    """A country or the European Union, and how news names it, its people and its government."""

    code: str  # ISO 3166-1 alpha-2; EU; XK for Kosovo
    name: str  # canonical English name
    names: tuple[str, ...]
    demonyms: tuple[str, ...] = ()
    currency: str | None = None  # ISO 4217; None for Antarctica alone
    government_names: tuple[str, ...] = ()
    metonyms: tuple[str, ...] = ()  # capitals and seats that stand for the government, and are cities elsewhere
    ambiguous: tuple[str, ...] = ()  # of the forms above, those that need support


@dataclass(frozen=True, slots=True)
class Regulator:
    """An authority that uses public power, and how news names it; the head of regulators.toml says what a field holds."""

    name: str  # canonical English name, unique in its country
    country: str  # ISO 3166-1 alpha-2 or EU
    kind: str  # regulator | ministry | court | central_bank | exchange | ... as the file's head lists
    matters: tuple[str, ...]  # most typical first
    aliases: tuple[str, ...] = ()
    officers: tuple[str, ...] = ()  # persons and offices that act for it
    ambiguous: tuple[str, ...] = ()  # forms, listed nowhere else, that need the authority or its country in the text


@dataclass(frozen=True, slots=True)
class Place:
    """A state, province, city or industrial area, and the country that it settles."""

    name: str
    country: str  # ISO 3166-1 alpha-2 or EU
    kind: str  # province | state | prefecture | region | city | district | industrial_area
    names: tuple[str, ...]  # every form, the canonical one first
    ambiguous: tuple[
        str, ...
    ] = ()  # of the forms above, those that need a country, state or preposition of place beside


@dataclass(frozen=True, slots=True)
class LegalForm:
    """A legal form beside a company's name."""

    form: str
    position: str  # prefix | suffix
    kind: str  # company | state | partnership | sole_trader | cooperative | foundation | association
    countries: tuple[str, ...]  # the likeliest first
    variants: tuple[str, ...] = ()  # other spellings


@dataclass(frozen=True, slots=True)
class Company:
    """A well-known company: a help, never a requirement."""

    name: str
    country: str  # ISO 3166-1 alpha-2 of its home
    ticker: str | None = None
    aliases: tuple[str, ...] = ()
    ambiguous: tuple[str, ...] = ()  # of the name and further forms, those that need a corporate context


@cache
def load_currencies() -> tuple[Currency, ...]:
    """Every currency in use and the past ones that news archives name."""
    return _load_items(_FOLDER / "currencies.toml", "currency", Currency)


@cache
def load_countries() -> tuple[Country, ...]:
    """Every country and territory of ISO 3166-1, Kosovo and the European Union."""
    return _load_items(_FOLDER / "countries.toml", "country", Country)


@cache
def load_regulators() -> tuple[Regulator, ...]:
    """Every authority, those of the countries that business news names most first."""
    near = _load_items(_FOLDER / "regulators.toml", "regulator", Regulator)
    return near + _load_items(_FOLDER / "regulators_world.toml", "regulator", Regulator)


@cache
def load_places() -> tuple[Place, ...]:
    """About 1,800 places, Indonesia's densest."""
    return _load_items(_FOLDER / "places.toml", "place", Place)


@cache
def load_legal_forms() -> tuple[LegalForm, ...]:
    """Forms before and after a company's name, in many countries."""
    return _load_items(_FOLDER / "legal_forms.toml", "legal_form", LegalForm)


@cache
def load_companies() -> tuple[Company, ...]:
    """Companies that business news names most, Indonesia's listed ones with their ticker."""
    return _load_items(_FOLDER / "companies.toml", "company", Company)


def _load_items(path: Path, table: str, shape: type[_T]) -> tuple[_T, ...]:
    """Read the array of tables `table` of a file into `shape`; the file holds nothing else."""
    return tuple(_build_item(item, shape, f"{path.name} [[{table}]] no. {i}") for i, item in _read_tables(path, table))


def _read_tables(path: Path, table: str) -> list[tuple[int, Any]]:
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise PackError(f"{path.name}: cannot be read: {error}") from error
    unknown = content.keys() - {table}
    if unknown:
        raise PackError(f"{path.name}: unknown section {sorted(unknown)}")
    items = content.get(table)
    if not isinstance(items, list) or not items:
        raise PackError(f"{path.name}: needs a list of [[{table}]]")
    return list(enumerate(items, 1))


def _build_item(item: Any, shape: Any, where: str) -> Any:
    if not isinstance(item, dict):
        raise PackError(f"{where}: is not a table")
    label = item.get("code") or item.get("name") or item.get("form") or item.get("word")
    where = f"{where} ({label!r:.80})"
    fields, hints = _describe_shape(shape)
    unknown = item.keys() - fields.keys()
    missing = {name for name, required in fields.items() if required} - item.keys()
    if unknown or missing:
        raise PackError(f"{where}: unknown keys {sorted(unknown)}, missing keys {sorted(missing)}")
    return shape(**{key: _convert(value, hints[key], f"{where}.{key}") for key, value in item.items()})


@cache
def _describe_shape(shape: Any) -> tuple[dict[str, bool], dict[str, Any]]:
    """The fields of a dataclass with whether each is required, and their types."""
    required = {
        f.name: f.default is dataclasses.MISSING and f.default_factory is dataclasses.MISSING
        for f in dataclasses.fields(shape)
    }
    return required, typing.get_type_hints(shape)


def _convert(value: Any, hint: Any, where: str) -> Any:
    """Check one value against a field's type, turning lists into tuples and numbers into exact decimals."""
    if isinstance(hint, types.UnionType):  # `X | None`: TOML has no null, so a present value is an X
        hint = next(arm for arm in typing.get_args(hint) if arm is not type(None))
    if typing.get_origin(hint) is tuple:
        if not isinstance(value, list):
            raise PackError(f"{where}: needs a list")
        return tuple(_convert(part, typing.get_args(hint)[0], where) for part in value)
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        return _build_item(value, hint, where)
    if hint is Decimal and type(value) in (int, Decimal):
        return Decimal(value)
    if type(value) is not hint:
        raise PackError(f"{where}: needs {hint.__name__}, has {value!r:.80}")
    if isinstance(value, str) and (not value or value != value.strip()):
        raise PackError(f"{where}: empty or padded text {value!r:.80}")
    return value
