"""Configure logging: levels, format, and errors that Reflex reports."""

import logging
import time

from rca_dashboard.settings import Settings
from rca_dashboard.startup.client_errors import quiet_client_errors
from rca_dashboard.store.engine import DatabaseUnavailableError

logger = logging.getLogger(__name__)

# Libraries that log each request or job at INFO, which is noise to an operator.
_TALKATIVE = ("httpx", "httpcore", "apscheduler", "alembic", "uvicorn")

# Reflex has the same window for reports that need no handler.
_MOST_REPORTS_A_MINUTE = 20
_LONGEST_REPORT = 2_000


def configure_logs(settings: Settings) -> None:
    """Log to the console at ``LOG_LEVEL``; verbose libraries log one level higher."""
    logging.basicConfig(
        level=settings.log_level, format="%(asctime)s %(levelname)s %(name)s: %(message)s", datefmt="%Y-%m-%dT%H:%M:%S"
    )
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLevelNamesMapping()[settings.log_level]))
    quiet_client_errors()


def log_handler_error(exception: Exception) -> None:
    """Log an exception of an event handler. Reflex would also send a toast, as a script that the CSP forbids.

    An outage of the database is logged once, by the hub.
    """
    if not isinstance(exception, DatabaseUnavailableError):
        logger.error("Event handler: unexpected error (please report): %s", exception, exc_info=exception)


class PageErrors:
    """Logs errors that pages report: one line each, and only a few, because any reader can send anything."""

    def __init__(self) -> None:
        self._minute_began = 0.0
        self._reports = 0

    def __call__(self, exception: Exception) -> None:
        """Log a report; called by Reflex."""
        now = time.monotonic()
        if now - self._minute_began > 60:  # noqa: PLR2004 - seconds of a minute
            self._minute_began, self._reports = now, 0
        self._reports += 1
        if self._reports <= _MOST_REPORTS_A_MINUTE:
            report = str(exception)[:_LONGEST_REPORT]
            line = "".join(sign if sign.isprintable() else " " for sign in report)
            logger.error("A page reported an error: %s", line)
