"""The story corpus against its truth: one act is one event, sums are right, and neither order nor batches matter."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from resolve.stories import FOLDER, Outcome, fetch_mentions, judge, load_stories, resolve_stories

from ingest.resolve.acts import ReportedMention
from ingest.resolve.events import Event, find_events


@pytest.fixture(scope="module")
def mentions() -> list[ReportedMention]:
    return fetch_mentions(load_stories())


def list_groups(events: list[Event]) -> list[tuple[str, ...]]:
    return sorted(event.mention_ids for event in events if event.merged_into is None)


def test_there_are_stories_enough() -> None:
    stories = load_stories()
    assert len(stories) >= 40 and len({story["id"] for story in stories}) == len(stories)
    assert all(2 <= len(story["article"]) <= 6 for story in stories)
    assert len(list(FOLDER.glob("test_*.toml"))) == 2


@pytest.mark.parametrize("pattern", ["dev_*", "test_*"])
def test_stories_come_out_right(pattern: str) -> None:
    outcome = resolve_stories(load_stories(pattern))
    report = (outcome.precision, outcome.recall, outcome.faults)
    assert outcome.f1 >= 0.92, report
    assert outcome.status_right >= 0.9, report
    assert outcome.faults == []  # the sums of every story by currency, too
    assert len(outcome.sums) >= 4
    for currency, (found, true) in outcome.sums.items():
        assert true * 97 / 100 <= found <= true * 103 / 100, (currency, found, true, outcome.faults)


def test_a_wrong_resolution_is_seen(mentions: list[ReportedMention]) -> None:
    """The judge itself: every mention apart, with the sums that an unresolved table would give."""
    apart = [event for mention in mentions for event in find_events([mention])]
    outcome: Outcome = judge(load_stories(), apart)
    assert outcome.recall == 0.0
    found, true = outcome.sums["IDR"]
    assert found > 2 * true


@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_order_does_not_matter(mentions: list[ReportedMention], data: st.DataObject) -> None:
    expected = find_events(mentions)
    assert find_events(data.draw(st.permutations(mentions))) == expected


def test_an_event_keeps_its_id_while_later_articles_join_it(mentions: list[ReportedMention]) -> None:
    by_time = sorted(mentions, key=lambda reported: (reported.reported_at, reported.mention.mention_id))
    known: dict[str, str] = {}
    changed = 0
    for count in range(10, len(by_time) + 1, 10):
        events = {event.event_id: event for event in find_events(by_time[:count])}
        for event_id in known:
            assert event_id in events, "an id that was given is gone"
            changed += events[event_id].merged_into is not None
        known = {event_id: "" for event_id, event in events.items() if event.merged_into is None}
    assert changed <= len(known) * 0.1
