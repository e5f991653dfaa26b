"""Run the suites over a DuckDB file with Great Expectations, read-only, and write its Data Docs.

GX takes seconds to import, so it is imported inside functions. One audit at a time in a process.
"""

import contextlib
import io
import logging
import shutil
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import duckdb

from ingest.audit.results import AuditResult, FailingRow, RuleResult
from ingest.audit.suites import Rule, Suite, list_counts, list_rules
from ingest.errors import SuiteError

_MEMORY = "768MB"  # for DuckDB, which spills beyond it to a folder beside the database


def audit_file(
    database: Path, suites: Sequence[Suite], stage: str, reports: Path, as_of: date, docs: bool = True
) -> AuditResult:
    """Check every rule of `stage` on the tables of `database` and return what each found.

    `reports` is the day's report folder; Data Docs go to `reports`/gx, one site for both stages, and a second audit
    of the same stage replaces the pages of the first. No connection of this process to `database` may be open.
    Raises SuiteError where a suite cannot be loaded whole; a rule that fails to run is a result with `error`.
    """
    chosen = [(suite, rules) for suite in suites if (rules := list_rules(suite, stage))]
    counts = _count_rows(database, [suite.table for suite, _ in chosen])
    with _open_context(database, reports / "gx", docs) as (context, source):
        results = [
            result
            for suite, rules in chosen
            for result in _run_suite(context, source, suite, rules, stage, as_of, counts[suite.table])
        ]
        if docs:
            context.build_data_docs()
            shutil.rmtree(reports / "gx" / "docs" / "static", ignore_errors=True)  # GX's own assets: our pages use none
    return AuditResult(stage=stage, as_of=as_of, results=tuple(results), docs="gx/docs/index.html")


def _count_rows(database: Path, tables: Sequence[str]) -> dict[str, int]:
    with duckdb.connect(str(database), read_only=True) as con:
        return {
            table: (con.execute(f"SELECT count(*) FROM {table}").fetchone() or (0,))[0]
            for table in tables  # names from the suites
        }


@contextlib.contextmanager
def _open_context(database: Path, folder: Path, docs: bool) -> Iterator[tuple[Any, Any]]:
    """Yield (GX context, data source on `database`); everything in memory but results and docs in `folder`."""
    for name in ("great_expectations", "great_expectations.expectations.registry"):
        logging.getLogger(name).setLevel(logging.ERROR)  # before the import: it logs hundreds of lines
    import great_expectations as gx
    from great_expectations.data_context.types.base import DataContextConfig, InMemoryStoreBackendDefaults

    from ingest.audit.gx_docs import site_config

    config = DataContextConfig(
        store_backend_defaults=InMemoryStoreBackendDefaults(init_temp_docs_sites=False), analytics_enabled=False
    )
    if docs:
        config.stores["validation_results_store"] = {
            "class_name": "ValidationResultsStore",
            "store_backend": {
                "class_name": "TupleFilesystemStoreBackend",
                "base_directory": str(folder / "results"),
            },
        }
    config.data_docs_sites = {"reports": site_config(folder / "docs")} if docs else {}
    context = gx.get_context(mode="ephemeral", project_config=config)
    context.variables.progress_bars = {"globally": False}
    source = context.data_sources.add_sql(
        "warta",
        connection_string=f"duckdb:///{database}",
        create_temp_table=False,
        kwargs={"connect_args": {"read_only": True, "config": {"memory_limit": _MEMORY}}},
    )
    try:
        yield context, source
    finally:
        # DuckDB refuses a second connection of another mode while one of this process is open.
        source.get_engine().dispose()
        source.get_execution_engine().engine.dispose()


def _run_suite(
    context: Any, source: Any, suite: Suite, rules: Sequence[Rule], stage: str, as_of: date, checked: int
) -> list[RuleResult]:
    asset = source.add_table_asset(name=suite.table, table_name=suite.table)
    batch = asset.add_batch_definition_whole_table("all")
    found = _run_rules(context, batch, suite, rules, stage, as_of, checked, together=True)
    if any(result.error for result in found):  # a query that is shared takes all its rules down: which one is it?
        found = _run_rules(context, batch, suite, rules, stage, as_of, checked, together=False)
    return found


def _run_rules(
    context: Any, batch: Any, suite: Suite, rules: Sequence[Rule], stage: str, as_of: date, checked: int, together: bool
) -> list[RuleResult]:
    import great_expectations as gx
    from great_expectations.core.run_identifier import RunIdentifier

    counts = list_counts(suite, rules, together)
    expectations = {rule.rule_id: _build_expectation(suite, rule, counts.get(rule.rule_id, "")) for rule in rules}
    if not together:  # those of the first run; add_or_update would compare every rule with every other each time
        context.validation_definitions.delete(f"{suite.table}-{stage}")
        context.suites.delete(suite.table)
    gx_suite = context.suites.add(gx.ExpectationSuite(name=suite.table, expectations=list(expectations.values())))
    if len(gx_suite.expectations) != len(rules):
        raise SuiteError(f"{suite.table}: GX loaded {len(gx_suite.expectations)} of {len(rules)} rules")
    definition = context.validation_definitions.add(
        gx.ValidationDefinition(name=f"{suite.table}-{stage}", data=batch, suite=gx_suite)
    )
    run_id = RunIdentifier(run_name=stage, run_time=datetime.combine(as_of, time(), UTC))  # a stable address
    with contextlib.redirect_stderr(io.StringIO()):  # progress bars that no setting stops
        found = definition.run(run_id=run_id, result_format={"result_format": "COMPLETE"})
        by_id = {result.expectation_config.meta["rule_id"]: result for result in found.results}
        if by_id.keys() != expectations.keys():
            raise SuiteError(f"{suite.table}: GX ran {len(by_id)} of {len(rules)} rules")
        return [
            _read_result(definition, suite, rule, by_id[rule.rule_id], expectations[rule.rule_id], checked)
            for rule in rules
        ]


def _build_expectation(suite: Suite, rule: Rule, count_query: str) -> Any:
    import great_expectations as gx

    from ingest.audit.gx_rule import ExpectRule

    common = {
        "severity": rule.severity,
        "meta": {"rule_id": rule.rule_id, "action": rule.action, "owner": rule.owner},
        "description": f"{rule.rule_id} ({rule.severity}, {rule.action}): {rule.note}",
    }
    try:
        if rule.query is not None:
            return ExpectRule(rule_id=rule.rule_id, count_query=count_query, unexpected_rows_query=rule.query, **common)
        found = getattr(gx.expectations, rule.expectation, None)
        if not (isinstance(found, type) and issubclass(found, gx.expectations.Expectation)):
            raise SuiteError(f"{suite.table} {rule.rule_id}: GX has no expectation {rule.expectation!r}")
        return found(**rule.args, **common)
    except (TypeError, ValueError) as error:  # pydantic's error is a ValueError
        raise SuiteError(f"{suite.table} {rule.rule_id}: {error}") from error


def _read_result(definition: Any, suite: Suite, rule: Rule, result: Any, expectation: Any, checked: int) -> RuleResult:
    error = _find_error(result.exception_info)
    success = bool(result.success) and error is None
    rows: list[dict[str, Any]] = []
    unexpected = 0 if success or error else 1
    if rule.query is not None and not success and error is None:
        unexpected = int(result.result["observed_value"])
        rows = result.result["details"]["unexpected_rows"]
        if len(rows) < unexpected and rule.severity == "critical":  # of a warning the first rows are enough
            rows = definition.get_unexpected_rows(expectation)
            if len(rows) != unexpected:
                error = f"GX counted {unexpected} rows and returned {len(rows)}"
    return RuleResult(
        table=suite.table,
        suite_sha256=suite.sha256,
        rule_id=rule.rule_id,
        expectation=rule.expectation,
        severity=rule.severity,
        action=rule.action,
        note=rule.note,
        owner=rule.owner,
        checked=checked,
        unexpected=unexpected,
        success=success,
        error=error,
        rows=tuple(sorted((FailingRow(**row) for row in rows), key=lambda row: row.row_key)),
    )


def _find_error(info: Any) -> str | None:
    """Return the first message in GX's exception_info, which is one dict or a dict of them."""
    for item in [info, *(info.values() if isinstance(info, dict) else ())]:
        if isinstance(item, dict) and item.get("raised_exception"):
            return str(item.get("exception_message") or "unknown error")[:300]
    return None
