"""Log the progress of an import: a line at its start, one every few seconds, and one at its end."""

import logging
from collections.abc import Callable, Sequence

from rca_dashboard.clock import Monotonic
from rca_dashboard.domain.duration import duration
from rca_dashboard.domain.progress.bulk_import import ImportStatus

log = logging.getLogger(__name__)

LINE_SECONDS = 5.0


class ImportReport:
    """Logs one run.

    Args:
        status: Returns the current status.
        tables: The tables being imported.
        monotonic: A monotonic clock, in seconds.
    """

    def __init__(self, status: Callable[[], ImportStatus], tables: Sequence[str], monotonic: Monotonic) -> None:
        self._status = status
        self._tables = ", ".join(tables)
        self._monotonic = monotonic
        self._began = self._logged_at = monotonic()

    def begin(self) -> None:
        """Log that the import starts or resumes."""
        imported = self._status().imported
        if imported:
            log.info("Bulk import of %s resumed after %s rows.", self._tables, f"{imported:,}")
        else:
            log.info("Bulk import of %s started.", self._tables)

    def progress(self) -> None:
        """Log the progress, at most once every few seconds."""
        now = self._monotonic()
        if now - self._logged_at >= LINE_SECONDS:
            self._logged_at = now
            log.info("%s", progress_line(self._status()))

    def end(self) -> None:
        """Log that the import is finished."""
        status = self._status()
        hidden = f"; {status.hidden:,} more are hidden from the account" if status.hidden else ""
        log.info(
            "Bulk import of %s finished: %s rows in %s%s.",
            self._tables,
            f"{status.imported:,}",
            duration(self._monotonic() - self._began),
            hidden,
        )


def progress_line(status: ImportStatus) -> str:
    """Return one line: the table, rows, share, rows per second and time left."""
    share = f" ({100 * status.imported // status.to_import} %)" if status.to_import else ""
    left = "" if status.seconds_left is None else f", {duration(status.seconds_left)} left"
    rows = f"{status.imported:,} of {status.to_import:,} rows{share}"
    return f"Importing {status.table}: {rows}, {status.rows_per_second:,.0f} rows/s{left}."
