"""Fetch the feeds that are due and put their new articles into the inbox.

**Reads** the feeds of the configuration over HTTP, with conditional requests. **Writes** one file a new entry into
the inbox (under another name first, then renamed) and the state of each feed.

**Starts** every fifteen minutes; with no feed configured it does nothing. The inbox's doorbell does the rest.

**Run again** at any time: an entry that was seen before is not written again, and the ledger would know it.
"""

from datetime import UTC, datetime, timedelta

from airflow.sdk import DAG, CronTriggerTimetable, task

from ingest.airflow.alerts import AlertNotifier
from ingest.airflow.defaults import DEFAULT_ARGS, START_DATE
from ingest.settings import read_settings

with DAG(
    "fetch_feeds",
    doc_md=__doc__,
    description="Due feeds -> new files in the inbox",
    schedule=CronTriggerTimetable("*/15 * * * *", timezone="UTC"),
    start_date=START_DATE,
    catchup=False,
    max_active_runs=1,
    default_args=DEFAULT_ARGS,
    on_failure_callback=AlertNotifier(),
    tags=["warta", "ingest"],
):

    @task
    def list_due() -> list[str]:
        from ingest import pipeline_feeds

        return pipeline_feeds.list_due_feeds(read_settings(), datetime.now(UTC).replace(tzinfo=None))

    @task(execution_timeout=timedelta(minutes=5), max_active_tis_per_dag=2, multiple_outputs=False)
    def fetch(feed: str) -> dict:
        from ingest import pipeline_feeds

        return pipeline_feeds.fetch_feed(read_settings(), feed, datetime.now(UTC).replace(tzinfo=None))

    fetch.expand(feed=list_due())
