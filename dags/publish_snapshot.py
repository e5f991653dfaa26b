"""Build the snapshot as of a day aside, audit it, and publish it in one rename.

**Reads** the live database. **Writes** `published/<day>-<digest>/`, the pointers `latest.json` and `latest.duckdb`,
`reports/<snapshot>/`, and the quarantine, validation and snapshot rows of the live database.

**Starts** when articles of a day came in (`ingest_inbox`) or a day was closed (`close_day`); its partition is the day.
Triggered by hand it needs the parameter `day`.

**Run again** at any time: the same content is not published twice. When a check on a whole table fails, the run
fails without a retry, the last snapshot stays untouched, and the task's link "Validation report" says what failed;
mend the data or the suite, then clear the task. A failed run and one that is not done an hour after it was queued
are told of through the connection `warta_alerts`, where there is one.
"""

from airflow.sdk import DAG, AssetAny, Param, PartitionedAssetTimetable

from ingest.airflow.alerts import SNAPSHOT_DEADLINE, AlertNotifier
from ingest.airflow.assets import ARTICLES_BY_DAY, DAY_CLOSED, SNAPSHOT, WRITER_POOL
from ingest.airflow.defaults import DEFAULT_ARGS, START_DATE
from ingest.airflow.publishing import PublishSnapshot

with DAG(
    "publish_snapshot",
    doc_md=__doc__,
    description="A day's candidate -> audit -> published snapshot",
    schedule=PartitionedAssetTimetable(assets=AssetAny(ARTICLES_BY_DAY, DAY_CLOSED)),
    start_date=START_DATE,
    catchup=False,
    max_active_runs=1,
    default_args=DEFAULT_ARGS,
    deadline=SNAPSHOT_DEADLINE,
    params={"day": Param(None, type=["null", "string"], format="date", description="only when triggered by hand")},
    tags=["warta", "publish"],
):
    PublishSnapshot(task_id="publish", pool=WRITER_POOL, outlets=[SNAPSHOT], on_failure_callback=AlertNotifier())
