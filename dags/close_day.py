"""Say that a day is over, which publishes its snapshot.

**Reads** the ledger, for the day of the first input. **Writes** nothing but the asset event `warta_day_closed` with
the day as its partition; a day before the first input is skipped.

**Starts** at midnight UTC for the day before. Run it for a range of past days with
`make backfill FROM=2026-11-01 TO=2026-11-20`: each day becomes one run of publish_snapshot.
Triggered by hand it needs the parameter `day`.

**Run again** at any time: an unchanged day publishes nothing new.
"""

from airflow.sdk import DAG, CronPartitionTimetable, Param, task
from airflow.sdk.exceptions import AirflowSkipException

from ingest.airflow.alerts import SNAPSHOT_DEADLINE, AlertNotifier
from ingest.airflow.assets import DAY_CLOSED, DAY_FORMAT, WRITER_POOL
from ingest.airflow.defaults import DEFAULT_ARGS, START_DATE
from ingest.airflow.publishing import choose_day
from ingest.settings import read_settings

with DAG(
    "close_day",
    doc_md=__doc__,
    description="At midnight UTC: yesterday is over, publish it",
    # The tick stays at midnight: with any other minute a backfill leaves out the last day of its range.
    schedule=CronPartitionTimetable("0 0 * * *", timezone="UTC", run_offset=-1, key_format=DAY_FORMAT),
    start_date=START_DATE,
    catchup=False,
    max_active_runs=1,
    default_args=DEFAULT_ARGS,
    on_failure_callback=AlertNotifier(),
    deadline=SNAPSHOT_DEADLINE,
    params={"day": Param(None, type=["null", "string"], format="date", description="only when triggered by hand")},
    tags=["warta", "publish"],
):

    @task(outlets=[DAY_CLOSED], pool=WRITER_POOL)  # DuckDB locks out readers, too
    def close(*, dag_run, params, outlet_events) -> str:
        from ingest import pipeline

        day = choose_day(dag_run.partition_key, params["day"])
        first = pipeline.find_first_day(read_settings())
        if first is None or day < first:
            raise AirflowSkipException(f"no input had come in by {day}")
        if not dag_run.partition_key:  # a run by hand has no partition to hand on
            outlet_events[DAY_CLOSED].add_partitions(day.isoformat())
        return day.isoformat()

    close()
