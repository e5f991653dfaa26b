"""Settings from the environment: read by pipeline, cli and dags, and handed down as arguments."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Settings:
    """Where everything lies. All that a run writes lies under `data`."""

    data: Path
    inbox: Path
    chunk_size: int = 50  # articles' files per extraction task
    lock_timeout: float = 60.0  # seconds to wait for the writer lock
    quarantine_limit: float = 0.05  # share of rows in quarantine above which nothing is published
    publish_intraday: bool = True  # publish today's articles before the day closes
    keep_days: int = 90  # days whose snapshots stay; of older ones the last of each month
    feeds_file: Path = Path("feeds.toml")
    llm_url: str = ""  # an endpoint that speaks OpenAI's protocol; empty: no model is ever asked
    llm_model: str = ""
    llm_key: str = field(default="", repr=False)
    parties_file: Path = Path("parties.toml")  # corrections of parties; may be missing
    allow_hosts: frozenset[str] = frozenset()  # host or host:port that feeds may have though it is not public

    @property
    def database(self) -> Path:
        return self.data / "live" / "warta.duckdb"

    @property
    def staging(self) -> Path:
        return self.data / "staging"

    @property
    def ledger_marks(self) -> Path:
        return self.data / "state" / "ledger"

    @property
    def host_turns(self) -> Path:
        return self.data / "state" / "hosts"

    @property
    def resolution(self) -> Path:
        return self.data / "state" / "resolution.duckdb"

    @property
    def processed(self) -> Path:
        return self.data / "processed"

    @property
    def failed(self) -> Path:
        return self.data / "failed"

    @property
    def published(self) -> Path:
        return self.data / "published"

    @property
    def reports(self) -> Path:
        return self.data / "reports"


def read_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """Read INGEST_* variables: INGEST_DATA_DIR (default ./data), INGEST_INBOX_DIR (default <data>/inbox), ..."""
    data = Path(environ.get("INGEST_DATA_DIR", "data")).absolute()
    return Settings(
        data=data,
        inbox=Path(environ.get("INGEST_INBOX_DIR", str(data / "inbox"))).absolute(),
        chunk_size=int(environ.get("INGEST_CHUNK_SIZE", "50")),
        lock_timeout=float(environ.get("INGEST_LOCK_TIMEOUT", "60")),
        quarantine_limit=float(environ.get("INGEST_QUARANTINE_LIMIT", "0.05")),
        publish_intraday=environ.get("INGEST_PUBLISH_INTRADAY", "1") not in {"0", "false", "no"},
        keep_days=int(environ.get("INGEST_KEEP_DAYS", "90")),
        feeds_file=Path(environ.get("INGEST_FEEDS_FILE", str(data.parent / "feeds.toml"))).absolute(),
        llm_url=environ.get("INGEST_LLM_URL", ""),
        llm_model=environ.get("INGEST_LLM_MODEL", ""),
        llm_key=environ.get("INGEST_LLM_KEY", ""),
        parties_file=Path(environ.get("INGEST_PARTIES_FILE", str(data.parent / "parties.toml"))).absolute(),
        allow_hosts=frozenset(environ.get("INGEST_FEED_ALLOW_HOSTS", "").lower().replace(",", " ").split()),
    )
