"""What the tasks of all DAGs share: owner, retries with backoff, and the errors that no retry can heal."""

from datetime import UTC, datetime, timedelta
from typing import Any

from airflow.sdk import ExceptionRetryPolicy, RetryAction, RetryRule

START_DATE = datetime(2026, 1, 1, tzinfo=UTC)

DEFAULT_ARGS: dict[str, Any] = {
    "owner": "warta",
    "retries": 3,
    "retry_delay": timedelta(seconds=10),
    "retry_exponential_backoff": 2.0,
    "max_retry_delay": timedelta(minutes=5),
    "retry_policy": ExceptionRetryPolicy(
        [
            RetryRule(
                exception=[
                    "ingest.errors.PublicationBlocked",
                    "ingest.errors.SuiteError",
                    "ingest.errors.PackError",
                    "ingest.errors.MigrationError",
                    "ingest.errors.CorrectionError",
                ],
                action=RetryAction.FAIL,
                reason="the data, a suite, a pack, a migration or a correction must be mended by a person first",
            )
        ]
    ),
}
