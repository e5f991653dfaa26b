"""A private Airflow home for one machine: settings, secrets made on first use, metadata database, writer pool.

    python -m ingest.airflow.home COMMAND ...    runs any command, such as `airflow backfill create`, in that home

Everything lies under AIRFLOW_HOME (default ./.airflow, mode 0700). Nothing here writes a secret to a log or a screen.
"""

import fcntl
import json
import os
import secrets
import sys
from base64 import urlsafe_b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

from ingest.errors import WartaError

DEFAULT_PORT = 8080
PASSWORDS = "passwords.json"
SECRETS = "secrets.json"


def read_port(environ: Mapping[str, str]) -> int:
    """Return the port of the web UI: WARTA_PORT, by default 8080; ValueError where it is none."""
    port = int(environ.get("WARTA_PORT") or DEFAULT_PORT)
    if not 1024 <= port <= 65535:
        raise ValueError(f"WARTA_PORT must lie between 1024 and 65535, not {port}")
    return port


def read_or_create(path: Path, fresh: Mapping[str, str]) -> dict[str, str]:
    """Return the JSON object in `path`; where there is no such file, write `fresh` into it with mode 0600 first."""
    if not path.exists():
        aside = path.with_name(f"{path.name}.{os.getpid()}.tmp")
        handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            json.dump(dict(fresh), stream)
        try:
            os.link(aside, path)  # fails, instead of replacing, where another process was first
        except FileExistsError:
            pass
        finally:
            aside.unlink()
    path.chmod(0o600)
    loaded: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return loaded


def create_login(folder: Path) -> None:
    """Write a password for `admin` into `folder`, mode 0600, unless there is one; Airflow itself would print it."""
    read_or_create(folder / PASSWORDS, {"admin": secrets.token_urlsafe(18)})


def build_environ(root: Path, environ: Mapping[str, str]) -> dict[str, str]:
    """Return the environment for Airflow run from the project folder `root`; creates the home and its secrets.

    What `environ` already sets is kept, except the paths of the home itself.
    """
    home = Path(environ.get("AIRFLOW_HOME") or root / ".airflow").absolute()
    home.mkdir(parents=True, exist_ok=True)
    home.chmod(0o700)
    keys = read_or_create(
        home / SECRETS,
        {
            "AIRFLOW__CORE__FERNET_KEY": urlsafe_b64encode(secrets.token_bytes(32)).decode(),
            "AIRFLOW__API__SECRET_KEY": secrets.token_urlsafe(64),
            "AIRFLOW__API_AUTH__JWT_SECRET": secrets.token_urlsafe(64),
        },
    )
    create_login(home)
    port = read_port(environ)
    own = {
        "AIRFLOW__CORE__DAGS_FOLDER": str(root / "dags"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__EXECUTOR": "LocalExecutor",
        "AIRFLOW__CORE__PARALLELISM": "4",  # that many worker processes are forked at once
        "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": "admin:admin",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(home / PASSWORDS),
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"http://127.0.0.1:{port}/execution/",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{home / 'airflow.db'}",
        "AIRFLOW__API__HOST": "127.0.0.1",
        "AIRFLOW__API__PORT": str(port),
        "AIRFLOW__API__BASE_URL": f"http://127.0.0.1:{port}",
        "AIRFLOW__API__EXPOSE_CONFIG": "False",
        "AIRFLOW__LOGGING__UVICORN_LOGGING_LEVEL": "WARNING",
        "PYTHONWARNINGS": "ignore",
    }
    return {**own, **environ, **keys, "AIRFLOW_HOME": str(home)}


def prepare_database(environ: Mapping[str, str]) -> None:
    """Create or migrate the metadata database and the writer pool, unless this version did it before.

    Imports Airflow: `environ` must be this process' environment by now.
    """
    home = Path(environ["AIRFLOW_HOME"])
    stamp, current = home / "migrated", version("apache-airflow-core")
    if (home / "airflow.db").exists() and stamp.exists() and stamp.read_text(encoding="utf-8") == current:
        return
    from airflow.models.pool import Pool
    from airflow.utils.db import initdb

    from ingest.airflow.assets import WRITER_POOL

    initdb()
    Pool.create_or_update_pool(WRITER_POOL, 1, "DuckDB has one writer", include_deferred=False)
    stamp.write_text(current, encoding="utf-8")


@contextmanager
def hold_home(environ: Mapping[str, str]) -> Iterator[None]:
    """Keep the home for one user of the scheduler's tables; WartaError where `make up` or `make run` has it.

    A scheduler would pick up the runs of `make run` and do their tasks a second time.
    """
    path = Path(environ["AIRFLOW_HOME"]) / "lock"
    with path.open("w", encoding="utf-8") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise WartaError(
                f"Airflow is already running in {path.parent}. While `make up` runs, just move files into its inbox."
            ) from None
        yield


def fail_abandoned_runs() -> None:
    """Mark runs that a killed `make run` left behind as failed, so that they do not hold up the next run."""
    from airflow.models.dagrun import DagRun
    from airflow.utils.session import create_session
    from airflow.utils.state import DagRunState
    from airflow.utils.types import DagRunTriggeredByType
    from sqlalchemy import update

    left = DagRun.state == DagRunState.RUNNING, DagRun.triggered_by == DagRunTriggeredByType.TEST
    with create_session() as session:
        session.execute(update(DagRun).where(*left).values(state=DagRunState.FAILED))


def main() -> None:
    """Replace this process by the command given, in the home's environment."""
    if len(sys.argv) < 2:
        sys.exit("usage: python -m ingest.airflow.home COMMAND [ARGUMENT ...]")
    os.execvpe(sys.argv[1], sys.argv[1:], build_environ(Path.cwd(), os.environ))


if __name__ == "__main__":
    main()
