"""Resolution that grows: new mentions touch their own blocks only. Pure, and equal to resolving everything at once.

Mentions that share a block, directly or over others, make a neighbourhood; what is in one neighbourhood never depends
on what is in another. So new mentions cost the neighbourhoods that they fall into, and no more.
"""

from collections.abc import Iterable, Sequence

from ingest.resolve.acts import Act, ReportedMention, make_act
from ingest.resolve.blocks import FULL_BLOCK, make_keys
from ingest.resolve.cluster import find_groups, link_acts
from ingest.resolve.events import Event, build_events, pause_collector


class Resolution:
    """All mentions so far, and the groups that they make."""

    def __init__(self) -> None:
        self._crowded = False  # a block is too large to be compared in full: everything is resolved at once
        self._blocks: dict[str, list[int]] = {}
        self._touched: set[int] = set()  # components whose events are not built
        self._acts: list[Act] = []
        self._component: list[int] = []  # of each act
        self._members: dict[int, list[int]] = {}  # component -> acts
        self._events: dict[int, list[Event]] = {}  # component -> events, empty where not built yet
        self._wholes: dict[str, int] = {}  # mention_id -> act
        self._parts: dict[str, list[int]] = {}  # mention_id of a whole -> acts that are parts of it

    def add(self, mentions: Iterable[ReportedMention]) -> int:
        """Take mentions in; return how many mentions were looked at again, the new ones included."""
        with pause_collector():
            new = [self._enter(make_act(reported)) for reported in mentions]
            for index in new:
                self._connect(index)
        touched = {self._component[index] for index in new}
        for component in touched:
            self._events.pop(component, None)
        self._touched |= touched
        return sum(len(self._members[component]) for component in touched)

    def build_touched(self) -> list[Event]:
        """Return the events of what was touched since they were built last, ordered by event_id."""
        missing = [component for component in self._touched if component in self._members]
        self._touched = set()
        for component in missing:
            self._events[component] = build_events(find_groups(self._acts[index] for index in self._members[component]))
        return sorted((event for c in missing for event in self._events[c]), key=lambda event: event.event_id)

    def list_events(self) -> list[Event]:
        """Return the events, ordered by event_id, as find_events of all mentions would."""
        if self._crowded:
            return build_events(find_groups(self._acts))
        self.build_touched()
        return sorted((event for events in self._events.values() for event in events), key=lambda e: e.event_id)

    def _enter(self, act: Act) -> int:
        index = len(self._acts)
        self._acts.append(act)
        self._component.append(index)
        self._members[index] = [index]
        return index

    def _connect(self, index: int) -> None:
        act = self._acts[index]
        mention = act.reported.mention
        near = {other for key in make_keys(act) for other in self._blocks.get(key, ())}
        for other in sorted(near):
            if self._component[other] != self._component[index] and link_acts(act, self._acts[other]):
                self._join(index, other)
        for key in make_keys(act):
            self._blocks.setdefault(key, []).append(index)
            self._crowded |= len(self._blocks[key]) > FULL_BLOCK
        # A part says so by its whole, which must be built together with it.
        self._wholes[mention.mention_id] = index
        if mention.parent_mention_id is not None:
            self._parts.setdefault(mention.parent_mention_id, []).append(index)
            if mention.parent_mention_id in self._wholes:
                self._join(index, self._wholes[mention.parent_mention_id])
        for part in self._parts.get(mention.mention_id, ()):
            self._join(index, part)

    def _join(self, one: int, other: int) -> None:
        first, second = self._component[one], self._component[other]
        if first == second:
            return
        if len(self._members[first]) < len(self._members[second]):
            first, second = second, first
        moved: Sequence[int] = self._members.pop(second)
        for index in moved:
            self._component[index] = first
        self._members[first] += moved
        self._events.pop(first, None)
        self._events.pop(second, None)
