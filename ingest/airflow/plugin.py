"""Validation reports inside Airflow's web UI, behind Airflow's own login.

A mounted app is open to anybody unless it asks for a user itself, and StaticFiles would bypass that: so every path
goes through one route with a dependency. Reports quote articles, which are hostile: scripts are forbidden by policy.
"""

import asyncio
import html
from functools import cache
from pathlib import Path
from typing import Any

from airflow.plugins_manager import AirflowPlugin

from ingest.airflow.publishing import ReportLink
from ingest.settings import read_settings

MAX_DAYS = 400  # listed on the front page, newest first
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "private, no-store",
}
_PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Validation reports</title>
<style>body{{font:16px/1.5 system-ui,sans-serif;max-width:48rem;margin:2rem auto;padding:0 1rem}}
@media (prefers-color-scheme:dark){{body{{background:#111;color:#ddd}}a{{color:#8ab4f8}}}}</style></head>
<body><h1>Validation reports</h1>{body}</body></html>"""


def find_report(root: Path, path: str) -> Path | None:
    """Return the file under `root` that a URL path names (a folder means its index.html), else None.

    Never a file outside `root`, whether by `..`, an absolute path or a symbolic link.
    """
    try:
        found = (root / path).resolve()
        found = found / "index.html" if found.is_dir() else found
        return found if found.is_file() and found.resolve().is_relative_to(root.resolve()) else None
    except (OSError, ValueError):  # a name that is too long, or holds a NUL
        return None


def write_front_page(root: Path) -> str:
    """Return the HTML list of the days that have a report, newest first."""
    days = sorted((entry.name for entry in root.glob("[!.]*") if entry.is_dir()), reverse=True) if root.is_dir() else []
    if not days:
        return _PAGE.format(body="<p>No report yet: it appears with the first run of publish_snapshot.</p>")
    items = "".join(
        f'<li><a href="{html.escape(day)}/index.html">{html.escape(day)}</a></li>' for day in days[:MAX_DAYS]
    )
    return _PAGE.format(body=f"<ul>{items}</ul>")


@cache
def make_app() -> Any:
    """Return the FastAPI app; made on the first request, since every worker loads this module."""
    from airflow.api_fastapi.core_api.security import requires_access_dag
    from fastapi import Depends, FastAPI, HTTPException
    from fastapi.responses import FileResponse, HTMLResponse

    may_read = Depends(requires_access_dag(method="GET", param_dag_id="publish_snapshot"))
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, dependencies=[may_read])

    @app.get("/")
    def show_front_page() -> HTMLResponse:
        written = find_report(read_settings().reports, "index.html")  # ingest/review makes it with the first report
        page = written.read_text(encoding="utf-8") if written else write_front_page(read_settings().reports)
        return HTMLResponse(page, headers=HEADERS)

    @app.get("/{path:path}")
    def show_report(path: str) -> FileResponse:
        found = find_report(read_settings().reports, path)
        if found is None:
            raise HTTPException(404, "no such report", headers=HEADERS)
        return FileResponse(found, headers=HEADERS)

    return app


async def reports_app(scope: Any, receive: Any, send: Any) -> None:
    """Pass one ASGI request to the app."""
    app = await asyncio.to_thread(make_app)
    await app(scope, receive, send)


class WartaPlugin(AirflowPlugin):
    """Registered by the entry point in pyproject.toml, so no plugins folder is needed."""

    name = "warta"
    fastapi_apps = [{"app": reports_app, "url_prefix": "/validation", "name": "Validation reports"}]
    external_views = [
        {
            "name": "Validation reports",
            "href": "/validation/",
            "destination": "nav",
            "category": "browse",
            "url_route": "validation-reports",
        }
    ]
    operator_extra_links = [ReportLink()]
