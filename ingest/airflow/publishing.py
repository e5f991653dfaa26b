"""The one operator that is more than a function call: it carries a link to its validation report."""

from datetime import UTC, date, datetime
from typing import Any

from airflow.sdk import BaseOperator, BaseOperatorLink

from ingest.settings import read_settings

REPORT_KEY = "report_url"


class ReportLink(BaseOperatorLink):
    """A button on the task instance that opens its report, served by ingest/airflow/plugin.py."""

    name = "Validation report"

    def get_link(self, operator: BaseOperator, *, ti_key: Any) -> str:
        """Return the path of the report, or "" before the task has said which day it audits."""
        from airflow.sdk.execution_time.xcom import XCom

        return str(XCom.get_value(ti_key=ti_key, key=REPORT_KEY) or "")


def choose_day(partition_key: str | None, param: str | None) -> date:
    """Return the day that a run is for: its partition, else the `day` parameter (YYYY-MM-DD).

    ValueError where there is neither, or it is not a date: the day becomes part of paths.
    """
    chosen = partition_key or param
    if not chosen:
        raise ValueError("no day: trigger with a partition key or with the parameter day=YYYY-MM-DD")
    return date.fromisoformat(chosen)


class PublishSnapshot(BaseOperator):
    """Build, audit and publish the snapshot of the run's day. Returns what pipeline.publish returns."""

    operator_extra_links = (ReportLink(),)

    def execute(self, context: Any) -> dict[str, Any]:
        """Push the report's address first, so that a blocked publication has its link too."""
        from ingest import pipeline

        day = choose_day(context["dag_run"].partition_key, context["params"].get("day"))
        context["ti"].xcom_push(key=REPORT_KEY, value=f"/validation/{day.isoformat()}/index.html")
        published: dict[str, Any] = pipeline.publish(read_settings(), day, datetime.now(UTC).replace(tzinfo=None))
        return published
