"""A data folder of its own for each test, and a server on loopback that feeds may be fetched from."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from ingest.settings import Settings, read_settings

NOW = datetime(2026, 11, 23, 12, 0)  # noqa: DTZ001


@pytest.fixture
def settings(tmp_path: Path, httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings under tmp_path that allow the loopback server alone."""
    monkeypatch.setattr("ingest.intake.politeness.GAP", 0.0)
    given = read_settings(
        {"INGEST_DATA_DIR": str(tmp_path / "data"), "INGEST_FEEDS_FILE": str(tmp_path / "feeds.toml")}
    )
    return replace(given, allow_hosts=frozenset({f"{httpserver.host}:{httpserver.port}"}))
