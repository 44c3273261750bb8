"""The routes of logins behind the gate over real HTTP, with single sign-on at a provider of the test's choice."""

import asyncio
from collections.abc import AsyncIterator, Coroutine, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from argon2 import PasswordHasher
from fastapi import FastAPI
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Mount

from rca_dashboard.access.gate.gate import Gate, GateRules
from rca_dashboard.access.identity import Role
from rca_dashboard.access.logins.accounts import Accounts
from rca_dashboard.access.logins.passwords import Passwords
from rca_dashboard.access.logins.sessions import Sessions
from rca_dashboard.access.logins.throttle import OwnThrottle
from rca_dashboard.access.single_sign_on.rules import SignOnRules
from rca_dashboard.access.single_sign_on.sign_on import SingleSignOn
from rca_dashboard.api.auth_routes import Logins, add_auth_routes
from rca_dashboard.api.routes import Routes
from rca_dashboard.store.audit import entries_after
from rca_dashboard.store.engine import Database
from tests.access.single_sign_on.identity_provider import CLIENT_ID, CLIENT_SECRET
from tests.fixtures.app_server import free_port
from tests.fixtures.databases import migrated_sqlite
from tests.fixtures.quick_server import QuickServer

PASSWORD = "correct horse battery"
ROLES = {"desk-admins": Role.ADMIN, "desk-agents": Role.AGENT}


class SignOnApp:
    """One running app; ``ended`` are the sessions that it ended."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.database: Database = migrated_sqlite(folder / "tickets.db")
        self.ended: set[str] = set()
        self._server: QuickServer | None = None
        self._browsers: list[httpx.Client] = []

    def start(self, issuer: str, **rules: Any) -> None:
        """Serve with this provider."""
        given: Mapping[str, Any] = {"role_claim": "groups", "roles": ROLES, "client_secret": CLIENT_SECRET, **rules}
        sign_on_rules = SignOnRules(
            issuer=issuer,
            client_id=CLIENT_ID,
            redirect_uri=f"{self.url}/api/v1/auth/oidc/callback",
            home=self.url,
            **given,
        )
        passwords, throttle = Passwords(PasswordHasher(1, 64, 1)), OwnThrottle()
        self.sessions = Sessions(
            self.database, passwords, throttle, on_ended=(self._note_ended,), least_password_role=Role.ADMIN
        )
        self.accounts = Accounts(self.database, passwords, self.sessions, throttle)
        self.sign_on = SingleSignOn(sign_on_rules, self.database, self.sessions, is_https=False)
        logins = Logins(
            sessions=self.sessions,
            accounts=self.accounts,
            is_open=False,
            sign_on=self.sign_on,
            home=self.url,
            passwords_for="admins",
        )
        api = FastAPI(openapi_url=None)
        add_auth_routes(Routes(api, prefix="/api/v1", tag="auth", scope=None), logins)
        api.mount("", PlainTextResponse("the page"))
        gate = Gate(api, GateRules(origins=(self.url,)), sessions=self.sessions)
        application = Starlette(routes=[Mount("", gate)], lifespan=self._lifespan)
        self._server = QuickServer(uvicorn.Config(application, port=self.port, log_level="critical", ws="none"))
        self._server.start()

    def stop(self) -> None:
        for browser in self._browsers:
            browser.close()
        if self._server is not None:
            self._server.stop()
        self.database.close()

    def browser(self) -> httpx.Client:
        """Return a browser with cookies of its own, which follows no redirect by itself."""
        self._browsers.append(httpx.Client(base_url=self.url, timeout=20))
        return self._browsers[-1]

    def run(self, work: Coroutine[Any, Any, Any]) -> None:
        """Run something on the server's event loop, and wait for it."""
        asyncio.run_coroutine_threadsafe(work, self._loop).result(20)

    def begin(self, browser: httpx.Client, wanted: str = "/") -> str:
        """Click on the button of single sign-on; return the provider's address."""
        answer = browser.get("/api/v1/auth/oidc/login", params={"next": wanted})
        assert answer.status_code == 303, answer.text
        return answer.headers["Location"]

    def me(self, browser: httpx.Client) -> dict[str, Any] | None:
        """Return who the app takes this browser for; None without a session."""
        answer = browser.get("/api/v1/auth/me")
        return answer.json()["data"] if answer.is_success else None

    def audit(self) -> list[str]:
        """Return the details of the audit log."""
        return [f"{entry.action}: {entry.detail}" for entry in entries_after(self.database, 0, 1000)]

    @asynccontextmanager
    async def _lifespan(self, _app: Starlette) -> AsyncIterator[None]:
        self._loop = asyncio.get_running_loop()
        await self.sessions.prepare()
        await self.accounts.prepare_first_admin("ada", PASSWORD)
        watch = asyncio.create_task(self.sessions.run())
        yield
        watch.cancel()

    async def _note_ended(self, session_ids: frozenset[str]) -> None:
        self.ended |= session_ids
