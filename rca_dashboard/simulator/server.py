"""The instance over real HTTP, in a thread of its own: for demo mode, tests and the command line."""

import logging
import socket
import time
from collections.abc import Generator
from contextlib import contextmanager
from threading import Thread
from types import TracebackType
from typing import Self

import uvicorn

from rca_dashboard.simulator.desk.living_desk import Life, LivingDesk
from rca_dashboard.simulator.http.access_rules import AccessRules
from rca_dashboard.simulator.http.authentication import Account
from rca_dashboard.simulator.http.faults.faults import Faults
from rca_dashboard.simulator.http.front_door import FrontDoor
from rca_dashboard.simulator.http.table_api import TableApi
from rca_dashboard.simulator.http.tokens import ACCESS_SECONDS, Tokens
from rca_dashboard.simulator.http.web_server import WebServer
from rca_dashboard.simulator.instance.instance import Instance
from rca_dashboard.simulator.request_log import request_log

_LONGEST_HEAD = 256 * 1024  # so that a URL beyond 8,000 bytes still reaches its 414
_ACCOUNT = Account()
_THREAD = "simulator"


def _is_worth_logging(record: logging.LogRecord) -> bool:
    """Return whether to log uvicorn's message: of this thread only errors, as the app's server shares its loggers."""
    return record.threadName != _THREAD or record.exc_info is not None


logging.getLogger("uvicorn.error").addFilter(_is_worth_logging)


class PortTakenError(OSError):
    """Something else listens there already."""


class Simulator:
    """A server for one instance. It can be restarted after a stop, on the same port.

    Attributes:
        instance: The served instance.
        faults: The faults to inject.
        tokens: The issued OAuth tokens.
        rules: What the account may see.
        requests: The last 10,000 requests, oldest first.
    """

    def __init__(
        self,
        instance: Instance,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        account: Account | None = _ACCOUNT,
        desk: Life | None = None,
        token_seconds: float = ACCESS_SECONDS,
    ) -> None:
        """Create a server that does not listen yet.

        Args:
            instance: The instance to serve.
            host: The address to listen on.
            port: 0 for a free one.
            account: The account that may use it; None for no authentication.
            desk: Runs while the server does.
            token_seconds: The lifetime of an OAuth access token.
        """
        self.instance = instance
        self.faults = Faults()
        self.tokens = Tokens(instance.clock, access_seconds=token_seconds)
        self.rules = AccessRules()
        self.requests = request_log()
        self._host = host
        self._port = port
        self._living_desk = LivingDesk(desk) if desk else None
        application = TableApi(instance, account, tokens=self.tokens, rules=self.rules).application()
        self._application = FrontDoor(application, clock=instance.clock, faults=self.faults, log=self.requests)
        self._server: WebServer | None = None
        self._thread: Thread | None = None

    @classmethod
    @contextmanager
    def running(
        cls, instance: Instance, *, account: Account | None = _ACCOUNT, desk: Life | None = None
    ) -> Generator[str]:
        """Serve an instance on a free port within a ``with`` block, and yield its URL."""
        with cls(instance, account=account, desk=desk) as simulator:
            yield simulator.url

    @property
    def url(self) -> str:
        """The instance's URL for clients; the port is known once the server was started."""
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"http://{host}:{self._port}"

    def start(self) -> str:
        """Listen, and return the URL once requests are answered.

        Raises:
            PortTakenError: If the port is taken, or the host is not this machine's.
        """
        listener = self._listener()
        self._port = listener.getsockname()[1]
        self._server = WebServer(self._configuration())
        self._thread = Thread(target=self._server.run, args=([listener],), name=_THREAD, daemon=True)
        self._thread.start()
        while not self._server.started and self._thread.is_alive():
            time.sleep(0.002)
        if self._living_desk:
            self._living_desk.start()
        return self.url

    def stop(self) -> None:
        """Stop the desk, refuse new connections and close those that exist; a slow answer gets one second."""
        if self._living_desk:
            self._living_desk.stop()
        if self._server and self._thread:
            self._server.end()
            self._thread.join()
        self._server = self._thread = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stop()

    def _listener(self) -> socket.socket:
        family = socket.AF_INET6 if ":" in self._host else socket.AF_INET
        # asyncio sets TCP_NODELAY only if the protocol is given; without it each answer waits 40 ms for an ACK
        listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        try:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((self._host, self._port))
            listener.listen()
        except (OSError, OverflowError) as error:
            listener.close()
            message = f"The simulator cannot listen on {self._host}:{self._port} ({error}): choose another port."
            raise PortTakenError(message) from error
        return listener

    def _configuration(self) -> uvicorn.Config:
        return uvicorn.Config(
            self._application,
            loop="asyncio",
            http="h11",
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            date_header=False,
            server_header=False,
            h11_max_incomplete_event_size=_LONGEST_HEAD,
            timeout_graceful_shutdown=1,
        )
