"""Log what clients send that cannot be read: one line without a traceback, and then only a count.

uvicorn and websockets log each bad request and frame, some with a traceback, so that any client could fill the log.
Errors of the app itself ("Exception in ASGI application") keep their traceback.
"""

import logging
import threading
from collections import Counter
from collections.abc import Callable

from websockets.exceptions import WebSocketException

# Those that log errors of connections.
SERVER_LOGGERS = ("uvicorn.error", "websockets.server", "websockets.protocol", "h11", "engineio.server", "asyncio")

# What they log at level ERROR of a client's bytes, by how it begins; a WARNING of theirs is always about a client.
_CLIENT_ERRORS = (
    "Invalid UTF-8 sequence received from client.",
    "parser failed",
    "opening handshake failed",
    "Fatal error: protocol.data_received() call failed.",
    "Unknown receive error",
    "post request handler error",
)
_APP_ERRORS = "Exception in "
_UNREADABLE = (UnicodeError, WebSocketException)

COUNT_SECONDS = 60.0
_LONGEST_LINE = 300
# Of different messages; a library might put a client's words into its own.
_MOST_KINDS = 50
_OTHERS = "Other errors of clients"

Later = Callable[[float, Callable[[], None]], None]


class ClientErrors(logging.Filter):
    """Makes one line of a record about a client's error, and drops its repetitions, which are counted.

    Args:
        later: Calls a function after some seconds.
    """

    def __init__(self, later: Later | None = None) -> None:
        super().__init__()
        self._later = later or _in_thread
        self._lock = threading.Lock()
        self._repeated: Counter[str] = Counter()

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether the record is logged."""
        if getattr(record, "is_count", False) or not _is_about_a_client(record):
            return True
        line = _line(record)
        is_first = self._count(line, logging.getLogger(record.name))
        record.msg, record.args = line, ()
        record.exc_info = record.exc_text = record.stack_info = None
        record.levelno, record.levelname = logging.WARNING, "WARNING"
        return is_first

    def _count(self, line: str, logger: logging.Logger) -> bool:
        with self._lock:
            kind = line if line in self._repeated or len(self._repeated) < _MOST_KINDS else _OTHERS
            if kind in self._repeated:
                self._repeated[kind] += 1
                return False
            self._repeated[kind] = 0
        self._later(COUNT_SECONDS, lambda: self._report(kind, logger))
        return True

    def _report(self, kind: str, logger: logging.Logger) -> None:
        """Log how often a kind was repeated; one that was is counted on, else its next is logged at once."""
        with self._lock:
            repeated = self._repeated.pop(kind)
            if repeated:
                self._repeated[kind] = 0
        if repeated:
            self._later(COUNT_SECONDS, lambda: self._report(kind, logger))
            message = "%s (%d more in %d s)"
            logger.warning(message, kind, repeated, COUNT_SECONDS, extra={"is_count": True})


def quiet_client_errors() -> None:
    """Filter the server's loggers; calling it again changes nothing."""
    for name in SERVER_LOGGERS:
        logger = logging.getLogger(name)
        if not any(isinstance(each, ClientErrors) for each in logger.filters):
            logger.addFilter(ClientErrors())


def _is_about_a_client(record: logging.LogRecord) -> bool:
    message = str(record.msg)
    if message.startswith(_APP_ERRORS):
        return False
    if record.levelno == logging.WARNING and record.name != "asyncio":
        return True
    error = record.exc_info[1] if record.exc_info else None
    return message.startswith(_CLIENT_ERRORS) or isinstance(error, _UNREADABLE)


def _line(record: logging.LogRecord) -> str:
    """Return the record as one printable line; the name of its exception takes the place of the traceback."""
    text = record.getMessage()
    if record.exc_info and (kind := record.exc_info[0]):
        text = f"{text.strip()} ({kind.__name__})"
    return "".join(sign if sign.isprintable() else " " for sign in text[:_LONGEST_LINE])


def _in_thread(seconds: float, call: Callable[[], None]) -> None:
    timer = threading.Timer(seconds, call)
    timer.daemon = True
    timer.start()
