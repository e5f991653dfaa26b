"""What an audit found: frozen rows without behaviour."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class FailingRow:
    """One row that a rule found wrong. All text in it is untrusted."""

    row_key: str
    article_id: str | None
    article_version: int | None
    value: str | None  # what was observed
    evidence: str | None
    url: str | None


@dataclass(frozen=True, slots=True)
class RuleResult:
    """What one rule found in one table."""

    table: str
    suite_sha256: str
    rule_id: str
    expectation: str
    severity: str
    action: str
    note: str
    owner: str  # the room whose code is to be looked at
    checked: int  # rows of the table
    unexpected: int  # rows that failed; 1 where a check of the whole table failed
    success: bool
    error: str | None  # why it could not be evaluated
    rows: tuple[FailingRow, ...] = ()  # all of a critical rule, the first ones of a warning
    released: int = 0  # failing rows that a reviewer let through; not in `unexpected` and `rows`


@dataclass(frozen=True, slots=True)
class AuditResult:
    """What all rules of one stage found in one database file."""

    stage: str  # staged | candidate
    as_of: date
    results: tuple[RuleResult, ...]
    docs: str  # the Data Docs' index page, relative to the day's report folder
