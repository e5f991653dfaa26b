"""A Chromium that is already on the machine; none is downloaded. WARTA_CHROMIUM names it, else PATH is searched."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browser.hostile import make_reports

from ingest.settings import Settings


@pytest.fixture(scope="module")  # its event loop must not live on into tests of other rooms
def chromium() -> Iterator[Any]:
    """The browser, headless; the tests that need it are skipped, and say so, where there is none."""
    path = os.environ.get("WARTA_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not path:
        pytest.skip("no browser: install Debian's `chromium`, or name one in WARTA_CHROMIUM (see CONTRIBUTING.md)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A data folder whose reports quote attacks wherever a report quotes anything."""
    return make_reports(tmp_path_factory.mktemp("hostile"))


@pytest.fixture(scope="session")
def hostile_reports(hostile: Settings) -> Path:
    return hostile.reports
