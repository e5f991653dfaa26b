"""Keep the working folders small and the ledger's markers true.

**Reads** the ledger table. **Writes** a checkpoint of the live database, the marker files that are missing, and
removes shards of runs that ended long ago and snapshots of days more than INGEST_KEEP_DAYS (90) ago; the last one of
each month stays, and so does what `latest.json` leads to. Articles and reports are never removed.

**Starts** every Sunday at 03:00 UTC. **Run again** at any time. Airflow's own history is yours to prune:
`airflow db clean --clean-before-timestamp ...`.
"""

from datetime import UTC, datetime

from airflow.sdk import DAG, CronTriggerTimetable, task

from ingest.airflow.alerts import AlertNotifier
from ingest.airflow.assets import WRITER_POOL
from ingest.airflow.defaults import DEFAULT_ARGS, START_DATE
from ingest.settings import read_settings

with DAG(
    "maintenance",
    doc_md=__doc__,
    description="Weekly: checkpoint, prune staging and snapshots, rebuild ledger markers",
    schedule=CronTriggerTimetable("0 3 * * 0", timezone="UTC"),
    start_date=START_DATE,
    catchup=False,
    max_active_runs=1,
    default_args=DEFAULT_ARGS,
    on_failure_callback=AlertNotifier(),
    tags=["warta", "maintenance"],
):

    @task(pool=WRITER_POOL, multiple_outputs=False)
    def maintain() -> dict:
        from ingest import pipeline

        return pipeline.maintain(read_settings(), datetime.now(UTC).replace(tzinfo=None))

    maintain()
