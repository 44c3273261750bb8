"""Progress of the full import, for people and for the next start."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class ImportState(StrEnum):
    """The state of the import; REST and the page use the values."""

    IDLE = "idle"
    RUNNING = "running"
    FAILED = "failed"
    STOPPED = "stopped"
    DONE = "done"


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportPlace:
    """How far the import of one table has come: saved in the same transaction as the rows it covers.

    Attributes:
        until: The last second that is imported, by the server's clock; later updates are left to polling.
        last_updated_on: With ``last_sys_id`` the last stored pair; None before the first.
        imported: The number of stored rows; ``to_import`` is what ServiceNow counted at the start.
        is_done: Every row is stored.
        is_stopped: A user stopped it, and it waits until it is started again.
        started_at: When it began, by the app's clock.
    """

    table: str
    until: datetime
    started_at: datetime
    last_updated_on: datetime | None = None
    last_sys_id: str = ""
    imported: int = 0
    to_import: int = 0
    is_done: bool = False
    is_stopped: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportStatus:
    """The progress of the import for the page, the console and REST, summed over all tables.

    Attributes:
        state: ``idle`` if no import was ever requested; ``failed`` retries automatically.
        table: The table being read; empty if none is.
        hidden: Rows that ServiceNow counts but does not show to the account, as far as this run knows.
        rows_per_second: The average of the last 30 s; 0 while nothing runs.
        seconds_left: The estimated time left; None if unknown.
        error: What fails, in one sentence for people, or None.
    """

    state: ImportState = ImportState.IDLE
    table: str = ""
    imported: int = 0
    to_import: int = 0
    hidden: int = 0
    rows_per_second: float = 0.0
    seconds_left: float | None = None
    started_at: datetime | None = None
    error: str | None = None

    @property
    def is_under_way(self) -> bool:
        """Whether rows are being read, or will be as soon as ServiceNow recovers."""
        return self.state in {ImportState.RUNNING, ImportState.FAILED}
