"""Configure logging: levels, format, and errors that Reflex reports."""

import json
import logging
import time
from datetime import UTC, datetime

from rca_dashboard.settings import Settings
from rca_dashboard.startup.client_errors import quiet_client_errors
from rca_dashboard.store.engine import DatabaseUnavailableError
from rca_dashboard.work_id import current_work

logger = logging.getLogger(__name__)

# Libraries that log each request or job at INFO, which is noise to an operator.
_TALKATIVE = ("httpx", "httpcore", "apscheduler", "alembic", "uvicorn")

# Reflex has the same window for reports that need no handler.
_MOST_REPORTS_A_MINUTE = 20
_LONGEST_REPORT = 2_000


class TextLines(logging.Formatter):
    """A line for people, which ends with the poll or request during which it was logged."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s", "%Y-%m-%dT%H:%M:%S")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's own name
        """Return the line, without a traceback."""
        line, work = super().formatMessage(record), current_work()
        return f"{line} [{work.kind} {work.id}]" if work else line


class JsonLines(logging.Formatter):
    """A JSON object a line, for programs; ``poll`` or ``request`` has the id of what was being done."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        told = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if work := current_work():
            told[work.kind] = work.id
        if record.exc_info:
            told["error"] = self.formatException(record.exc_info)
        return json.dumps(told, ensure_ascii=False)


def configure_logs(settings: Settings) -> None:
    """Log to the console at ``LOG_LEVEL``, as ``LOG_FORMAT`` says; verbose libraries log one level higher."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines() if settings.log_format == "json" else TextLines())
    logging.basicConfig(level=settings.log_level, handlers=[handler])
    # gunicorn has a handler of its own, which uvicorn shares.
    for other in logging.getLogger("gunicorn.error").handlers if settings.log_format == "json" else ():
        other.setFormatter(handler.formatter)
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
