"""Take every new file of the inbox into the live database.

**Reads** the inbox folder and the ledger's marker files. **Writes** shards under `staging/`, then articles, mentions
and ledger rows in the live database, then the markers; files move to `processed/` or `failed/`.

**Starts** when the doorbell on the inbox rings, and every ten minutes in case a ring was lost: the run itself looks
for what is there and not in the ledger, so a ring means nothing more than "look now".

**Run again** at any time: inputs are keyed by name and content, a second load of the same input changes nothing.
A file that cannot be read becomes a rejected ledger row and does not fail the run. A chunk that fails as a whole
fails the run, after the other chunks were loaded; its files are found again by the next run.
"""

import hashlib
from datetime import UTC, datetime

from airflow.providers.standard.operators.empty import EmptyOperator
from airflow.sdk import DAG, AssetOrTimeSchedule, CronTriggerTimetable, task
from airflow.sdk.exceptions import AirflowSkipException

from ingest.airflow.alerts import AlertNotifier
from ingest.airflow.assets import ARTICLES_BY_DAY, INBOX, WRITER_POOL
from ingest.airflow.defaults import DEFAULT_ARGS, START_DATE
from ingest.settings import read_settings

with DAG(
    "ingest_inbox",
    doc_md=__doc__,
    description="New files of the inbox -> articles and mentions in the live database",
    schedule=AssetOrTimeSchedule(timetable=CronTriggerTimetable("*/10 * * * *", timezone="UTC"), assets=INBOX),
    start_date=START_DATE,
    catchup=False,
    max_active_runs=1,
    default_args=DEFAULT_ARGS,
    on_failure_callback=AlertNotifier(),
    tags=["warta", "ingest"],
):

    @task
    def discover() -> list[list[str]]:
        from ingest import pipeline

        return pipeline.discover(read_settings())

    @task
    def extract(names: list[str], *, dag_run) -> str:
        from ingest import pipeline

        run_id = hashlib.blake2b(dag_run.run_id.encode(), digest_size=8).hexdigest()  # becomes a folder name
        return pipeline.extract_chunk(read_settings(), names, run_id)

    @task(pool=WRITER_POOL, trigger_rule="all_done", multiple_outputs=False)
    def load(shards) -> dict:
        from ingest import pipeline

        found = list(shards[:]) if shards else []  # one request, where a loop would make one a chunk and log an error
        return pipeline.load(read_settings(), found, datetime.now(UTC).replace(tzinfo=None))

    @task(outlets=[ARTICLES_BY_DAY])
    def announce(loaded: dict, *, outlet_events) -> list[str]:
        today = datetime.now(UTC).date().isoformat()
        days = [day for day in loaded["days"] if day < today or read_settings().publish_intraday]
        if not days:
            raise AirflowSkipException("no day to publish now")  # an event without a partition would only warn
        outlet_events[ARTICLES_BY_DAY].add_partitions(days)
        return days

    shards = extract.expand(names=discover())
    announce(load(shards))
    # load runs whatever became of the chunks; this leaf is what fails the run if one of them failed
    shards >> EmptyOperator(task_id="all_chunks_extracted", trigger_rule="none_failed")
