"""What clients send that cannot be read is logged in one line, and then counted."""

import logging
from collections.abc import Callable, Iterator

import pytest

from rca_dashboard.startup.client_errors import COUNT_SECONDS, ClientErrors


class Timers:
    """Calls what is due when the test says so."""

    def __init__(self) -> None:
        self._due: list[Callable[[], None]] = []

    def __call__(self, seconds: float, call: Callable[[], None]) -> None:
        assert seconds == COUNT_SECONDS
        self._due.append(call)

    def pass_a_minute(self) -> None:
        due, self._due = self._due, []
        for call in due:
            call()


@pytest.fixture
def timers() -> Timers:
    return Timers()


@pytest.fixture
def server(timers: Timers, caplog: pytest.LogCaptureFixture) -> Iterator[logging.Logger]:
    logger = logging.getLogger("uvicorn.error.test")
    filtering = ClientErrors(timers)
    logger.addFilter(filtering)
    with caplog.at_level(logging.INFO, "uvicorn.error.test"):
        yield logger
    logger.removeFilter(filtering)


def log_exception(server: logging.Logger, message: str) -> None:
    try:
        b"\xff".decode()
    except UnicodeDecodeError:
        server.exception(message)


def test_a_traceback_becomes_one_warning(server: logging.Logger, caplog: pytest.LogCaptureFixture) -> None:
    log_exception(server, "Invalid UTF-8 sequence received from client.")
    [record] = caplog.records
    assert record.getMessage() == "Invalid UTF-8 sequence received from client. (UnicodeDecodeError)"
    assert (record.levelname, record.exc_info) == ("WARNING", None)


def test_repetitions_are_counted_once_a_minute(
    server: logging.Logger, timers: Timers, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(500):
        server.warning("Invalid HTTP request received.")
    assert caplog.messages == ["Invalid HTTP request received."]
    timers.pass_a_minute()
    assert caplog.messages[1:] == ["Invalid HTTP request received. (499 more in 60 s)"]
    server.warning("Invalid HTTP request received.")
    assert len(caplog.messages) == 2
    timers.pass_a_minute()
    assert caplog.messages[2:] == ["Invalid HTTP request received. (1 more in 60 s)"]
    timers.pass_a_minute()
    server.warning("Invalid HTTP request received.")
    assert caplog.messages[3:] == ["Invalid HTTP request received."]


def test_what_a_client_writes_forges_no_line_and_makes_few(
    server: logging.Logger, caplog: pytest.LogCaptureFixture
) -> None:
    for number in range(1_000):
        server.warning("Invalid header %s\nforged\x1b[31m%s", number, "x" * 10_000)
    assert len(caplog.messages) <= 51
    assert all(len(message) < 400 and message.isprintable() for message in caplog.messages)


def test_an_error_of_the_app_keeps_its_traceback(server: logging.Logger, caplog: pytest.LogCaptureFixture) -> None:
    log_exception(server, "Exception in ASGI application\n")
    log_exception(server, "Exception in ASGI application\n")
    server.error("Application startup failed. Exiting.")
    assert [bool(record.exc_info) for record in caplog.records] == [True, True, False]
