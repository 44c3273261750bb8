"""The real app with one of three gates, served as ``reflex run --env prod --backend-only`` does.

``python -m benchmarks.gate.app PORT`` in a copy of the sources, with ``BENCHMARK_GATE=none`` for what Reflex alone
builds. The switch is here and nowhere else: the product has no way to do without its gate.
"""

import asyncio
import os
import sys
import time
from datetime import UTC, datetime
from importlib import import_module

import reflex as rx
from reflex.config import get_config, reload_config
from reflex.constants import CompileContext, Env
from reflex.environment import environment
from reflex.state import BaseState, StateUpdate
from reflex_base.event import Event
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from benchmarks.gate.data import changed_ticket
from rca_dashboard.domain.tickets.change import Origin
from rca_dashboard.live.page_load.guard import Guard
from rca_dashboard.startup import production
from rca_dashboard.store.tickets.upsert import upsert

_MEASURE = "/benchmark/"


class Measured:
    """The app, with endpoints for the benchmark: its cost, and one change now."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._wiring = import_module("rca_dashboard.rca_dashboard")
        self._door = Starlette(
            routes=[
                Route(f"{_MEASURE}cpu", self._cpu),
                Route(f"{_MEASURE}change/{{number:int}}", self._change, methods=["POST"]),
            ]
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Measure, or pass the request to the app."""
        is_measure = scope["type"] == "http" and scope["path"].startswith(_MEASURE)
        await (self._door if is_measure else self._app)(scope, receive, send)

    async def _cpu(self, _: Request) -> JSONResponse:
        """Return the CPU seconds of this worker so far, the server's threads included."""
        return JSONResponse({"cpu_seconds": time.process_time()})

    async def _change(self, request: Request) -> JSONResponse:
        """Store one change as the poller does, wake the hub, and return when it was committed."""
        ticket = changed_ticket(request.path_params["number"])
        now = datetime.now(UTC)
        await asyncio.to_thread(upsert, self._wiring.database, [ticket], origin=Origin.POLL, at=now)
        committed_at = time.monotonic()  # the same clock in all processes of a machine
        self._wiring.relay.wake()
        return JSONResponse({"committed_at": committed_at})


def served() -> ASGIApp:
    """Return the app that the server runs (its target; made in the worker)."""
    app = import_module("rca_dashboard.rca_dashboard").app
    return Measured(_bare(app) if os.environ["BENCHMARK_GATE"] == "none" else app())


async def _refuse_nothing(self: Guard, state: BaseState, event: Event) -> StateUpdate | None:
    """Let every event pass."""


def _bare(app: rx.App) -> ASGIApp:
    """Return what Reflex alone builds: no identity check at handshakes and events."""
    Guard.refusal = _refuse_nothing
    vars(app.event_namespace).pop("on_event")  # the guard's, over Reflex's own method
    return rx.App.__call__(app)


def serve(port: int) -> None:
    """Serve events and REST until a signal comes; no pages, which no socket needs."""
    environment.REFLEX_ENV_MODE.set(Env.PROD)
    environment.REFLEX_COMPILE_CONTEXT.set(CompileContext.RUN)
    get_config()._set_persistent(frontend_port=port, backend_port=port)
    environment.REFLEX_SKIP_COMPILE.set(True)
    environment.REFLEX_MOUNT_FRONTEND_COMPILED_APP.set(False)
    reload_config()
    production.serve(os.environ, 1, "127.0.0.1", port, "benchmarks.gate.app:served", "warning")


if __name__ == "__main__":
    serve(int(sys.argv[1]))
