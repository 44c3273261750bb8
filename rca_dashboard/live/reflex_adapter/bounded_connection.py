"""uvicorn's HTTP connection with a deadline for each request; uvicorn 0.54 waits for ever, and for any number."""

import asyncio
import logging
import time
from typing import Any, ClassVar

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from rca_dashboard.access.sockets.lingering_close import LingeringTransport
from rca_dashboard.access.sockets.unfinished_requests import UnfinishedRequests
from rca_dashboard.clock import Monotonic
from rca_dashboard.domain.duration import duration

logger = logging.getLogger(__name__)

_SECONDS_FOR_HEAD = 10.0
_SECONDS_FOR_BODY = 20.0  # the gate answers 408 after 15 s
# States in which the client has sent all of its request.
_COMPLETE = (h11.IDLE, h11.DONE, h11.MUST_CLOSE, h11.CLOSED)


# asyncio tries again after a second, and fails again for as long as no file is free.
_SECONDS_WITHOUT_ERROR = 5.0


class AcceptErrors:
    """Logs the lack of free files once when it starts and once when it ends; asyncio does so 2,048 times a second."""

    def __init__(self, monotonic: Monotonic = time.monotonic) -> None:
        self._monotonic = monotonic
        self._began: float | None = None
        self._last = 0.0

    def watch(self, loop: asyncio.AbstractEventLoop) -> None:
        """Take over the errors that a loop reports."""
        loop.set_exception_handler(self._handle)

    def accepted(self) -> None:
        """Note a new connection: some seconds after the last error, the lack is over."""
        now = self._monotonic()
        if self._began is not None and now - self._last >= _SECONDS_WITHOUT_ERROR:
            logger.warning("Accepting connections works again after %s.", duration(self._last - self._began))
            self._began = None

    def _handle(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        if "accept() out of system resource" not in context.get("message", ""):
            loop.default_exception_handler(context)
            return
        self._last = self._monotonic()
        if self._began is None:
            self._began = self._last
            logger.error(
                "Accepting connections failed (%s): raise the limit of open files, as by ulimit -n.",
                context.get("exception"),
            )


accept_errors = AcceptErrors()


class BoundedConnection(H11Protocol):
    """An HTTP connection that is closed if a request is not complete in time.

    Attributes:
        unfinished: Those that wait for a request, in all of the process.
    """

    unfinished: ClassVar[UnfinishedRequests["BoundedConnection"]] = UnfinishedRequests()
    _deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # pyright: ignore[reportIncompatibleMethodOverride] - as uvicorn
        """Wait for the first request."""
        super().connection_made(LingeringTransport(transport, self.loop))
        accept_errors.accepted()
        self._wait(_SECONDS_FOR_HEAD)

    def data_received(self, data: bytes) -> None:
        """Read as uvicorn does, and watch the request that is not complete."""
        state = self.conn.their_state
        super().data_received(data)
        if self.transport.get_protocol() is not self:  # a websocket has taken over, whose request is complete
            self._stop_waiting()
            return
        now = self.conn.their_state
        if now is h11.SEND_BODY:
            if state is not now:
                self._wait(_SECONDS_FOR_BODY)
        elif now is h11.IDLE:
            if self._deadline is None:
                self._wait(_SECONDS_FOR_HEAD)
        else:
            self._stop_waiting()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting."""
        self._stop_waiting()
        super().connection_lost(exc)

    def has_input_left(self) -> bool:
        """Return whether bytes of this request, or after it, may still be on their way."""
        return self.conn.their_state not in _COMPLETE or bool(self.conn.trailing_data[0])

    def _wait(self, seconds: float) -> None:
        self._stop_waiting()
        self._deadline = self.loop.call_later(seconds, self._close)
        address = self.client[0] if self.client else ""
        surplus = self.unfinished.add(self, address, open_connections=len(self.connections))
        if surplus is not None:
            surplus._close()  # noqa: SLF001 - another of this class

    def _stop_waiting(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
            self.unfinished.remove(self)

    def _close(self) -> None:
        self._stop_waiting()
        if self.conn.our_state is h11.DONE and self.conn.their_state is h11.SEND_BODY:
            self.transport.close()  # it was answered, as by 413
        else:
            self.transport.abort()  # close() would wait for a reader that may never read
