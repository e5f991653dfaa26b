"""Why each mention belongs to its event: the one it agrees with most, and the points of that agreement. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from ingest.resolve.events import Event
from ingest.resolve.features import Feature
from ingest.resolve.life import Report
from ingest.resolve.score import compare_acts

_HELD_AGAINST = 12  # other reports of the event that a mention is compared with, from the first


@dataclass(frozen=True, slots=True)
class Link:
    """A mention's place in its event."""

    event_id: str
    seq: int  # from 1, by time
    report: Report
    matched: str | None  # mention_id that it agrees with most, None where it is alone
    score: float | None
    because: tuple[Feature, ...]  # the points of that agreement


def find_links(event: Event) -> Iterator[Link]:
    """Yield the links of a standing event, in order of time; of a merged one none."""
    if event.merged_into is not None:
        return
    for seq, report in enumerate(event.reports, 1):
        best: tuple[float, str, tuple[Feature, ...]] | None = None
        for other in event.reports[:_HELD_AGAINST]:
            if other is report:
                continue
            features = compare_acts(report.act, other.act)
            score = sum(feature.points for feature in features)
            if best is None or score > best[0]:
                best = score, other.act.reported.mention.mention_id, features
        yield Link(
            event_id=event.event_id,
            seq=seq,
            report=report,
            matched=best[1] if best else None,
            score=best[0] if best else None,
            because=best[2] if best else (),
        )
