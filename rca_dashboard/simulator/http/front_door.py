"""ASGI middleware before the Table API: the request log, faults, the limit on URLs, and the Date header."""

from collections import deque
from email.utils import format_datetime

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rca_dashboard.simulator.clock import Clock
from rca_dashboard.simulator.errors import error_response, usual_error
from rca_dashboard.simulator.http.faults.faults import Faults
from rca_dashboard.simulator.http.faults.player import hang_up, play
from rca_dashboard.simulator.request_log import Asked

LONGEST_ADDRESS = 8_000
"""The maximum bytes of path and query; a longer URL gets 414."""


class FrontDoor:
    """An ASGI application that wraps another one."""

    def __init__(self, application: ASGIApp, *, clock: Clock, faults: Faults, log: deque[Asked]) -> None:
        """Wrap an application.

        Args:
            application: The Table API.
            clock: The time of the ``Date`` header.
            faults: The faults to inject.
            log: Where requests are recorded.
        """
        self._application = application
        self._clock = clock
        self._faults = faults
        self._log = log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        asked = Asked(scope["method"], scope["path"], scope["query_string"].decode("latin-1"), self._clock())
        self._log.append(asked)
        fault = self._faults.next_for(asked)
        if fault and fault.hang_up:
            await hang_up(receive, send)
        elif fault:
            await play(fault, self._application, scope, receive, self._dated(send))
        elif len(scope["raw_path"]) + 1 + len(scope["query_string"]) > LONGEST_ADDRESS:
            await error_response(usual_error(414))(scope, receive, self._dated(send))
        else:
            await self._application(scope, receive, self._dated(send))

    def _dated(self, send: Send) -> Send:
        async def dated(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *self._date_unless_in(message)]
            await send(message)

        return dated

    def _date_unless_in(self, message: Message) -> list[tuple[bytes, bytes]]:
        if any(name.lower() == b"date" for name, _ in message["headers"]):
            return []
        return [(b"date", format_datetime(self._clock(), usegmt=True).encode())]
