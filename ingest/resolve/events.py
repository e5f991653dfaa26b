"""Mentions to events: which articles report the same act, and what it comes to. Pure, and the same in any order.

An event is named after the mention that reported it first, so that it keeps its id while later reports join it. The
ids that the others would have had alone come back as rows with `merged_into`: no id that was ever published is lost,
and none ever means another act.
"""

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import blake2b
from typing import Any

from ingest.model import InvestmentMention, RegulatoryMention
from ingest.resolve.acts import Act, AnyMention, ReportedMention, make_act
from ingest.resolve.cluster import find_groups
from ingest.resolve.life import Life, Report, counts, find_life, order_by_report
from ingest.resolve.names import fold_name

_NEVER_SUMMED_STATUS = frozenset({"cancelled", "closed"})


@dataclass(frozen=True, slots=True)
class Event:
    """One act in the world."""

    event_id: str
    described: AnyMention  # the best mention, with the best-supported value in every field
    best: ReportedMention  # whose evidence stands for the event
    money: ReportedMention | None  # whose amount it is
    reports: tuple[Report, ...]  # in order of time; of a merged row its own mention
    first_reported_at: datetime
    last_reported_at: datetime
    source_count: int  # distinct publishers, at least 1
    countable: bool
    disputed: bool = False  # articles contradict each other on the amount
    parent_event_id: str | None = None
    merged_into: str | None = None

    @property
    def mention_ids(self) -> tuple[str, ...]:
        return tuple(sorted(report.act.reported.mention.mention_id for report in self.reports))


def find_events(mentions: Iterable[ReportedMention]) -> list[Event]:
    """Group the mentions into events, ordered by event_id.

    Every mention is behind exactly one standing event; the ids that the others of it would have alone are rows with
    `merged_into`.
    """
    with pause_collector():
        return build_events(find_groups(make_act(reported) for reported in mentions))


@contextmanager
def pause_collector() -> Iterator[None]:
    """Let Python not search for cycles meanwhile: there are none here, and looking at a growing heap again and again
    makes the time of 100,000 mentions grow with the square."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def build_events(groups: Iterable[Sequence[Act]]) -> list[Event]:
    """Return the events of groups of acts, ordered by event_id. A whole must be among the groups where its part is."""
    ordered = [sorted(group, key=order_by_report) for group in groups]
    owner = {act.reported.mention.mention_id: _event_id(group[0]) for group in ordered for act in group}
    events = []
    for group in ordered:
        standing = _build_event(group, owner)
        events.append(standing)
        # Copies of one text in two articles have mentions of one id: that id is one event's.
        others = {_event_id(act): act for act in reversed(group)}
        events += [
            _build_merged(others[event_id], standing) for event_id in sorted(others.keys() - {standing.event_id})
        ]
    return sorted(events, key=lambda event: event.event_id)


def make_event_id(mention: AnyMention) -> str:
    """Return the id of the event that `mention` reported first: "ie_" or "re_" and 16 hex."""
    prefix = "ie_" if isinstance(mention, InvestmentMention) else "re_"
    return prefix + blake2b(mention.mention_id.encode(), digest_size=8).hexdigest()


def _event_id(act: Act) -> str:
    return make_event_id(act.reported.mention)


def _build_event(group: Sequence[Act], owner: dict[str, str]) -> Event:
    event_id = _event_id(group[0])
    life = find_life(group)
    best = max(group, key=lambda act: act.reported.mention.confidence or 0.0).reported  # of equals the first reported
    parents = [act.reported.mention.parent_mention_id for act in group]
    wholes = [
        owner.get(parent) for parent in parents if parent is not None and owner.get(parent) != event_id
    ]  # a whole that is no mention here still makes a part
    publishers = {
        folded
        for act in group
        for name in (act.reported.publisher, *act.reported.carriers)
        if (folded := fold_name(name))
    }
    return Event(
        event_id=event_id,
        described=_describe(best.mention, group, life),
        best=best,
        money=life.money.reported if life.money else None,
        reports=life.reports,
        first_reported_at=min(act.reported.reported_at for act in group),
        last_reported_at=max(act.reported.reported_at for act in group),
        source_count=max(1, len(publishers)),
        countable=not wholes
        and life.money is not None
        and counts(life.money)
        and life.status not in _NEVER_SUMMED_STATUS,
        disputed=life.disputed,
        parent_event_id=next((whole for whole in wholes if whole is not None), None),
    )


def _build_merged(act: Act, into: Event) -> Event:
    reported = act.reported
    alone = find_life([act])
    return Event(
        event_id=_event_id(act),
        described=reported.mention,
        best=reported,
        money=reported if reported.mention.amount is not None else None,
        reports=alone.reports,
        first_reported_at=reported.reported_at,
        last_reported_at=reported.reported_at,
        source_count=1,
        countable=False,
        merged_into=into.event_id,
    )


def _describe(best: AnyMention, group: Sequence[Act], life: Life) -> AnyMention:
    """Return `best` with the status and amount that stand, the longest names, and what it leaves out from others."""
    mentions = [best, *(act.reported.mention for act in group if act.reported.mention is not best)]
    money = life.money.reported.mention if life.money else best
    moved = [act.reported.mention for act in group if act.reported.mention.status == life.status] or mentions
    dated = next((m for m in reversed(moved) if m.event_date), next((m for m in mentions if m.event_date), best))
    common: dict[str, Any] = {
        "status": life.status,
        **{name: getattr(money, name) for name in _MONEY},
        **{name: getattr(dated, name) for name in ("event_date", "date_precision", "date_text")},
        "country": _first(mentions, "country"),
    }
    names = ("investor", "target") if isinstance(best, InvestmentMention) else ("regulator", "regulator_text")
    rest = ("purpose",) if isinstance(best, InvestmentMention) else ("matter", "law")
    common |= {name: _longest(mentions, name) if name != "target" else _first(mentions, name) for name in names}
    common |= {name: _first(mentions, name) for name in rest}
    if isinstance(best, RegulatoryMention):
        ruled = [mention for mention in mentions if isinstance(mention, RegulatoryMention)]
        common["subjects"] = max((m.subjects for m in ruled), key=lambda names: (len(names), sum(map(len, names))))
    else:
        period = next((m for m in mentions if getattr(m, "period_start", None)), best)
        common |= {name: getattr(period, name) for name in ("period_start", "period_end", "period_text")}
    return replace(best, **common)


_MONEY = ("amount", "amount_low", "amount_qualifier", "currency", "stated_amount", "stated_currency")


def _first(mentions: Sequence[AnyMention], name: str) -> str | None:
    return next((value for mention in mentions if (value := getattr(mention, name)) is not None), None)


def _longest(mentions: Sequence[AnyMention], name: str) -> str | None:
    found = [value for mention in mentions if (value := getattr(mention, name)) is not None]
    return max(found, key=len) if found else None  # of equals that of the best mention
