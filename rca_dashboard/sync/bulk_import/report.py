"""An import on the console: a line at its start, one every few seconds, and one at its end."""

import logging
from collections.abc import Callable, Sequence

from rca_dashboard.clock import Monotonic
from rca_dashboard.domain.duration import duration
from rca_dashboard.domain.progress.bulk_import import ImportStatus

log = logging.getLogger(__name__)

LINE_SECONDS = 5.0


class ImportReport:
    """Tells of one run.

    Args:
        status: Gives how it is doing.
        tables: What it imports.
        monotonic: Seconds that only rise.
    """

    def __init__(self, status: Callable[[], ImportStatus], tables: Sequence[str], monotonic: Monotonic) -> None:
        self._status = status
        self._tables = ", ".join(tables)
        self._monotonic = monotonic
        self._began = self._told_at = monotonic()

    def begin(self) -> None:
        """Say that it begins, or where it goes on."""
        imported = self._status().imported
        if imported:
            log.info("The bulk import of %s goes on after %s rows.", self._tables, f"{imported:,}")
        else:
            log.info("The bulk import of %s begins.", self._tables)

    def progress(self) -> None:
        """Say how it is doing, where that was not said for a while."""
        now = self._monotonic()
        if now - self._told_at >= LINE_SECONDS:
            self._told_at = now
            log.info("%s", progress_line(self._status()))

    def end(self) -> None:
        """Say that it is done."""
        status = self._status()
        hidden = f"; {status.hidden:,} more are hidden from the account" if status.hidden else ""
        log.info(
            "The bulk import of %s is done: %s rows in %s%s.",
            self._tables,
            f"{status.imported:,}",
            duration(self._monotonic() - self._began),
            hidden,
        )


def progress_line(status: ImportStatus) -> str:
    """Return one line: the table, rows, share, rows a second and what is left."""
    share = f" ({100 * status.imported // status.to_import} %)" if status.to_import else ""
    left = "" if status.seconds_left is None else f", {duration(status.seconds_left)} left"
    rows = f"{status.imported:,} of {status.to_import:,} rows{share}"
    return f"Importing {status.table}: {rows}, {status.rows_per_second:,.0f} rows/s{left}."
