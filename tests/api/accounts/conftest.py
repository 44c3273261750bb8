"""The routes of accounts on a real database, with a controllable clock and a caller of each role."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from starlette.routing import BaseRoute

from rca_dashboard.access.audit_log import AuditLog
from rca_dashboard.access.identity import NOBODY, Identity, Role
from rca_dashboard.access.logins.api_tokens import ApiTokens
from rca_dashboard.access.teams import Teams
from rca_dashboard.api.auth_routes import Logins, add_auth_routes
from rca_dashboard.api.routes import Routes
from rca_dashboard.store.audit import entries_after
from rca_dashboard.store.engine import Database
from rca_dashboard.store.migrate import migrate
from tests.access.accounts_harness import PASSWORD, AccountsHarness, cookie
from tests.api.identities import identified

ADA, VERA = "ada", "vera"


@dataclass
class Answered:
    status: int
    body: dict[str, Any]
    cookie: str

    @property
    def data(self) -> Any:
        return self.body["data"]

    @property
    def code(self) -> str:
        return self.body["error"]["code"]


class Desk:
    """The admin ada, the viewer vera, and whoever asks."""

    def __init__(self, database: Database) -> None:
        self.harness = AccountsHarness(database)
        self.team_changes = 0
        self.require()

    def require(self, *roles: Role) -> None:
        """Serve the routes, with a second factor required of these roles."""
        self._api = FastAPI(openapi_url=None)
        database = self.harness.database
        audit = AuditLog(database)
        self.care = self.harness.care_of(*roles)
        self.tokens = ApiTokens(database, audit, lambda: self.harness.at)
        logins = Logins(
            sessions=self.harness.sessions,
            accounts=self.harness.accounts,
            tokens=self.tokens,
            teams=Teams(database, audit, self._note_change),
            care=self.care,
            is_open=False,
        )
        add_auth_routes(Routes(self._api, prefix="/api/v1", tag="auth", scope=None), logins)

    @property
    def routes(self) -> list[BaseRoute]:
        """All routes that are served."""
        return self._api.routes

    async def _note_change(self) -> None:
        self.team_changes += 1

    @classmethod
    async def made(cls, path: Path) -> "Desk":
        """Return a desk with no account."""
        database = Database(f"sqlite:///{path}")
        migrate(database)
        made = cls(database)
        await made.harness.sessions.prepare()
        return made

    async def ask(self, who: Identity, method: str, path: str, **body: Any) -> Answered:
        transport = httpx.ASGITransport(identified(self._api, who), client=("198.51.100.7", 1))
        async with httpx.AsyncClient(transport=transport, base_url="http://app/api/v1") as client:
            answer = await client.request(method, path, json=body or None, headers={"User-Agent": "Firefox/1 Windows"})
        return Answered(answer.status_code, answer.json(), answer.headers.get("Set-Cookie", "").partition(";")[0])

    async def log_in(self, username: str, password: str = PASSWORD, **further: str) -> Answered:
        return await self.ask(NOBODY, "POST", "/auth/login", username=username, password=password, **further)

    async def person(self, username: str) -> Identity:
        """Return who somebody with a session is."""
        found = await self.harness.sessions.identity(cookie(await self.harness.login(username)))
        assert found is not None
        return found

    def audit(self, username: str) -> list[tuple[str, str]]:
        """Return what somebody has done, and to what."""
        entries = entries_after(self.harness.database, 0, 1_000)
        return [(each.action, each.subject) for each in entries if each.username == username]


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    made = await Desk.made(tmp_path / "accounts.db")
    await made.harness.accounts.prepare_first_admin(ADA, PASSWORD)
    await made.harness.accounts.create(VERA, PASSWORD, Role.VIEWER)
    yield made
    made.harness.database.close()
