"""The one expectation of our own, and what GX needs to read DuckDB. Imports GX: import this inside functions only.

As shipped, an expectation in SQL costs two passes over its table, held or broken. Ours share a metric that counts the
wrong rows of many rules in one query, which GX computes once, and rows are fetched only where there are any.
"""

import html
from collections import deque
from typing import Any, ClassVar

import great_expectations as gx
from great_expectations.core.metric_domain_types import MetricDomainTypes
from great_expectations.execution_engine import SqlAlchemyExecutionEngine
from great_expectations.expectations.metrics.metric_provider import metric_value
from great_expectations.expectations.metrics.query_metric_provider import QueryMetricProvider
from great_expectations.render import LegacyDiagnosticRendererType, RenderedTableContent
from great_expectations.render.renderer.renderer import renderer
from great_expectations.validator.metric_configuration import MetricConfiguration
from sqlalchemy import event, text
from sqlalchemy.engine import Engine
from sqlalchemy.engine.cursor import FullyBufferedCursorFetchStrategy

KEPT = 200  # failing rows that stand in a result
_SHOWN = 50  # failing rows on a Data Docs page; our own report shows the rest


class _RuleQuery(QueryMetricProvider):  # type: ignore[misc]  # GX is untyped here
    @classmethod
    def fetch(cls, engine: Any, domain: dict[str, Any], query: str) -> list[dict[str, Any]]:
        """Return the rows of `query` with the audited table for its {batch}."""
        selectable, _, _ = engine.get_compute_domain(domain, domain_type=MetricDomainTypes.TABLE)
        sql = cls._get_substituted_batch_subquery_from_query_and_batch_selectable(
            query=query, batch_selectable=selectable, execution_engine=engine
        )
        return [dict(row._asdict()) for row in engine.execute_query(text(sql)).fetchall()]


class RuleCounts(_RuleQuery):
    """Rule -> wrong rows, for all rules that share `count_query`."""

    metric_name = "warta.rule_counts"
    value_keys = ("count_query",)

    @metric_value(engine=SqlAlchemyExecutionEngine)  # type: ignore[untyped-decorator]
    def _sqlalchemy(
        cls,
        execution_engine: Any,
        metric_domain_kwargs: dict[str, Any],
        metric_value_kwargs: dict[str, Any],
        metrics: dict[str, Any],
        runtime_configuration: dict[str, Any],
    ) -> dict[str, int]:
        (counts,) = cls.fetch(execution_engine, metric_domain_kwargs, metric_value_kwargs["count_query"])
        return counts


class RuleRows(_RuleQuery):
    """The first wrong rows of a rule; no query where its count is 0."""

    metric_name = "warta.rule_rows"
    value_keys = ("rule_id", "count_query", "unexpected_rows_query")

    @metric_value(engine=SqlAlchemyExecutionEngine)  # type: ignore[untyped-decorator]
    def _sqlalchemy(
        cls,
        execution_engine: Any,
        metric_domain_kwargs: dict[str, Any],
        metric_value_kwargs: dict[str, Any],
        metrics: dict[str, Any],
        runtime_configuration: dict[str, Any],
    ) -> list[dict[str, Any]]:
        if not metrics["warta.rule_counts"][metric_value_kwargs["rule_id"]]:
            return []
        query = f"{metric_value_kwargs['unexpected_rows_query']} LIMIT {KEPT}"
        return cls.fetch(execution_engine, metric_domain_kwargs, query)

    @classmethod
    def _get_evaluation_dependencies(
        cls,
        metric: Any,
        configuration: Any = None,
        execution_engine: Any = None,
        runtime_configuration: Any = None,
    ) -> dict[str, Any]:
        return {
            "warta.rule_counts": MetricConfiguration(
                metric_name="warta.rule_counts",
                metric_domain_kwargs=metric.metric_domain_kwargs,
                metric_value_kwargs={"count_query": metric.metric_value_kwargs["count_query"]},
            )
        }


class ExpectRule(gx.expectations.UnexpectedRowsExpectation):  # type: ignore[misc]
    """No row of the table satisfies the query of a rule; the failing rows are shown with their evidence."""

    rule_id: str = ""
    count_query: str = ""  # has a column named as the rule

    metric_dependencies: ClassVar[tuple[str, ...]] = ("warta.rule_counts", "warta.rule_rows")
    success_keys: ClassVar[tuple[str, ...]] = ("rule_id", "count_query", "unexpected_rows_query")

    def _validate(
        self, metrics: dict[str, Any], runtime_configuration: Any = None, execution_engine: Any = None
    ) -> dict[str, Any]:
        count = metrics["warta.rule_counts"][self.rule_id]
        return {
            "success": count == 0,
            "result": {"observed_value": count, "details": {"unexpected_rows": metrics["warta.rule_rows"]}},
        }

    @classmethod
    @renderer(renderer_type=LegacyDiagnosticRendererType.UNEXPECTED_TABLE)  # type: ignore[untyped-decorator]
    def _rows_table(
        cls, configuration: Any = None, result: Any = None, runtime_configuration: Any = None, **_: Any
    ) -> list[Any] | None:
        """Return the failing rows as a table. SafeResultsRenderer has escaped every string of `result` before."""
        if result is None or result.success:
            return None
        rows = ((result.result or {}).get("details") or {}).get("unexpected_rows") or []
        table = [
            [str(row.get(name) or "") for name in ("row_key", "value", "evidence", "url")] for row in rows[:_SHOWN]
        ]
        if not table:
            return None
        return [
            RenderedTableContent(
                content_block_type="table",
                table=table,
                header_row=["row", "observed", "evidence", "article"],
                styling={"body": {"classes": ["rows"]}},
            )
        ]


def escape_strings(value: Any) -> Any:
    """Return `value` with every string in it, also keys, escaped for HTML text and attributes."""
    if isinstance(value, str):
        return html.escape(value, quote=True).replace("$", "&#36;")  # GX runs some texts through string.Template
    if isinstance(value, dict):
        return {escape_strings(key): escape_strings(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [escape_strings(item) for item in value]
    return value


@event.listens_for(Engine, "after_cursor_execute")
def _buffer_duckdb(
    conn: Any, cursor: Any, statement: str, parameters: Any, context: Any, executemany: bool
) -> None:  # pragma: no cover - called by SQLAlchemy
    """Fetch while the connection is open: GX reads after closing it, and DuckDB drops a pending result then."""
    if conn.dialect.name == "duckdb" and cursor.description:
        context.cursor_fetch_strategy = FullyBufferedCursorFetchStrategy(
            cursor, initial_buffer=deque(cursor.fetchall())
        )
