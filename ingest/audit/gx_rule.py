"""The one expectation of our own, and what GX needs to read DuckDB. Imports GX: import this inside functions only."""

import html
from collections import deque
from typing import Any

import great_expectations as gx
from great_expectations.render import LegacyDiagnosticRendererType, RenderedTableContent
from great_expectations.render.renderer.renderer import renderer
from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.engine.cursor import FullyBufferedCursorFetchStrategy

_SHOWN = 50  # failing rows on a Data Docs page; our own report shows the rest


class ExpectRule(gx.expectations.UnexpectedRowsExpectation):  # type: ignore[misc]  # GX is untyped here
    """No row of the table satisfies the query of a rule; the failing rows are shown with their evidence."""

    rule_id: str = ""

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
