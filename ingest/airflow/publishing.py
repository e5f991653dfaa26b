"""The one operator that is more than a function call: it carries a link to its validation report."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from airflow.sdk import BaseOperator, BaseOperatorLink

from ingest.airflow.alerts import REPORT_KEY
from ingest.errors import PublicationBlocked
from ingest.settings import read_settings

REPORTS = "/validation/"  # where ingest/airflow/plugin.py serves them


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
        """Push the report's address before failing, so that a blocked publication has its link too."""
        from ingest import pipeline

        settings, ti = read_settings(), context["ti"]
        day = choose_day(context["dag_run"].partition_key, context["params"].get("day"))
        ti.xcom_push(key=REPORT_KEY, value=REPORTS)  # what stands where the task dies before it has a report
        try:
            published: dict[str, Any] = pipeline.publish(settings, day, datetime.now(UTC).replace(tzinfo=None))
        except PublicationBlocked as blocked:
            ti.xcom_push(key=REPORT_KEY, value=make_address(blocked.report))
            raise
        ti.xcom_push(
            key=REPORT_KEY, value=make_address(Path(published["report"]).relative_to(settings.data).as_posix())
        )
        return published


def make_address(report: str) -> str:
    """Return the path in the web UI of a report ("reports/..." below the data folder), or of the index over all."""
    return REPORTS + report.removeprefix("reports/") if report.startswith("reports/") else REPORTS
