"""Every asset of the project, defined once: the same name with two URIs would switch one of them off."""

from airflow.sdk import Asset, AssetWatcher

from ingest.airflow.triggers import InboxDoorbell
from ingest.settings import read_settings

DAY_FORMAT = "%Y-%m-%d"  # partition key of a day
WRITER_POOL = "duckdb_writer"  # one slot: DuckDB has one writer; made by ingest/airflow/home.py

_settings = read_settings()

INBOX = Asset(
    "warta_inbox",
    uri="warta://inbox",
    watchers=[
        AssetWatcher(name="doorbell", trigger=InboxDoorbell(data=str(_settings.data), inbox=str(_settings.inbox)))
    ],
)
ARTICLES_BY_DAY = Asset("warta_articles_by_day", uri="warta://articles")  # partitioned by day of ingestion
DAY_CLOSED = Asset("warta_day_closed", uri="warta://days")  # partitioned by day
SNAPSHOT = Asset("warta_snapshot", uri="warta://published")  # same partition as the day that it is as of
