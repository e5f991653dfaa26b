"""`ingest explain event ID`: why each mention belongs to an event, and how the event went on."""

from typing import Any

from rich.console import Console
from rich.text import Text

from ingest.airflow.printable import make_printable

_WIDTH = 600  # characters of a text from an article


def show_event(screen: Console, event: dict[str, Any]) -> None:
    """Print an event as pipeline_review.find_event returns it. Texts of articles are cut and made printable."""
    row = event["event"]
    actor = row["investor"] if event["family"] == "investment" else row["regulator"]
    screen.print(Text(f"{row['event_id']}  {row['event_type']}, {row['status']}", style="bold"))
    _show(screen, "  by", actor)
    _show(screen, "  about", row["target"] if event["family"] == "investment" else ", ".join(row["subjects"] or []))
    if row["amount"] is not None:
        _show(screen, "  amount", f"{row['amount']} {row['currency'] or 'currency not known'}")
    _show(screen, "  may be summed", "yes" if row["countable"] else "no")
    for old in event["merged"]:
        _show(screen, "  was also", f"{old} (found to be the same act, its id leads here)")
    for split in event["splits"]:
        _show(screen, "  came apart", f"{split['split_from']} -> {split['event_id']} on {split['as_of_date']}")
    for link in event["mentions"]:
        screen.print(Text(f"\n{link['seq']}. {link['reported_at']:%Y-%m-%d}  {link['novelty']}", style="bold"))
        _show(screen, "  publisher", link["publisher"])
        _show(screen, "  article", link["title"])
        _show(screen, "  link", link["url"])
        _show(screen, "  words", link["evidence"])
        _show(screen, "  mention", f"{link['mention_id']}, confidence {link['confidence']:.2f}, rule {link['rule']}")
        _show(screen, "  changes", ", ".join(link["changes"] or []))
        if link["matched_mention_id"]:
            _show(screen, "  joins", f"{link['matched_mention_id']}, {link['score']:.1f} points")
            for reason in link["because"] or []:
                _show(screen, "    because", reason)


def _show(screen: Console, label: str, value: str | None) -> None:
    if value:
        screen.print(Text.assemble((f"{label}: ", "dim"), make_printable(value, _WIDTH)))
