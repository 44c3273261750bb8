"""The gunicorn worker class that runs uvicorn; imported by gunicorn."""

import asyncio
import os
import signal
from types import FrameType
from typing import Any, ClassVar

from uvicorn.workers import UvicornWorker

from rca_dashboard.access.addresses import networks
from rca_dashboard.access.sockets.packets import LARGEST_MESSAGE_BYTES
from rca_dashboard.access.sockets.unfinished_requests import UnfinishedRequests
from rca_dashboard.live.reflex_adapter.bounded_connection import BoundedConnection, accept_errors
from rca_dashboard.live.reflex_adapter.prepared_socket import PreparedSocket
from rca_dashboard.live.running import running
from rca_dashboard.settings import load_settings
from rca_dashboard.startup.open_files import raise_open_files

# Open files that are no connections: the database, ServiceNow, pages that are being sent.
_FILES_OF_THE_APP = 100
# Open websockets are closed with 1012 (service restart), and are then not waited for.
_SECONDS_TO_END = 2

# Under nohup the app goes on when the terminal is closed; gunicorn sets its own handlers later.
_IGNORES_HANG_UP = signal.getsignal(signal.SIGHUP) is signal.SIG_IGN


class SocketWorker(UvicornWorker):
    """Serves pages, REST and websockets in one event loop, and does not outlive its master."""

    CONFIG_KWARGS: ClassVar[dict[str, Any]] = {  # pyright: ignore[reportIncompatibleVariableOverride] - gunicorn's way
        "loop": "asyncio",
        "http": BoundedConnection,
        "ws": PreparedSocket,
        # Compression takes a window of 256 kB per browser, and a frame of a kilobyte gains little.
        "ws_per_message_deflate": False,
        # uvicorn's own limit of 16 MB would let a user collect 320 MB in the parts of 20 unfinished messages.
        "ws_max_size": LARGEST_MESSAGE_BYTES,
        # Engine.IO has its own heartbeat.
        "ws_ping_interval": None,
        # The gate determines the client's address.
        "proxy_headers": False,
        "server_header": False,
        "timeout_graceful_shutdown": _SECONDS_TO_END,
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - gunicorn's interface
        super().__init__(*args, **kwargs)
        self._has_drained_first = False
        _let_no_signal_add_a_worker()

    def init_process(self) -> None:
        """Prepare the process for many connections; gunicorn calls this in the worker."""
        BoundedConnection.unfinished = UnfinishedRequests(
            networks(load_settings().trusted_proxies), most_open=max(1, raise_open_files() - _FILES_OF_THE_APP)
        )
        super().init_process()

    async def callback_notify(self) -> None:
        """End when the master is gone, even by kill -9; uvicorn calls this when it has started, and once a second."""
        await super().callback_notify()
        self._drain_first()
        accept_errors.watch(asyncio.get_running_loop())
        if os.getppid() != self.ppid:
            os.kill(os.getpid(), signal.SIGTERM)

    def _drain_first(self) -> None:
        """Let SIGTERM end the worker only after DRAIN_SECONDS, while ``/ready`` already answers 503."""
        seconds = load_settings().drain_seconds if not self._has_drained_first else 0
        self._has_drained_first = True
        end = signal.getsignal(signal.SIGTERM)
        if not seconds or not callable(end):
            return
        loop = asyncio.get_running_loop()

        def drain() -> None:
            running().live.workers.is_draining = True
            loop.call_later(seconds, end, signal.SIGTERM, None)

        loop.add_signal_handler(signal.SIGTERM, drain)


def _let_no_signal_add_a_worker() -> None:
    """Change what the master does on signals; it makes workers, so this runs in it.

    TTIN would add a worker where SQLite allows one, HUP start another one before the first has ended, and USR2 a second
    master. A terminal that is closed sends HUP, and ends the app.
    """
    signal.signal(signal.SIGTTIN, signal.SIG_IGN)
    signal.signal(signal.SIGUSR2, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN if _IGNORES_HANG_UP else _end)


def _end(_signal: int, _frame: FrameType | None) -> None:
    os.kill(os.getpid(), signal.SIGTERM)
