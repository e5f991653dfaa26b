import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from ingest.airflow.home import PASSWORDS, SECRETS, build_environ, create_login, read_or_create, read_port


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_secrets_are_made_once_and_for_their_owner_only(tmp_path):
    first = build_environ(tmp_path, {})
    home = tmp_path / ".airflow"
    assert mode(home) == 0o700
    assert mode(home / SECRETS) == mode(home / PASSWORDS) == 0o600
    assert build_environ(tmp_path, {}) == first
    assert len(first["AIRFLOW__API_AUTH__JWT_SECRET"]) >= 64
    assert build_environ(tmp_path / "other", {})["AIRFLOW__CORE__FERNET_KEY"] != first["AIRFLOW__CORE__FERNET_KEY"]


def test_the_fernet_key_is_one(tmp_path):
    from cryptography.fernet import Fernet

    fernet = Fernet(build_environ(tmp_path, {})["AIRFLOW__CORE__FERNET_KEY"])
    assert fernet.decrypt(fernet.encrypt(b"x")) == b"x"


def test_the_password_is_never_printed_nor_in_the_environment(tmp_path, capfd):
    environ = build_environ(tmp_path, {})
    password = json.loads((tmp_path / ".airflow" / PASSWORDS).read_text())["admin"]
    assert len(password) >= 20
    assert password not in " ".join(environ.values())
    assert capfd.readouterr() == ("", "")


def test_a_login_that_exists_stays(tmp_path):
    create_login(tmp_path)
    before = (tmp_path / PASSWORDS).read_bytes()
    create_login(tmp_path)
    assert (tmp_path / PASSWORDS).read_bytes() == before


def test_a_file_that_was_readable_by_others_is_not_any_more(tmp_path):
    path = tmp_path / "keys.json"
    path.write_text('{"a": "b"}')
    path.chmod(0o644)
    assert read_or_create(path, {"a": "new"}) == {"a": "b"}
    assert mode(path) == 0o600


def test_the_home_is_the_projects_own_and_local(tmp_path):
    environ = build_environ(tmp_path, {"WARTA_PORT": "18080", "INGEST_DATA_DIR": "elsewhere"})
    assert environ["AIRFLOW_HOME"] == str(tmp_path / ".airflow")
    assert environ["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"] == f"sqlite:///{tmp_path / '.airflow' / 'airflow.db'}"
    assert environ["AIRFLOW__API__HOST"] == "127.0.0.1"
    assert environ["AIRFLOW__CORE__EXECUTION_API_SERVER_URL"] == "http://127.0.0.1:18080/execution/"
    assert environ["INGEST_DATA_DIR"] == "elsewhere"


@pytest.mark.parametrize("port", ["80", "70000", "http"])
def test_a_wrong_port_is_refused(port):
    with pytest.raises(ValueError):
        read_port({"WARTA_PORT": port})


def test_a_command_runs_in_the_home(tmp_path):
    command = [
        sys.executable,
        "-m",
        "ingest.airflow.home",
        sys.executable,
        "-c",
        "import os; print(os.environ['AIRFLOW_HOME'])",
    ]
    environ = {name: value for name, value in os.environ.items() if not name.startswith("AIRFLOW")}
    done = subprocess.run(command, cwd=tmp_path, env=environ, capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() == str(tmp_path / ".airflow")
