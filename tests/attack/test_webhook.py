"""ServiceNow's hints to the real app, which polls once a year: every update comes from a hint."""

import asyncio
import hashlib
import hmac
import json
import statistics
import threading
import time
from collections import Counter
from collections.abc import Callable

import httpx
import pytest

from rca_dashboard.simulator.instance.instance import Instance
from rca_dashboard.sync.polling.hints import BUSY_QUIET_SECONDS
from tests.attack.closed_app import ClosedApp

PATH = "/api/v1/servicenow/webhook"
SECRET = "between ServiceNow and us"
TICKETS = 200
HINTS = 1000
AT_ONCE = 20
LONGEST_SECONDS = 60
CHANGES = 10


def signed(body: bytes, timestamp: int) -> dict[str, str]:
    digest = hmac.new(SECRET.encode(), f"{timestamp}.".encode() + body, hashlib.sha256).hexdigest()
    return {"X-RCA-Timestamp": str(timestamp), "X-RCA-Signature": f"sha256={digest}"}


async def send(client: httpx.AsyncClient, sys_id: str, nonce: int) -> int:
    body = json.dumps({"table": "incident", "sys_id": sys_id, "nonce": nonce}).encode()
    return (await client.post(PATH, content=body, headers=signed(body, int(time.time())))).status_code


@pytest.fixture(scope="module")
def app(closed_app: Callable[..., ClosedApp]) -> ClosedApp:
    incidents = [{"short_description": f"Printer {place}"} for place in range(TICKETS)]
    return closed_app(*incidents, SERVICENOW_WEBHOOK_SECRET=SECRET, SERVICENOW_POLLING_INTERVAL="0 0 1 1 *")


def sys_ids(instance: Instance) -> list[str]:
    return [record["sys_id"] for record in instance.records("incident")]


async def test_a_change_is_on_the_wire_a_moment_after_its_hint(app: ClosedApp) -> None:
    instance = app.servicenow.instance
    seconds: list[float] = []
    async with app.tab(app.log_in()) as tab, httpx.AsyncClient(base_url=app.server.url) as servicenow:
        await app.settle(tab)
        for number in range(CHANGES):
            sys_id = sys_ids(instance)[-1 - number]
            began = time.perf_counter()
            instance.update("incident", sys_id, short_description=f"Told of by hint {number}")
            assert await send(servicenow, sys_id, number) == 202
            async with asyncio.timeout(20):
                await tab.until(f"Told of by hint {number}")
            seconds.append(time.perf_counter() - began)
    print(f"from change to wire: median {statistics.median(seconds):.3f} s, most {max(seconds):.3f} s")  # noqa: T201
    assert statistics.median(seconds) < 5  # 0.13 s on two cores; loose, for others may work there too


async def test_a_burst_of_hints_reads_each_record_once(app: ClosedApp) -> None:
    instance = app.servicenow.instance
    known = sys_ids(instance)
    for sys_id in known:
        instance.update("incident", sys_id, short_description="Changed in bulk")
    app.servicenow.requests.clear()
    is_sent = threading.Event()
    # However slowly this machine sends them, all hints are there before the first read is answered.
    app.servicenow.faults.add(meanwhile=lambda: is_sent.wait(LONGEST_SECONDS))
    async with httpx.AsyncClient(base_url=app.server.url, timeout=LONGEST_SECONDS) as servicenow:
        # A bulk change hints at one record after the other, and each save of it hints a few times.
        for start in range(0, TICKETS, AT_ONCE):
            wave = [sys_id for sys_id in known[start : start + AT_ONCE] for _ in range(HINTS // TICKETS)]
            statuses = await asyncio.gather(*(send(servicenow, sys_id, nonce) for nonce, sys_id in enumerate(wave)))
            assert set(statuses) == {202}
    # The last hint has become quiet: what waits is read together.
    await asyncio.sleep(2 * BUSY_QUIET_SECONDS)
    is_sent.set()
    admin = app.log_in()
    deadline = time.monotonic() + LONGEST_SECONDS
    while time.monotonic() < deadline:
        found = admin.get("/api/v1/tickets?query=bulk").json()["pagination"]["totalCount"]
        if found == TICKETS:
            break
        await asyncio.sleep(0.1)
    assert found == TICKETS
    asked = [asked.parameters.get("sysparm_query", "") for asked in app.servicenow.requests]
    reads = [Counter(sys_id for sys_id in known if sys_id in query) for query in asked]
    print(f"{HINTS} hints: {len(asked)} requests, {sum(reads, Counter()).total()} reads")  # noqa: T201
    first, *later = reads
    assert sum(later, Counter()) | first == Counter(known)


async def test_only_signed_hints_are_accepted(app: ClosedApp) -> None:
    sys_id = sys_ids(app.servicenow.instance)[0]
    body = json.dumps({"table": "incident", "sys_id": sys_id}).encode()
    now = int(time.time())
    app.servicenow.requests.clear()
    async with httpx.AsyncClient(base_url=app.server.url) as stranger:
        assert (await stranger.post(PATH, content=body)).status_code == 401
        assert (await stranger.post(PATH, content=body, headers=signed(body + b" ", now))).status_code == 401
        assert (await stranger.post(PATH, content=body, headers=signed(body, now - 400))).status_code == 401
        from_a_page = {**signed(body, now), "Origin": "https://evil.example"}
        assert (await stranger.post(PATH, content=body, headers=from_a_page)).status_code == 403
        assert (await stranger.get(PATH)).status_code in (404, 405)
        cookie = {"Cookie": app.log_in().cookie}
        assert (await stranger.post(PATH, content=body, headers=cookie)).status_code == 401
    await asyncio.sleep(0.3)
    assert list(app.servicenow.requests) == []
    assert SECRET not in app.log()
