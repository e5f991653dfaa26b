"""The figures of docs/accuracy.md as tables: the page that `make accuracy` writes is the only place where they stand."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

_FIGURES = re.compile(r"<!-- figures.*?-->(.*)<!-- end of figures -->", re.DOTALL)
_CONFIDENCE = "Confidence"  # the section that sets what was stated beside what was right


@dataclass(frozen=True, slots=True)
class Figures:
    """One section of the page: its title, a table, and the sentences around it."""

    title: str
    head: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()
    words: Sequence[str] = field(default=())


def find_figures(page: str) -> list[Figures]:
    """Return the sections between the marks of the page; none where it has no marks."""
    found = _FIGURES.search(page)
    return list(_read_sections(found[1])) if found else []


def find_calibration(sections: Sequence[Figures]) -> list[dict[str, Any]]:
    """Return stated and right (both 0 to 1) for each span of confidence; none where the page has no such table."""
    for section in sections:
        if section.title.startswith(_CONFIDENCE):
            return [{"stated": float(row[2]), "right": float(row[3])} for row in section.rows]
    return []


def _read_sections(text: str) -> Iterator[Figures]:
    for part in re.split(r"^### ", text, flags=re.MULTILINE)[1:]:
        title, _, rest = part.partition("\n")
        lines = [line.strip() for line in rest.splitlines() if line.strip()]
        table = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
        words = [line.replace("`", "") for line in lines if not line.startswith("|")]
        yield Figures(title.strip(), table[0] if table else (), table[2:], words)
