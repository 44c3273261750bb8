"""The webhook accepts hints that a record changed from ServiceNow only."""

import hashlib
import hmac
import json
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack

import httpx
import pytest

from rca_dashboard.access.gate.gate import Gate, GateRules
from rca_dashboard.access.identity import NOBODY
from rca_dashboard.access.signatures import Signatures
from rca_dashboard.api.app import create_api
from rca_dashboard.api.operations.webhook import Webhook
from rca_dashboard.store.engine import Database
from rca_dashboard.sync.polling.poller import Poller
from tests.api.identities import identified
from tests.sync.steered import steered

SECRET = "between us"
PATH = "/api/v1/servicenow/webhook"
SYS_ID = "1c741bd70b232200" + "7518478d83673af3"


class Taken:
    """Takes hints."""

    def __init__(self) -> None:
        self.hints: list[tuple[str, str]] = []
        self.has_room = True

    def add(self, table: str, sys_id: str) -> bool:
        self.hints.append((table, sys_id))
        return self.has_room


def headers(body: bytes, *, secret: str = SECRET, ago: int = 0) -> dict[str, str]:
    timestamp = str(int(time.time()) - ago)
    signature = hmac.new(secret.encode(), f"{timestamp}.".encode() + body, hashlib.sha256).hexdigest()
    return {"X-RCA-Timestamp": timestamp, "X-RCA-Signature": f"sha256={signature}"}


def hint(table: object = "incident", sys_id: object = SYS_ID, **more: object) -> bytes:
    return json.dumps({"table": table, "sys_id": sys_id, **more}).encode()


@pytest.fixture
def taken() -> Taken:
    return Taken()


Serve = Callable[..., httpx.AsyncClient]


@pytest.fixture
async def serve(database: Database, poller: Poller, taken: Taken) -> AsyncIterator[Serve]:
    async with AsyncExitStack() as stack:

        def serve(secret: str = SECRET) -> httpx.AsyncClient:
            signatures = Signatures(secret) if secret else None
            webhook = Webhook(signatures=signatures, tables=("incident", "problem"), hints=lambda: taken)
            api = identified(create_api(database, lambda: steered(poller).poller, webhook=webhook), NOBODY)
            client = httpx.AsyncClient(transport=httpx.ASGITransport(api), base_url="http://app")
            stack.push_async_callback(client.aclose)
            return client

        yield serve


async def test_a_signed_hint_is_taken_without_a_login(serve: Serve, taken: Taken) -> None:
    body = hint(sys_id=SYS_ID.upper(), sys_mod_count="7")
    answer = await serve().post(PATH, content=body, headers=headers(body))
    assert answer.status_code == 202
    assert answer.json() == {"success": True, "data": {"table": "incident", "sys_id": SYS_ID}}
    assert taken.hints == [("incident", SYS_ID)]


async def test_what_is_not_signed_rightly_is_refused(serve: Serve, taken: Taken) -> None:
    client, body = serve(), hint()
    good = headers(body)
    cases = {
        "not_signed": {},
        "wrong_signature": headers(body, secret="guessed"),
        "stale_signature": headers(body, ago=400),
    }
    for code, shown in cases.items():
        answer = await client.post(PATH, content=body, headers=shown)
        assert (answer.status_code, answer.json()["error"]["code"]) == (401, code)
    future = await client.post(PATH, content=body, headers=headers(body, ago=-400))
    assert (future.status_code, future.json()["error"]["code"]) == (401, "stale_signature")
    assert taken.hints == []
    assert (await client.post(PATH, content=body, headers=good)).status_code == 202
    again = await client.post(PATH, content=body, headers=good)
    assert (again.status_code, again.json()["error"]["code"]) == (401, "replayed")
    assert len(taken.hints) == 1


async def test_without_a_secret_it_is_off(serve: Serve, taken: Taken) -> None:
    body = hint()
    answer = await serve(secret="").post(PATH, content=body, headers=headers(body, secret=""))
    assert answer.status_code == 404
    assert "SERVICENOW_WEBHOOK_SECRET" in answer.json()["error"]["message"]
    assert taken.hints == []


@pytest.mark.parametrize(
    "body",
    [
        hint(table="sys_user"),
        hint(table=["incident"]),
        hint(table={}),
        hint(sys_id="INC0010001"),
        hint(sys_id=SYS_ID + "0"),
        hint(sys_id="^" + SYS_ID[1:]),
        hint(sys_id=None),
        b'{"table": "incident"}',
        b"[]",
        b"null",
        b"",
        b"{",
        b"\xff",
        b"[" * 60_000,
    ],
)
async def test_a_hint_at_nothing_is_refused(serve: Serve, taken: Taken, body: bytes) -> None:
    answer = await serve().post(PATH, content=body, headers=headers(body))
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "invalid_request")
    assert taken.hints == []


async def test_a_full_queue_is_reported_to_the_sender(serve: Serve, taken: Taken) -> None:
    taken.has_room = False
    body = hint()
    assert (await serve().post(PATH, content=body, headers=headers(body))).status_code == 429


async def test_the_gate_lets_a_burst_of_hints_through_and_still_limits_the_rest_of_rest(
    database: Database, poller: Poller, taken: Taken
) -> None:
    webhook = Webhook(signatures=Signatures(SECRET), tables=("incident",), hints=lambda: taken)
    api = create_api(database, lambda: steered(poller).poller, webhook=webhook)
    gate = Gate(api, GateRules(origins=("http://app",), requests_per_second=1, hints_per_second=2))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(gate), base_url="http://app") as client:
        statuses: list[int] = []
        for place in range(120):
            body = hint(sys_id=f"{place:032x}")
            statuses.append((await client.post(PATH, content=body, headers=headers(body))).status_code)
        assert statuses[:20] == [202] * 20
        assert 429 in statuses[20:]
        others = [(await client.get("/api/v1/servicenow-polling/status")).status_code for _ in range(30)]
        assert others[0] == 200
        assert 429 in others
