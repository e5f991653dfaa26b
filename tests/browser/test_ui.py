"""The same reports as Airflow serves them: over HTTP, behind its login, with the plugin's headers, and inside its UI."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browser.test_site import STIR, list_pages
from browser.watch import watch

from ingest.airflow.plugin import HEADERS
from ingest.settings import Settings

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def server(metadata_db: None, hostile: Settings) -> Iterator[str]:
    """Airflow's own server on this machine, with the plugin in it; returns its address."""
    import uvicorn
    from airflow.api_fastapi.app import create_app

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("INGEST_DATA_DIR", str(hostile.data))
        running = uvicorn.Server(uvicorn.Config(create_app(apps="core"), host="127.0.0.1", port=0, log_level="error"))
        thread = threading.Thread(target=running.run, daemon=True)
        thread.start()
        until = time.monotonic() + 60
        while not running.started and time.monotonic() < until:
            time.sleep(0.1)
        assert running.started
        yield f"http://127.0.0.1:{running.servers[0].sockets[0].getsockname()[1]}"
        running.should_exit = True
        thread.join(20)


def open_as_viewer(chromium: Any, server: str, **options: Any) -> Any:
    """A browser that is logged in, and whose requests to any other host end at once."""
    from airflow.api_fastapi.app import get_auth_manager
    from airflow.api_fastapi.auth.managers.simple.user import SimpleAuthManagerUser

    context = chromium.new_context(**options)
    token = get_auth_manager().generate_jwt(SimpleAuthManagerUser(username="viewer", role="viewer"))
    context.add_cookies([{"name": "_token", "value": token, "url": server}])
    context.route(lambda url: not url.startswith(server), lambda route: route.abort())
    return context


def test_nothing_runs_in_pages_that_airflow_serves(chromium: Any, server: str, hostile_reports: Path) -> None:
    context = open_as_viewer(chromium, server)
    page = context.new_page()
    seen = watch(page, server)
    for path in list_pages(hostile_reports):
        answer = page.goto(f"{server}/validation/{path.relative_to(hostile_reports).as_posix()}")
        assert answer.status == 200
        assert answer.headers["content-security-policy"] == HEADERS["Content-Security-Policy"]
        page.evaluate(STIR)
        assert "PWNED" not in page.title(), path
        unstyled = "getComputedStyle(document.body).fontFamily.includes('Times')"
        assert not page.evaluate(unstyled), path  # the policy lets our own stylesheet through
    assert seen == []
    context.close()


def test_the_policy_stops_what_the_pages_would_not(chromium: Any, server: str, hostile_reports: Path) -> None:
    """A page with a script in it, which ours never have, runs none of it."""
    bad = hostile_reports / "bad.html"
    bad.write_text(
        "<title>x</title><img src=x onerror=\"document.title='PWNED'\"><script>document.title='PWNED'</script>"
    )
    context = open_as_viewer(chromium, server)
    page = context.new_page()
    try:
        page.goto(f"{server}/validation/bad.html")
        assert page.title() == "x"
    finally:
        bad.unlink()
        context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_menu_entry_of_the_ui_shows_the_reports(chromium: Any, server: str, scheme: str) -> None:
    context = open_as_viewer(chromium, server, color_scheme=scheme, viewport={"width": 1280, "height": 800})
    page = context.new_page()
    seen = watch(page, server)
    page.goto(f"{server}/plugin/validation-reports")
    inside = page.frame_locator("iframe")
    inside.locator("h1").wait_for(timeout=30_000)
    link = inside.locator("a[href*='2026-03-07-blocked']").first
    link.click()
    inside.locator("a[href='quarantine.html']").first.click()
    page.frames[1].wait_for_url("**/quarantine.html", timeout=30_000)  # the page before has a heading, too
    assert "PWNED" not in page.title()
    for frame in page.frames[1:]:
        frame.evaluate(STIR)
        assert frame.url.endswith("quarantine.html") and "PWNED" not in frame.title()
    assert [line for line in seen if not line.startswith("console warning")] == []
    context.close()


def test_without_a_login_the_browser_sees_nothing(chromium: Any, server: str) -> None:
    page = chromium.new_page()
    answer = page.goto(f"{server}/validation/")
    assert answer.status == 401
    assert "2026-03" not in page.content()
    page.close()
