"""What is logged, and how a line looks."""

import logging
import time

from rca_dashboard.settings import Settings
from rca_dashboard.store.engine import DatabaseUnavailableError

logger = logging.getLogger(__name__)

# Libraries that tell of each request or each job at INFO: of use to their makers, noise to an operator.
_TALKATIVE = ("httpx", "httpcore", "apscheduler", "alembic", "uvicorn")

# Reflex has the same window for reports that need no handler.
_MOST_REPORTS_A_MINUTE = 20
_LONGEST_REPORT = 2_000


def configure_logs(settings: Settings) -> None:
    """Log to the console at ``LOG_LEVEL``; the level of talkative libraries is one higher than their habit."""
    logging.basicConfig(
        level=settings.log_level, format="%(asctime)s %(levelname)s %(name)s: %(message)s", datefmt="%Y-%m-%dT%H:%M:%S"
    )
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLevelName(settings.log_level)))


def tell_of_defect(exception: Exception) -> None:
    """Log what an event handler raised. Reflex would also send the page a toast, as a script that our policy forbids.

    An outage of the database is told by the hub, once.
    """
    if not isinstance(exception, DatabaseUnavailableError):
        logger.error("An event failed: %s", exception, exc_info=exception)


class PageErrors:
    """Logs what pages report of their own errors: in one line each, and few, for any reader can send what they like."""

    def __init__(self) -> None:
        self._minute_began = 0.0
        self._reports = 0

    def __call__(self, exception: Exception) -> None:
        """Log a report; Reflex calls it."""
        now = time.monotonic()
        if now - self._minute_began > 60:  # noqa: PLR2004 - seconds of a minute
            self._minute_began, self._reports = now, 0
        self._reports += 1
        if self._reports <= _MOST_REPORTS_A_MINUTE:
            report = str(exception)[:_LONGEST_REPORT]
            line = "".join(sign if sign.isprintable() else " " for sign in report)
            logger.error("A page reports an error: %s", line)
