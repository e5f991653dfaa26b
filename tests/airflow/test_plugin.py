"""Reports are for people with a login, and nothing else of the disk is for anybody."""

import pytest

from ingest.airflow.plugin import HEADERS, WartaPlugin, find_report, reports_app, write_front_page


@pytest.fixture
def reports(tmp_path, monkeypatch):
    folder = tmp_path / "data" / "reports"
    (folder / "2026-11-23" / "docs").mkdir(parents=True)
    (folder / "2026-11-23" / "index.html").write_text("<h1>the report</h1>")
    (folder / "2026-11-23" / "docs" / "a.html").write_text("docs")
    (tmp_path / "data" / "secret.txt").write_text("secret")
    (folder / "2026-11-23" / "link.txt").symlink_to(tmp_path / "data" / "secret.txt")
    monkeypatch.setenv("INGEST_DATA_DIR", str(tmp_path / "data"))
    return folder


@pytest.fixture(scope="module")
def client(metadata_db):
    from airflow.api_fastapi.app import create_app
    from fastapi.testclient import TestClient

    return TestClient(create_app(apps="core"), raise_server_exceptions=False)


@pytest.fixture(scope="module")
def viewer(client) -> str:
    from airflow.api_fastapi.app import get_auth_manager
    from airflow.api_fastapi.auth.managers.simple.user import SimpleAuthManagerUser

    return get_auth_manager().generate_jwt(SimpleAuthManagerUser(username="viewer", role="viewer"))


@pytest.mark.parametrize("path", ["/validation/", "/validation/2026-11-23/index.html", "/validation/no-such"])
def test_without_a_login_there_is_nothing(client, reports, path):
    answer = client.get(path)
    assert answer.status_code == 401
    assert "report" not in answer.text


def test_a_wrong_token_is_refused(client, reports):
    answer = client.get("/validation/", headers={"Authorization": "Bearer wrong"})
    assert answer.status_code in {401, 403}


@pytest.mark.parametrize("by", ["bearer", "cookie"])
def test_a_viewer_reads_reports(client, reports, viewer, by):
    headers = {"Authorization": f"Bearer {viewer}"} if by == "bearer" else {"Cookie": f"_token={viewer}"}
    front = client.get("/validation/", headers=headers)
    assert front.status_code == 200
    assert 'href="2026-11-23/index.html"' in front.text
    for path in ("2026-11-23/index.html", "2026-11-23"):
        report = client.get(f"/validation/{path}", headers=headers)
        assert (report.status_code, report.text) == (200, "<h1>the report</h1>")
        assert report.headers["content-security-policy"] == HEADERS["Content-Security-Policy"]
        assert "script-src" not in report.headers["content-security-policy"]  # falls back to default-src 'none'


@pytest.mark.parametrize(
    "path",
    [
        "..%2fsecret.txt",
        "%2e%2e/secret.txt",
        "2026-11-23/..%2f..%2fsecret.txt",
        "%2fetc%2fpasswd",
        "2026-11-23/link.txt",
        "2026-11-23/docs",
        "no-such/index.html",
        "%00",
    ],
)
def test_a_viewer_reads_nothing_else(client, reports, viewer, path):
    answer = client.get(f"/validation/{path}", headers={"Authorization": f"Bearer {viewer}"})
    assert answer.status_code == 404
    assert "secret" not in answer.text and "root:" not in answer.text


def test_find_report_stays_inside(reports):
    assert find_report(reports, "2026-11-23/docs/a.html") == reports / "2026-11-23" / "docs" / "a.html"
    for path in ("../secret.txt", str(reports.parent / "secret.txt"), "2026-11-23/link.txt", "x" * 5000, ""):
        assert find_report(reports, path) is None


def test_names_of_folders_are_escaped(tmp_path):
    (tmp_path / "<img src=x onerror=alert(1)>").mkdir()
    page = write_front_page(tmp_path)
    assert "<img" not in page and "&lt;img" in page


def test_the_front_page_of_nothing(tmp_path):
    assert "No report yet" in write_front_page(tmp_path / "missing")


def test_airflow_finds_the_plugin_by_its_entry_point(metadata_db):
    from airflow import plugins_manager

    found = {plugin.name for plugin in plugins_manager._get_plugins()[0]}
    assert WartaPlugin.name in found
    apps, _ = plugins_manager.get_fastapi_plugins()
    assert reports_app in [app["app"] for app in apps]
