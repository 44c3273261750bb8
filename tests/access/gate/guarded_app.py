"""A small Reflex app behind the gate and the guard, served for real: ``python guarded_app.py FOLDER PORT SERVER``.

It is wired as the real app is, with hashes that are quick to make. ``FOLDER`` holds its database.
"""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import reflex as rx
from argon2 import PasswordHasher
from fastapi import FastAPI
from reflex.config import get_config
from reflex.state import BaseState, StateUpdate
from reflex_base.event import Event
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from rca_dashboard.access.gate.gate import Gate, GateRules
from rca_dashboard.access.identity import Role
from rca_dashboard.access.logins.accounts import Accounts
from rca_dashboard.access.logins.api_tokens import ApiTokens
from rca_dashboard.access.logins.passwords import Passwords
from rca_dashboard.access.logins.sessions import Sessions
from rca_dashboard.access.logins.throttle import OwnThrottle
from rca_dashboard.access.permissions import allowed
from rca_dashboard.access.sockets.open_sockets import OpenSockets
from rca_dashboard.api.auth_routes import Logins, add_auth_routes
from rca_dashboard.api.routes import Routes
from rca_dashboard.live.page_load.guard import EndedLogins, Guard
from rca_dashboard.live.reflex_adapter.socket import Socket
from rca_dashboard.live.reflex_adapter.socket_sessions import SocketSessions
from rca_dashboard.store.accounts import change_account
from rca_dashboard.store.engine import Database
from rca_dashboard.store.migrate import migrate
from tests.access.gate.guarded_server import ORIGIN, PASSWORD


class Desk(rx.State):
    """Event handlers of an operator; calls are recorded in ``calls``."""

    calls: list[str] = []  # noqa: RUF012 - a var of Reflex
    secret: str = ""

    @rx.event
    @allowed(Role.VIEWER)
    def look(self) -> None:
        self.calls.append("look")

    @allowed(Role.ADMIN)
    @rx.event
    def rule(self) -> None:
        self.calls.append("rule")

    @rx.event
    def forgotten(self) -> None:
        self.calls.append("forgotten")

    @rx.event
    @allowed(Role.VIEWER)
    def climb(self) -> rx.event.EventSpec:
        return Desk.rule()

    @rx.event
    @allowed(Role.VIEWER)
    def remember(self, text: str) -> None:
        self.secret = text


def page(_request: object) -> HTMLResponse:
    return HTMLResponse("<p>tickets</p>")


class Doings:
    """Account changes as made by the accounts page, for tests, without a particular actor."""

    def __init__(self, accounts: Accounts, database: Database) -> None:
        self._accounts = accounts
        self._database = database

    async def __call__(self, request: Request) -> HTMLResponse:
        asked = await request.json()
        username = asked["username"]
        match asked["do"]:
            case "create":
                await self._accounts.create(username, PASSWORD, Role.VIEWER)
            case "disable":
                await self._accounts.disable(username)
            case "role":
                await self._accounts.set_role(username, Role.AGENT)
            case "password":
                await self._accounts.set_password(username, PASSWORD + "!")
            case "other worker":  # only the database hears of it
                changes = {"role": "agent"}
                change_account(self._database, username, changes, revoke_at=datetime.now(UTC))
        return HTMLResponse("done")


class Guarded(rx.Middleware):
    """The guard alone, without the steps of a page load that follow it."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard

    async def preprocess(self, app: rx.App, state: BaseState, event: Event) -> StateUpdate | None:  # noqa: ARG002 - Reflex's
        return await self._guard.refusal(state, event)


class Wiring:
    """The parts, put together as ``rca_dashboard.rca_dashboard`` does."""

    def __init__(self, folder: Path) -> None:
        self.database = Database(f"sqlite:///{folder / 'accounts.db'}")
        passwords = Passwords(PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
        throttle = OwnThrottle()
        self.app = rx.App()
        self.sockets = OpenSockets(most_for_one=20, messages_per_second=20)
        socket_sessions = SocketSessions(self.app)
        ended_logins = EndedLogins(Socket(self.app), socket_sessions)
        self.sessions = Sessions(
            self.database,
            passwords,
            throttle,
            open_sessions=self.sockets.sessions,
            on_ended=(ended_logins.send_to_login, self.sockets.close_sessions),
        )
        self.accounts = Accounts(self.database, passwords, self.sessions, throttle)
        guard = Guard(socket_sessions, self.sessions)
        self.app.add_middleware(Guarded(guard), index=0)
        guard.refuse_unknown_events(self.app)
        self.app.register_lifespan_task(self.run)

    @asynccontextmanager
    async def run(self) -> AsyncIterator[None]:
        migrate(self.database)
        await self.sessions.prepare()
        await self.accounts.prepare_first_admin("ada", PASSWORD)
        for name, role in (("vera", Role.VIEWER), ("agnes", Role.AGENT)):
            if name not in {account.username for account in await self.accounts.all()}:
                await self.accounts.create(name, PASSWORD, role)
        watch = asyncio.create_task(self.sessions.run())
        yield
        watch.cancel()

    def asgi(self) -> ASGIApp:
        api = FastAPI(openapi_url=None)
        tokens = ApiTokens(self.database, self.sessions.audit)
        logins = Logins(sessions=self.sessions, accounts=self.accounts, tokens=tokens, is_open=False)
        add_auth_routes(Routes(api, prefix="/api/v1", tag="auth", scope=None), logins)
        api.mount("", self.app())
        pages = FastAPI(openapi_url=None)
        doings = Doings(self.accounts, self.database)
        pages.router.routes.append(Route("/test/accounts", doings.__call__, methods=["POST"]))
        pages.router.routes.append(Route("/{path:path}", page, methods=["GET"]))

        async def inside(scope: Scope, receive: Receive, send: Send) -> None:
            path = scope.get("path", "")
            is_ours = scope["type"] == "http" and not path.startswith(("/api/", "/_event"))
            await (pages if is_ours else api if path.startswith("/api/") else reflex)(scope, receive, send)

        reflex = api.routes[-1].app
        rules = GateRules(
            origins=(ORIGIN,), trusted_proxies=("127.0.0.9",), requests_per_second=float(os.environ["GUARDED_RATE"])
        )
        return Gate(inside, rules, sessions=self.sessions, sockets=self.sockets, tokens=tokens)


def serve(folder: Path, port: int, server: str) -> None:
    get_config().app_name = "guarded_app"
    wiring = Wiring(folder)
    app = wiring.asgi()
    if server == "granian":
        from granian.constants import Interfaces  # noqa: PLC0415 - only one of the two is needed
        from granian.server.embed import Server  # noqa: PLC0415 - the same

        asyncio.run(Server(app, port=port, interface=Interfaces.ASGI).serve())
    else:
        import uvicorn  # noqa: PLC0415 - the same

        uvicorn.run(app, port=port, log_level="warning", proxy_headers=False, ws="websockets-sansio")


if __name__ == "__main__":
    # Imported, so that the state is not called __main__.Desk.
    from tests.access.gate.guarded_app import serve as serve_imported

    serve_imported(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
