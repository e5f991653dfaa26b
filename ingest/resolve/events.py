"""Mentions to events: which articles report the same act. Pure, and the same in any order of the mentions.

Two mentions are one event only where nothing they state differs and enough of it agrees. When in doubt they stay
apart: two rows for one act cost an analyst a look, one row for two acts costs him a number.
"""

import re
import unicodedata
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b

from ingest.model import InvestmentMention, RegulatoryMention

# Reports of one act lie close together; a yearly budget of the same size does not.
_SAME_STORY = timedelta(days=45)

# Types that different articles use for the same act; all other types stand for themselves.
_TYPE_GROUPS = {
    "capital_expenditure": "spend",
    "commitment": "spend",
    "acquisition": "purchase",
    "stake_purchase": "purchase",
}
_NEVER_SUMMED_STATUS = frozenset({"cancelled", "closed"})
_NEVER_SUMMED_ROLE = frozenset({"maximum", "background"})


@dataclass(frozen=True, slots=True)
class ReportedMention:
    """A mention with what its article adds to it."""

    mention: InvestmentMention | RegulatoryMention
    article_id: str
    article_version: int
    reported_at: datetime  # when the article was published, or came in where it bears no date
    dated: bool  # whether reported_at is the article's own date
    publisher: str | None = None
    amount_role: str | None = None  # role of its amount in money_mentions
    carriers: tuple[str, ...] = ()  # publishers that carried copies of the article


@dataclass(frozen=True, slots=True)
class Event:
    """One act in the world. Its descriptive values are those of `best`, the mention with the highest confidence."""

    event_id: str
    best: ReportedMention
    mention_ids: tuple[str, ...]
    first_reported_at: datetime
    last_reported_at: datetime
    source_count: int  # distinct publishers, at least 1
    countable: bool
    parent_event_id: str | None = None
    merged_into: str | None = None


def find_events(mentions: Iterable[ReportedMention], legal_forms: frozenset[str] = frozenset()) -> list[Event]:
    """Group the mentions into events, ordered by event_id.

    Every mention is behind exactly one standing event. Where several make one event, the ids that the others would
    have had alone come back as rows with `merged_into`, so that no id that was ever published is lost.
    `legal_forms` are words like "pt" or "inc" that do not tell companies apart, in lower case.
    """
    groups = _group_same_acts(sorted(mentions, key=_order), legal_forms)
    owner = {member.mention.mention_id: _event_id(group[0]) for group in groups for member in group}
    events = []
    for group in groups:
        standing = _build_event(group, owner)
        events.append(standing)
        for member in group[1:]:
            if _event_id(member) != standing.event_id:
                events.append(_build_merged(member, standing.event_id))
    return sorted(events, key=lambda event: event.event_id)


def make_event_id(mention: InvestmentMention | RegulatoryMention) -> str:
    """Return the id of the event that `mention` is the smallest of: "ie_" or "re_" and 16 hex."""
    prefix = "ie_" if isinstance(mention, InvestmentMention) else "re_"
    return prefix + blake2b(mention.mention_id.encode(), digest_size=8).hexdigest()


def fold_name(name: str | None, legal_forms: frozenset[str] = frozenset()) -> str:
    """Return a name without case, accents of width, punctuation and legal forms; "" for none."""
    words = re.findall(r"\w+", unicodedata.normalize("NFKC", name or "").casefold())
    return " ".join([word for word in words if word not in legal_forms] or words)


def _order(reported: ReportedMention) -> tuple[str, str, int]:
    return reported.mention.mention_id, reported.article_id, reported.article_version


def _event_id(reported: ReportedMention) -> str:
    return make_event_id(reported.mention)


def _group_same_acts(mentions: list[ReportedMention], legal_forms: frozenset[str]) -> list[list[ReportedMention]]:
    groups: dict[Hashable, list[ReportedMention]] = {}
    for reported in mentions:
        # A mention that states too little to be recognised elsewhere is a group of its own.
        key = _act_key(reported.mention, legal_forms) or ("alone", *_order(reported))
        groups.setdefault(key, []).append(reported)
    found = list(groups.values())
    for read in _DISTINCTIONS:
        found = [part for group in found for part in _split(group, read(group, legal_forms))]
    return [part for group in found for part in _keep_one_an_article(group)]


def _act_key(mention: InvestmentMention | RegulatoryMention, legal_forms: frozenset[str]) -> Hashable:
    """Return what must be equal in two reports of one act, or None where it is too little to tell."""
    if isinstance(mention, InvestmentMention):
        investor, target = fold_name(mention.investor, legal_forms), fold_name(mention.target, legal_forms)
        kind = _TYPE_GROUPS.get(mention.event_type, mention.event_type)
        if mention.amount is not None:
            party = target if mention.event_type == "funding_round" else investor
            return (kind, party, mention.amount, mention.amount_low, mention.currency) if party else None
        return (kind, mention.event_type, investor, target) if investor and target else None
    regulator = fold_name(mention.regulator, legal_forms)
    subjects = frozenset(fold_name(subject, legal_forms) for subject in mention.subjects)
    if not regulator or not subjects:
        return None
    return mention.event_type, regulator, subjects, mention.matter, mention.amount, mention.currency


# Each reads one attribute of every mention of a group; None means that the article does not state it.
_Attribute = Callable[[list[ReportedMention], frozenset[str]], list[Hashable]]


def _read_country(group: list[ReportedMention], _: frozenset[str]) -> list[Hashable]:
    return [reported.mention.country for reported in group]


def _read_object(group: list[ReportedMention], legal_forms: frozenset[str]) -> list[Hashable]:
    """Target or law. The words for a project differ between languages, so a target tells apart only purchases."""
    values: list[Hashable] = []
    for reported in group:
        mention = reported.mention
        if isinstance(mention, RegulatoryMention):
            values.append(mention.law)
        else:
            told = mention.event_type not in {"capital_expenditure", "commitment", "joint_venture"}
            values.append(fold_name(mention.target, legal_forms) or None if told else None)
    return values


def _read_year(group: list[ReportedMention], _: frozenset[str]) -> list[Hashable]:
    return [reported.mention.event_date and reported.mention.event_date.year for reported in group]


def _read_story(group: list[ReportedMention], _: frozenset[str]) -> list[Hashable]:
    """Number the runs of reports that follow one another without a gap of _SAME_STORY."""
    times = sorted(reported.reported_at for reported in group if reported.dated)
    run_of: dict[datetime, int] = {}
    for index, at in enumerate(times):
        same = index > 0 and at - times[index - 1] <= _SAME_STORY
        run_of[at] = run_of[times[index - 1]] + (0 if same else 1) if index else 0
    return [run_of[reported.reported_at] if reported.dated else None for reported in group]


_DISTINCTIONS: tuple[_Attribute, ...] = (_read_country, _read_object, _read_year, _read_story)


def _split(group: list[ReportedMention], values: list[Hashable]) -> list[list[ReportedMention]]:
    """Part a group by an attribute; those that do not state it join only where there is no choice."""
    distinct = {value for value in values if value is not None}
    if len(distinct) <= 1:
        return [group]
    parts: dict[Hashable, list[ReportedMention]] = {}
    for reported, value in zip(group, values, strict=True):
        parts.setdefault(("alone", *_order(reported)) if value is None else value, []).append(reported)
    return list(parts.values())


def _keep_one_an_article(group: list[ReportedMention]) -> list[list[ReportedMention]]:
    """Part a group that holds two mentions of one article: the article itself says that they are two acts."""
    articles = [reported.article_id for reported in group]
    return [group] if len(set(articles)) == len(articles) else [[reported] for reported in group]


def _build_event(group: list[ReportedMention], owner: dict[str, str]) -> Event:
    best = max(group, key=lambda reported: reported.mention.confidence or 0.0)  # of equals the first: the smallest id
    event_id = _event_id(group[0])
    parents = [r.mention.parent_mention_id for r in (best, *group) if r.mention.parent_mention_id is not None]
    parent_event_id = next((owner[parent] for parent in parents if owner.get(parent, event_id) != event_id), None)
    named = [name for reported in group for name in (reported.publisher, *reported.carriers)]
    publishers = {folded for name in named if (folded := fold_name(name))}
    return Event(
        event_id=event_id,
        best=best,
        mention_ids=tuple(reported.mention.mention_id for reported in group),
        first_reported_at=min(reported.reported_at for reported in group),
        last_reported_at=max(reported.reported_at for reported in group),
        source_count=max(1, len(publishers)),
        countable=not parents and all(_may_be_summed(reported) for reported in group),
        parent_event_id=parent_event_id,
    )


def _build_merged(reported: ReportedMention, merged_into: str) -> Event:
    return Event(
        event_id=_event_id(reported),
        best=reported,
        mention_ids=(reported.mention.mention_id,),
        first_reported_at=reported.reported_at,
        last_reported_at=reported.reported_at,
        source_count=1,
        countable=False,
        merged_into=merged_into,
    )


def _may_be_summed(reported: ReportedMention) -> bool:
    mention = reported.mention
    maximum = isinstance(mention, RegulatoryMention) and mention.amount_qualifier == "up_to"
    return (
        mention.amount is not None
        and not maximum
        and mention.status not in _NEVER_SUMMED_STATUS
        and reported.amount_role not in _NEVER_SUMMED_ROLE
    )
