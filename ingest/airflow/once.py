"""Run `ingest_inbox` and `publish_snapshot` to the end, once, by Airflow itself in this one process.

No server, no scheduler: what `make run` does. Airflow's own output goes to a log file, the outcome to the screen.
Exit code 0 only where both DAG runs succeeded.
"""

import os
import re
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.text import Text

from ingest.airflow.home import build_environ, fail_abandoned_runs, hold_home, prepare_database
from ingest.airflow.outcome import show_outcome
from ingest.airflow.printable import make_printable
from ingest.errors import WartaError

_EXCEPTION = re.compile(r"[A-Za-z_][\w.]*(Error|Exception|Blocked|Busy)\b")


def divert_output(log: Path) -> Console:
    """Send everything that this process prints from now on to `log`; return a console on the real screen.

    For good: some libraries still print while the interpreter ends.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    screen = os.dup(1)
    handle = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.dup2(handle, 1)
    os.dup2(handle, 2)
    os.close(handle)
    return Console(file=os.fdopen(screen, "w", encoding="utf-8"), highlight=False)


def find_cause(log: str) -> str | None:
    """Return the last line of a log that names an exception, which is why the run failed; None if there is none."""
    found = [line for line in log.splitlines() if _EXCEPTION.match(line)]
    return make_printable(found[-1], 1000) if found else None


def run_dag(dag: Any, conf: dict[str, Any]) -> Any:
    """Run one DAG to the end and return the DagRun, without retries: a person is waiting, and can run again."""
    dag.deadline = None  # nobody watches it here, and dag.test() fails where it looks a deadline up
    for task in dag.tasks:
        if task.is_mapped:
            task.partial_kwargs["retries"] = 0
        else:
            task.retries = 0
    return dag.test(run_conf=conf)  # never logical_date=None: that would clear the tasks of every earlier run


def read_answer(run: Any, task_id: str) -> Any:
    """Return what a task of a run returned, None where it returned nothing."""
    for instance in run.get_task_instances():
        if instance.task_id == task_id:
            return instance.xcom_pull(task_ids=task_id)
    return None


def run_all(screen: Console, day: str) -> dict[str, Any] | None:
    """Run the two DAGs one after the other; return their answers by DAG, None as soon as one failed."""
    from airflow.dag_processing.dagbag import DagBag

    bag = DagBag(os.environ["AIRFLOW__CORE__DAGS_FOLDER"])
    if bag.import_errors:
        raise WartaError(f"a DAG file does not load: {make_printable(str(bag.import_errors), 2000)}")
    answers = {}
    for dag_id, task_id, conf in (("ingest_inbox", "load", {}), ("publish_snapshot", "publish", {"day": day})):
        began = time.monotonic()
        with screen.status(f"Airflow runs {dag_id} ..."):
            run = run_dag(bag.dags[dag_id], conf)
        screen.print(f"{dag_id}: {run.state}, {time.monotonic() - began:.1f} s")
        if run.state != "success":
            return None
        answers[dag_id] = read_answer(run, task_id)
    return answers


def main() -> int:
    """Return the exit code: 0 done, 1 a DAG run failed or could not start."""
    os.environ.update(build_environ(Path.cwd(), os.environ))
    log = Path(os.environ["AIRFLOW_HOME"]) / "logs" / "once.log"
    log.parent.mkdir(exist_ok=True)
    screen = Console(stderr=True, highlight=False)
    try:
        with hold_home(os.environ):
            screen = divert_output(log)
            with screen.status("Airflow starts ..."):
                prepare_database(os.environ)
                fail_abandoned_runs()
            answers = run_all(screen, datetime.now(UTC).date().isoformat())
            if answers is not None:
                show_outcome(screen, answers["ingest_inbox"], answers["publish_snapshot"])
                return 0
            cause = find_cause(log.read_text(encoding="utf-8", errors="replace"))
            screen.print(Text(f"A DAG run failed. {cause or ''}\nThe whole log: {log}"), soft_wrap=True)
    except WartaError as error:
        screen.print(Text(f"make run: {error}"), soft_wrap=True)
    return 1


if __name__ == "__main__":
    sys.exit(main())
