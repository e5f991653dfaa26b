"""The few errors that this package raises on purpose; every message says what, where and what to do."""


class WartaError(Exception):
    """Base of the errors a caller may want to catch by family."""


class PackError(WartaError):
    """A language pack or reference file is wrong: unknown, missing or ill-typed section. Raised at load."""


class RejectedInput(WartaError):
    """An input cannot become an article. `reason` is a short stable code, `detail` a sentence for a person."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason = reason
        self.detail = detail


class SuiteError(WartaError):
    """An expectation suite is wrong or was not loaded whole: the audit itself is broken, not the data."""


class PublicationBlocked(WartaError):
    """A critical table-level check failed: nothing was published and the last snapshot stands.

    `report` is the path of the attempt's report below the data folder, "" where none was written.
    """

    def __init__(self, message: str, report: str = "") -> None:
        super().__init__(message)
        self.report = report


class CorrectionError(WartaError):
    """An entry of a corrections file is wrong, or matches nothing any more."""


class MigrationError(WartaError):
    """A migration file was edited after it was applied, or failed and was rolled back."""


class StoreBusy(WartaError):
    """Another process held the writer lock for longer than the timeout."""
