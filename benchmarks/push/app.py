"""The real app with endpoints for the benchmark, served as ``reflex run --env prod --backend-only`` does.

``python -m benchmarks.push.app PORT`` in a copy of the sources; ``BENCHMARK_REREADS_ALL=1`` reads every view again at
every change, which the product never does.
"""

import asyncio
import os
import sys
import time
from datetime import UTC, datetime
from importlib import import_module

from reflex.config import get_config, reload_config
from reflex.constants import CompileContext, Env
from reflex.environment import environment
from reflex.state import BaseState, State, state_snapshot_hashes
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from benchmarks.push.data import changed_ticket
from rca_dashboard.domain.tickets.change import Origin
from rca_dashboard.live.hub.list_rooms import RoomPages
from rca_dashboard.startup import production
from rca_dashboard.store.tickets.upsert import upsert

_MEASURE = "/benchmark/"
_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


class Measured:
    """The app and the endpoints."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._wiring = import_module("rca_dashboard.rca_dashboard")
        change = Route(f"{_MEASURE}change/{{number:int}}", self._change, methods=["POST"])
        hashes = Route(f"{_MEASURE}hashes", self._hashes)
        self._door = Starlette(routes=[Route(f"{_MEASURE}spent", self._spent), hashes, change])

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Measure, or pass the request to the app."""
        is_measure = scope["type"] == "http" and scope["path"].startswith(_MEASURE)
        await (self._door if is_measure else self._app)(scope, receive, send)

    async def _spent(self, _: Request) -> JSONResponse:
        """Return this worker's CPU seconds so far and its resident memory, the server's threads included."""
        with open("/proc/self/statm", encoding="ascii") as memory:  # noqa: PTH123, ASYNC230 - no disk behind it
            resident = int(memory.read().split()[1]) * _PAGE_BYTES
        return JSONResponse({"cpu_seconds": time.process_time(), "memory_bytes": resident})

    async def _hashes(self, _: Request) -> JSONResponse:
        """Return the hashes with which a page says what it was compiled with, so that it is not sent again."""
        return JSONResponse(_hashes_of(State))

    async def _change(self, request: Request) -> JSONResponse:
        """Store one change as the poller does, wake the hub, and return when it was committed."""
        ticket = changed_ticket(request.path_params["number"])
        now = datetime.now(UTC)
        await asyncio.to_thread(upsert, self._wiring.database, [ticket], origin=Origin.POLL, at=now)
        # The same clock in all processes of a machine.
        committed = {"committed_at": time.monotonic(), "cpu_seconds": time.process_time()}
        self._wiring.relay.wake()
        return JSONResponse(committed)


def _hashes_of(root: type[BaseState]) -> list[str]:
    return state_snapshot_hashes(root(_reflex_internal_init=True).dict(initial=True))


def served() -> ASGIApp:
    """Return the app that the server runs (its target; made in the worker)."""
    if os.environ.get("BENCHMARK_REREADS_ALL"):
        RoomPages._is_touched = lambda self, key, changes: True  # noqa: ARG005 - RoomPages' own interface
    return Measured(import_module("rca_dashboard.rca_dashboard").app())


def serve(port: int) -> None:
    """Serve events and REST until a signal comes; no pages, which no socket needs."""
    environment.REFLEX_ENV_MODE.set(Env.PROD)
    environment.REFLEX_COMPILE_CONTEXT.set(CompileContext.RUN)
    get_config()._set_persistent(frontend_port=port, backend_port=port)
    environment.REFLEX_SKIP_COMPILE.set(True)
    environment.REFLEX_MOUNT_FRONTEND_COMPILED_APP.set(False)
    reload_config()
    production.serve(os.environ, 1, "127.0.0.1", port, "benchmarks.push.app:served", "warning")


if __name__ == "__main__":
    serve(int(sys.argv[1]))
