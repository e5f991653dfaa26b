"""Run `ingest_inbox` and `publish_snapshot` to the end, once, by Airflow itself in this one process.

No server, no scheduler: what `make run` does. Airflow's own output goes to a log file, the outcome to the screen.
Exit code 0 only where both DAG runs succeeded.
"""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console

from ingest.airflow.home import build_environ, fail_abandoned_runs, hold_home, prepare_database
from ingest.airflow.outcome import show_outcome
from ingest.airflow.printable import make_printable
from ingest.errors import WartaError

TAIL = 25  # lines of the log shown when a run fails


@contextmanager
def divert_output(log: Path) -> Iterator[Console]:
    """Send everything that this process and its libraries print to `log`; yield a console on the real screen."""
    sys.stdout.flush()
    sys.stderr.flush()
    screen, errors = os.dup(1), os.dup(2)
    handle = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.dup2(handle, 1)
    os.dup2(handle, 2)
    os.close(handle)
    try:
        with os.fdopen(os.dup(screen), "w", encoding="utf-8") as stream:
            yield Console(file=stream, highlight=False)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os.dup2(screen, 1)
        os.dup2(errors, 2)
        os.close(screen)
        os.close(errors)


def run_dag(dags: dict[str, Any], dag_id: str, conf: dict[str, Any]) -> tuple[bool, Any]:
    """Run one DAG; return whether it succeeded, and what its task `load` or `publish` returned (None if nothing).

    Without retries: a person is waiting, and the next `make run` is the retry.
    """
    dag = dags[dag_id]
    for task in dag.tasks:
        if task.is_mapped:
            task.partial_kwargs["retries"] = 0
        else:
            task.retries = 0
    run = dag.test(logical_date=None, run_conf=conf)
    answer = None
    for instance in run.get_task_instances():
        if instance.task_id in {"load", "publish"}:
            answer = instance.xcom_pull(task_ids=instance.task_id)
    return run.state == "success", answer


def run_all(screen: Console, day: str) -> dict[str, Any] | None:
    """Run the two DAGs one after the other; return their answers by DAG, None as soon as one failed."""
    from airflow.dag_processing.dagbag import DagBag

    bag = DagBag(os.environ["AIRFLOW__CORE__DAGS_FOLDER"])
    if bag.import_errors:
        raise WartaError(f"a DAG file does not load: {make_printable(str(bag.import_errors), 2000)}")
    answers = {}
    for dag_id, conf in (("ingest_inbox", {}), ("publish_snapshot", {"day": day})):
        began = time.monotonic()
        with screen.status(f"Airflow runs {dag_id} ..."):
            ok, answers[dag_id] = run_dag(bag.dags, dag_id, conf)
        screen.print(f"{dag_id}: {'success' if ok else 'FAILED'}, {time.monotonic() - began:.1f} s")
        if not ok:
            return None
    return answers


def main() -> int:
    """Return the exit code: 0 done, 1 a DAG run failed or could not start."""
    os.environ.update(build_environ(Path.cwd(), os.environ))
    log = Path(os.environ["AIRFLOW_HOME"]) / "logs" / "once.log"
    log.parent.mkdir(exist_ok=True)
    try:
        with hold_home(os.environ), divert_output(log) as screen:
            with screen.status("Airflow starts ..."):
                prepare_database(os.environ)
                fail_abandoned_runs()
            answers = run_all(screen, datetime.now(UTC).date().isoformat())
            if answers is not None:
                show_outcome(screen, answers["ingest_inbox"], answers["publish_snapshot"])
    except WartaError as error:
        print(f"make run: {error}", file=sys.stderr)
        return 1
    if answers is None:
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines()[-TAIL:]
        print("\n".join(make_printable(line, 300) for line in lines), file=sys.stderr)
        print(f"\nmake run: a DAG run failed. The whole log: {log}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
