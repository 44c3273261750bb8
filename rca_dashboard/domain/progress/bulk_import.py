"""How far the import of the whole history has come, for people and for the next start."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class ImportState(StrEnum):
    """How the import is doing; the values stand in REST and in the page."""

    IDLE = "idle"
    RUNNING = "running"
    FAILED = "failed"
    STOPPED = "stopped"
    DONE = "done"


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportPlace:
    """Where the import of one table stands: saved in the same transaction as the rows that it speaks of.

    Attributes:
        until: The last second that is imported, by the server's clock; what is updated later is for the polls.
        last_updated_on: With ``last_sys_id`` the last pair that is stored; None before the first.
        imported: Rows that are stored; ``to_import`` is what ServiceNow counted at the start.
        is_done: Every row is stored.
        is_stopped: Somebody stopped it, and it waits for somebody to start it.
        started_at: When it began, by our clock.
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
    """What the page, the console and REST tell of the import; the figures are those of all tables together.

    Attributes:
        state: ``idle`` where no history was ever asked for; ``failed`` goes on by itself as soon as it can.
        table: The table that is read now; empty while none is.
        hidden: Rows that ServiceNow counts and does not show to the account, as far as this run knows.
        rows_per_second: Of the last half minute; 0 while nothing runs.
        seconds_left: None where nobody can say.
        error: What fails, in one sentence for a person, or None.
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
        """Whether rows come, or will as soon as what fails is well again."""
        return self.state in {ImportState.RUNNING, ImportState.FAILED}
