"""What is logged, and how a line looks."""

import logging

from rca_dashboard.settings import Settings
from rca_dashboard.store.engine import DatabaseUnavailableError

logger = logging.getLogger(__name__)

# Libraries that tell of each request or each job at INFO: of use to their makers, noise to an operator.
_TALKATIVE = ("httpx", "httpcore", "apscheduler", "alembic", "uvicorn")


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
