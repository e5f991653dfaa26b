"""A mention, made ready for comparison with others: names taken apart, places and kinds of asset recognised. Pure."""

import re
from calendar import monthrange
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache

from ingest.model import InvestmentMention, RegulatoryMention
from ingest.refdata import load_places, load_regulators
from ingest.resolve.names import Name, fold_name, make_name, split_names

AnyMention = InvestmentMention | RegulatoryMention

# Types that different articles use for the same act; all other types stand for themselves.
TYPE_GROUPS = {
    "capital_expenditure": "spend",
    "commitment": "spend",
    "joint_venture": "spend",
    "acquisition": "purchase",
    "stake_purchase": "purchase",
    "funding_round": "purchase",
}
# What is built, in both languages: one code a kind. A target that names two different kinds is another project.
_ASSETS = {
    "plant": "pabrik plant factory mill kilang refinery smelter works fabrik",
    "mine": "tambang mine pertambangan mining",
    "data_centre": "datacenter datacentre pusat_data data_centre data_center",
    "port": "pelabuhan port terminal dermaga",
    "road": "tol toll jalan road highway",
    "rail": "kereta rail railway lrt mrt",
    "ships": "kapal ship ships vessel vessels tanker",
    "aircraft": "pesawat aircraft jet jets plane planes",
    "logistics": "gudang logistik logistics warehouse storage hub",
    "research": "riset penelitian research",
    "hospital": "hospital rumah_sakit klinik clinic",
    "power": "pltu plts pltp plta pembangkit power_plant solar surya wind angin",
    "shops": "toko gerai store stores outlet mall",
    "hotel": "hotel resort resor",
}
_AGAIN_WORDS = "ekspansi perluasan memperluas expansion expand extension kedua ketiga second third phase tahap"
_AGAIN = frozenset(_AGAIN_WORDS.split())
_COURT = re.compile(r"\b(?:court|tribunal|mahkamah|pengadilan|ptun)\b", re.IGNORECASE)
_PERCENT = re.compile(r"(\d+(?:[.,]\d+)?)\s*(?:%|persen\b|per\s?cent\b|pct\b)", re.IGNORECASE)
_CORRECTS = re.compile(r"\b(?:ralat|koreksi|dikoreksi|correction|corrected|corrects|erratum)\b", re.IGNORECASE)
_SPAN = {"day": 0, "week": 6, "quarter": 91, "year": 365}


@dataclass(frozen=True, slots=True)
class ReportedMention:
    """A mention with what its article adds to it."""

    mention: AnyMention
    article_id: str
    article_version: int
    reported_at: datetime  # when the article was published, or came in where it bears no date
    dated: bool  # whether reported_at is the article's own date
    publisher: str | None = None
    amount_role: str | None = None  # role of its amount in money_mentions
    carriers: tuple[str, ...] = ()  # publishers that carried copies of the article
    amount_usd: Decimal | None = None

    @property
    def key(self) -> tuple[str, str, int]:
        return self.mention.mention_id, self.article_id, self.article_version


@dataclass(frozen=True, slots=True)
class Act:
    """What of a mention is compared."""

    reported: ReportedMention
    group: str  # type, or the group of types that articles mix up
    parties: tuple[Name, ...]  # investors, or subjects
    target: Name | None
    authority: str  # folded name of the regulator
    is_court: bool
    law: str
    assets: frozenset[str]
    again: bool  # an expansion, a second one
    places: frozenset[str]  # cities named in target or purpose
    percents: frozenset[str]
    span: tuple[date, date] | None  # when it takes place
    article: str
    day: date | None  # of the article, None where it bears no date


def make_act(reported: ReportedMention) -> Act:
    """Prepare a mention."""
    mention = reported.mention
    invests = isinstance(mention, InvestmentMention)
    parties = (
        split_names(mention.investor)
        if isinstance(mention, InvestmentMention)
        else tuple(name for name in map(make_name, mention.subjects) if name.key)
    )
    about = f"{mention.target or ''} . {mention.purpose or ''}" if isinstance(mention, InvestmentMention) else ""
    words = _read_words(about)
    regulator = mention.regulator or "" if isinstance(mention, RegulatoryMention) else ""
    target = make_name(mention.target) if isinstance(mention, InvestmentMention) and mention.target else None
    return Act(
        reported=reported,
        group=TYPE_GROUPS.get(mention.event_type, mention.event_type),
        parties=parties,
        target=target,
        authority=find_authority(regulator),
        is_court=bool(_COURT.search(regulator)),
        law=_fold_law(mention.law) if isinstance(mention, RegulatoryMention) else "",
        assets=frozenset(code for word in words if (code := _asset_codes().get(word))),
        again=not _AGAIN.isdisjoint(words),
        places=find_places(about) if about else frozenset(),
        percents=frozenset() if invests else frozenset(_PERCENT.findall(mention.evidence)),
        span=find_span(mention),
        article=reported.article_id,
        day=reported.reported_at.date() if reported.dated else None,
    )


def make_signature(act: Act) -> Hashable:
    """Return what is equal in acts that no comparison could tell apart, but for the hour and by whom they were reported."""
    mention = act.reported.mention
    money = (mention.amount, mention.amount_low, mention.amount_qualifier, mention.currency, act.reported.amount_usd)
    parties = tuple((name.key, name.code) for name in act.parties)
    told = (mention.event_type, act.authority, act.is_court, act.law, mention.country, tuple(sorted(act.percents)))
    named = (act.target.key, act.target.code) if act.target else None
    target = (named, tuple(sorted(act.assets)), act.again, tuple(sorted(act.places)))
    matter = mention.matter if isinstance(mention, RegulatoryMention) else None
    time = (act.span, mention.event_date, mention.date_precision, act.day)
    return parties, told, target, matter, money, time, mention.status


def corrects(mention: AnyMention) -> bool:
    """Tell whether the words of the mention say that they correct an earlier report."""
    return bool(_CORRECTS.search(mention.evidence))


def find_span(mention: AnyMention) -> tuple[date, date] | None:
    """Return first and last day of when the act takes place, None where it has no date."""
    start = mention.event_date
    if start is None:
        return None
    try:
        if mention.date_precision == "month":
            return start, start.replace(day=monthrange(start.year, start.month)[1])
        return start, start + timedelta(days=_SPAN.get(mention.date_precision or "day", 0))
    except OverflowError:
        return start, start


@cache
def find_authority(name: str) -> str:
    """Return the folded canonical name of an authority."""
    folded = fold_name(name, frozenset())
    return _authorities().get(folded, folded)


@cache
def find_places(text: str) -> frozenset[str]:
    """Return the cities that a text names, in lower case; provinces and wider areas are no help in telling sites apart."""
    words = re.findall(r"[^\W\d_]+", text)
    found = set()
    for start in range(len(words)):
        for length in (3, 2, 1):
            part = words[start : start + length]
            if len(part) == length and part[0][0].isupper() and (place := _cities().get(" ".join(part).casefold())):
                found.add(place)
                break
    return frozenset(found)


@cache
def _read_words(text: str) -> frozenset[str]:
    words = re.findall(r"\w+", text.casefold())
    return frozenset([*words, *(f"{one}_{two}" for one, two in zip(words, words[1:], strict=False))])


@cache
def _asset_codes() -> dict[str, str]:
    return {word: code for code, words in _ASSETS.items() for word in words.split()}


@cache
def _cities() -> dict[str, str]:
    kinds = {"city", "district", "industrial_area"}
    places = [place for place in load_places() if place.kind in kinds]
    return {name.casefold(): place.name.casefold() for place in places for name in (place.name, *place.names)}


@cache
def _authorities() -> dict[str, str]:
    found: dict[str, str] = {}
    for regulator in load_regulators():
        for name in (regulator.name, *regulator.aliases):
            found.setdefault(fold_name(name, frozenset()), fold_name(regulator.name, frozenset()))
    return found


def _fold_law(law: str | None) -> str:
    words = re.findall(r"\w+", (law or "").casefold())
    return " ".join(word for word in words if word not in {"no", "nomor", "number", "tahun", "of", "the"})
