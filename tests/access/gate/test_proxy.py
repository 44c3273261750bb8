"""Behind an authenticating proxy: its header is believed from its own address, and nothing else is answered."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import httpx
import pytest
from argon2 import PasswordHasher
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rca_dashboard.access.addresses import networks
from rca_dashboard.access.gate.gate import Gate, GateRules
from rca_dashboard.access.identity import Role, identity_of
from rca_dashboard.access.logins.accounts import Accounts
from rca_dashboard.access.logins.api_tokens import ApiTokens
from rca_dashboard.access.logins.passwords import Passwords
from rca_dashboard.access.logins.proxy_logins import ProxyLogins, ProxyRules
from rca_dashboard.access.logins.sessions import Sessions
from rca_dashboard.access.logins.throttle import OwnThrottle
from rca_dashboard.store.accounts import find_account
from rca_dashboard.store.engine import Database
from tests.fixtures.databases import migrated_sqlite

PROXY, STRANGER = "10.0.0.7", "203.0.113.9"
ORIGIN = "http://desk.example"
RULES = ProxyRules(
    user_header="X-User",
    groups_header="X-Groups",
    roles={"ada": Role.ADMIN, "desk-agents": Role.AGENT},
    default_role=Role.VIEWER,
    trusted=networks([PROXY]),
)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = migrated_sqlite(tmp_path / "tickets.db")
    yield made
    made.close()


class Harness:
    def __init__(self, database: Database, rules: ProxyRules = RULES) -> None:
        passwords, throttle = Passwords(PasswordHasher(1, 64, 1)), OwnThrottle()
        self.sessions = Sessions(database, passwords, throttle)
        self.accounts = Accounts(database, passwords, self.sessions, throttle)
        proxy = ProxyLogins(rules, database, self.sessions)
        self.gate: ASGIApp = Gate(
            _who,
            GateRules(origins=(ORIGIN,), trusted_proxies=(PROXY,)),
            sessions=self.sessions,
            tokens=ApiTokens(database, self.sessions.audit),
            proxy=proxy,
        )

    async def ask(self, peer: str, path: str = "/", **headers: str) -> httpx.Response:
        transport = httpx.ASGITransport(self.gate, client=(peer, 1234))
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        async with httpx.AsyncClient(transport=transport, base_url="http://desk.example") as client:
            return await client.get(path, headers=named)

    async def handshake(self, peer: str, headers: Mapping[str, str]) -> str:
        """Return the type of the message that answers a handshake of the websocket."""
        sent: list[Message] = []

        async def receive() -> Message:
            return {"type": "websocket.connect"}

        async def send(message: Message) -> None:
            sent.append(message)

        listed: Sequence[tuple[bytes, bytes]] = [
            (name.lower().encode(), text.encode()) for name, text in headers.items()
        ]
        scope: Scope = {
            "type": "websocket",
            "path": "/_event/",
            "query_string": b"token=a-token",
            "headers": [(b"origin", ORIGIN.encode()), *listed],
            "client": (peer, 1),
        }
        await self.gate(scope, receive, send)
        return str(sent[0]["type"])


async def _who(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer who the gate says that it is."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.accept"})
        return
    identity = identity_of(scope)
    await JSONResponse([identity.username, identity.role.name])(scope, receive, send)


@pytest.fixture
async def harness(database: Database) -> Harness:
    made = Harness(database)
    await made.sessions.prepare()
    return made


@pytest.mark.parametrize(
    ("headers", "seen"),
    [
        ({"X_User": "vera"}, ["vera", "VIEWER"]),
        ({"X_User": "vera", "X_Groups": "others, desk-agents"}, ["vera", "AGENT"]),
        ({"X_User": "ada", "X_Groups": "desk-agents"}, ["ada", "ADMIN"]),
    ],
)
async def test_people_are_whom_the_proxy_names_with_their_highest_role(
    harness: Harness, database: Database, headers: dict[str, str], seen: list[str]
) -> None:
    assert (await harness.ask(PROXY, **headers)).json() == seen
    account = find_account(database, seen[0])
    assert account is not None
    assert (account.source, account.role.upper()) == ("proxy", seen[1])


FORGED: tuple[dict[str, Any], ...] = (
    {},
    {"X_User": "ada"},
    {"X_User": "ada", "X_Forwarded_For": PROXY},
    {"X_User": "ada", "X_Real_IP": PROXY, "Forwarded": f"for={PROXY}"},
    {"Cookie": "rca_session_x=y", "Authorization": "Bearer rca_" + "a" * 43},
)


@pytest.mark.parametrize("headers", FORGED)
@pytest.mark.parametrize("path", ["/", "/login/", "/style.css", "/api/v1/tickets", "/api/v1/auth/me", "/metrics", "//"])
async def test_a_request_past_the_proxy_is_refused_whatever_its_headers(
    harness: Harness, headers: dict[str, str], path: str
) -> None:
    answer = await harness.ask(STRANGER, path, **headers)
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "not_proxied")
    assert (await harness.ask(STRANGER, "/health")).status_code == 200


async def test_the_websocket_is_opened_for_the_proxy_alone(harness: Harness) -> None:
    assert await harness.handshake(PROXY, {"X-User": "vera"}) == "websocket.accept"
    assert await harness.handshake(PROXY, {}) == "websocket.close"
    for headers in ({"X-User": "ada"}, {"X-User": "ada", "X-Forwarded-For": PROXY}):
        assert await harness.handshake(STRANGER, headers) == "websocket.close"


@pytest.mark.parametrize("name", ["", " ", "a b", "x" * 65, "vera,ada"])
async def test_a_name_that_cannot_be_one_is_nobody(harness: Harness, name: str) -> None:
    assert (await harness.ask(PROXY, X_User=name)).json()["error"]["code"] == "no_access"


async def test_who_has_no_role_has_no_access(database: Database) -> None:
    harness = Harness(database, ProxyRules(user_header="X-User", roles=RULES.roles, trusted=RULES.trusted))
    await harness.sessions.prepare()
    assert (await harness.ask(PROXY, X_User="vera")).status_code == 403
    assert (await harness.ask(PROXY, X_User="ada")).status_code == 200


async def test_a_role_follows_at_once_and_a_disabled_account_ends(harness: Harness) -> None:
    assert (await harness.ask(PROXY, X_User="vera", X_Groups="desk-agents")).json() == ["vera", "AGENT"]
    assert (await harness.ask(PROXY, X_User="vera")).json() == ["vera", "VIEWER"]
    assert (await harness.ask(PROXY, X_User="vera", X_Groups="desk-agents")).json() == ["vera", "AGENT"]
    await harness.accounts.disable("vera")
    assert (await harness.ask(PROXY, X_User="vera", X_Groups="desk-agents")).status_code == 403


async def test_many_first_requests_begin_one_session(harness: Harness, database: Database) -> None:
    answers = await asyncio.gather(*(harness.ask(PROXY, X_User="vera") for _ in range(10)))
    assert {answer.status_code for answer in answers} == {200}
    with database.read() as session:
        found = session.connection().exec_driver_sql("SELECT count(*) FROM login_session").scalar_one()
    assert found == 1


async def test_an_account_with_a_password_is_not_taken_over(harness: Harness) -> None:
    await harness.accounts.create("vera", "correct horse battery", Role.ADMIN)
    assert (await harness.ask(PROXY, X_User="vera")).status_code == 403


async def test_a_token_that_the_proxy_adds_hides_no_one_and_a_wrong_one_of_ours_is_refused(harness: Harness) -> None:
    path = "/api/v1/tickets"
    added = await harness.ask(PROXY, path, X_User="vera", Authorization="Bearer a-token-of-the-proxy")
    assert added.json() == ["vera", "VIEWER"]
    wrong = await harness.ask(PROXY, path, X_User="vera", Authorization="Bearer rca_" + "a" * 43)
    assert wrong.json() == ["", "NOBODY"]
