"""What stops a publication. Plain counting over audit results; needs no GX."""

from collections.abc import Mapping, Sequence

from ingest.audit.results import AuditResult, RuleResult

_ENOUGH_ROWS = 20  # below this a share says nothing


def find_holds(audit: AuditResult) -> list[RuleResult]:
    """Return the failed rules whose rows go to quarantine."""
    return [result for result in audit.results if result.action == "quarantine" and result.rows]


def find_warnings(audit: AuditResult) -> list[RuleResult]:
    """Return the failed rules that are published and counted."""
    return [result for result in audit.results if result.action == "warn" and not result.success and not result.error]


def find_blockers(audit: AuditResult, final: bool) -> list[str]:
    """Return, as sentences, why this audit stops the publication; none where it does not.

    A rule that could not be evaluated, or a critical check of a table, stops it at any stage. With `final`, after
    quarantine, so does every critical rule that still finds rows.
    """
    found = []
    for result in audit.results:
        if result.error is not None:
            found.append(f"{result.rule_id} on {result.table} could not be evaluated: {result.error}")
        elif not result.success and (result.action == "block" or (final and result.severity == "critical")):
            share = f" ({result.unexpected} of {result.checked} rows)" if result.rows else ""
            found.append(f"{result.rule_id} on {result.table} failed{share}: {result.note}")
    return found


def find_excess(held: Mapping[str, int], checked: Mapping[str, int], limit: float) -> list[str]:
    """Return a sentence for every table of which a larger share than `limit` is in quarantine.

    `held` and `checked` are rows a table; tables of fewer than 20 rows are not judged.
    """
    return [
        f"{count} of {checked[table]} rows of {table} are in quarantine, more than {limit:.0%}"
        for table, count in held.items()
        if checked[table] >= _ENOUGH_ROWS and count > limit * checked[table]
    ]


def count_checked(audits: Sequence[AuditResult]) -> dict[str, int]:
    """Return table -> rows looked at by the first audit that did."""
    counts: dict[str, int] = {}
    for result in (result for audit in audits for result in audit.results):
        counts.setdefault(result.table, result.checked)
    return counts
