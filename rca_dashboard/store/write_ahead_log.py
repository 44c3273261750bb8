"""SQLite's write-ahead log, which grows for as long as anybody reads without a pause: kept small, or warned about."""

import logging
import sqlite3
from contextlib import closing
from pathlib import Path

from rca_dashboard.store.engine import Database
from rca_dashboard.store.sqlite import USUAL_LOG_BYTES

logger = logging.getLogger(__name__)

LARGE_BYTES = 256 * 1024 * 1024
# Writers wait as long; reads of the app take less.
_SECONDS_FOR_READERS = 1.0
_MEGABYTE = 1024 * 1024


class WriteAheadLog:
    """Empties the log of a SQLite database where SQLite itself does not get to it.

    SQLite begins the log again only at a moment without readers. Requests that overlap for hours leave none, nor does
    another program with an open read, such as a database browser; that one is warned about.

    Args:
        database: A SQLite database.
        usual_bytes: Up to this size, nothing is done.
        large_bytes: From this size on, a log that cannot be emptied is warned about.
    """

    def __init__(
        self, database: Database, *, usual_bytes: int = USUAL_LOG_BYTES, large_bytes: int = LARGE_BYTES
    ) -> None:
        self._path = str(database.engine.url.database).removeprefix("file:")
        self._usual_bytes = usual_bytes
        self._large_bytes = large_bytes
        self._is_large = False

    def tend(self) -> None:
        """Empty the log if it is large: new reads wait for nothing, and writers for a second at most.

        Raises:
            sqlite3.Error: If the database cannot be used.
        """
        if self._bytes() > self._usual_bytes:
            with closing(sqlite3.connect(self._path, timeout=_SECONDS_FOR_READERS)) as connection:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self._warn(self._bytes())

    def _warn(self, size: int) -> None:
        if size >= self._large_bytes and not self._is_large:
            logger.warning(
                "The write-ahead log %s-wal has grown to %d MB and cannot be emptied, as a program keeps a read of the "
                "database open: close it (a backup, a database browser), or the disk will be full.",
                self._path,
                size // _MEGABYTE,
            )
        elif size < self._large_bytes and self._is_large:
            logger.warning("The write-ahead log %s-wal could be emptied again.", self._path)
        self._is_large = size >= self._large_bytes

    def _bytes(self) -> int:
        try:
            return Path(f"{self._path}-wal").stat().st_size
        except FileNotFoundError:
            return 0
