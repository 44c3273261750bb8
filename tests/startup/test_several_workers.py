"""Real processes of the app on one PostgreSQL: one of them reads ServiceNow, and none is missed when it is killed."""

import os
import signal
import time
from collections.abc import Iterator
from uuid import uuid4

import httpx
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from websockets.sync.connection import Connection
from websockets.typing import Origin

from tests.fixtures.app_server import AppServer
from tests.fixtures.otlp_collector import Collector, running_collector
from tests.fixtures.several_workers import (
    CUT_ALL_OTHERS,
    Browse,
    Serve,
    has_hole,
    is_polling,
    leader_of,
    log_in,
    put,
    rows,
    stored,
    until,
)
from tests.servicenow.table_server import TableServer

pytestmark = pytest.mark.slow


@pytest.fixture
def collector() -> Iterator[Collector]:
    with running_collector() as running:
        yield running


def test_two_workers_of_one_command_poll_as_one_and_end_together(
    serve: Serve, database_url: str, instance: TableServer, collector: Collector
) -> None:
    put(instance, 1)  # with a row to check the zone with, a quiet poll is one request
    server = serve(WEB_CONCURRENCY="2", OTEL_EXPORTER_OTLP_ENDPOINT=collector.url)
    until(lambda: len(rows(database_url, "SELECT 1 FROM worker")) == 2)
    until(lambda: leader_of(database_url) > 0)
    until(lambda: stored(database_url) == 1)
    began, asked = time.monotonic(), len(instance.asked)
    until(lambda: time.monotonic() - began > 10)
    per_second = (len(instance.asked) - asked) / (time.monotonic() - began)
    assert per_second <= 1.2  # as one worker, which polls once a second
    workers = [row[0] for row in rows(database_url, "SELECT (figures::json->>'pid')::int FROM worker")]
    assert len(set(workers)) == 2
    assert server.stop() == 0
    assert [pid for pid in workers if is_alive(pid)] == []
    assert rows(database_url, "SELECT holder FROM lease") == [("",)]
    assert rows(database_url, "SELECT 1 FROM worker") == []
    store = next(span for span in collector.named("store") if span.attributes["changes"] == "1")
    trace = [span for span in collector.spans if span.trace == store.trace]
    assert {span.name for span in trace} == {"poll", "servicenow.request", "store", "push", "frame"}
    pushes = [span for span in trace if span.name == "push"]
    assert {span.parent for span in pushes} == {store.id}
    assert len({span.worker for span in pushes}) == 2
    assert {span.worker for span in trace if span.name not in {"push", "frame"}} == {store.worker}


def test_another_worker_goes_on_when_the_leader_is_killed_or_suspended(
    serve: Serve, database_url: str, instance: TableServer
) -> None:
    servers = [serve(), serve()]
    until(lambda: len(rows(database_url, "SELECT 1 FROM worker")) == 2 and leader_of(database_url) > 0)
    for tickets, end in enumerate((signal.SIGKILL, signal.SIGSTOP, signal.SIGKILL), start=1):
        leader, number = leader_of(database_url), rows(database_url, "SELECT number FROM lease")[0][0]
        os.kill(leader, end)
        put(instance, tickets)
        took = until(lambda tickets=tickets: stored(database_url) == tickets)
        assert took <= 15
        assert rows(database_url, "SELECT number FROM lease")[0][0] > number
        if end == signal.SIGSTOP:
            os.kill(leader, signal.SIGCONT)
        else:
            until(lambda: len(rows(database_url, "SELECT 1 FROM worker WHERE seen_at > now() - interval '6 s'")) == 2)
    assert not has_hole(database_url)
    for server in servers:
        assert "Traceback" not in server.log()


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_orders_choices_and_logouts_at_one_worker_hold_at_the_other(
    serve: Serve, browse: Browse, database_url: str, instance: TableServer
) -> None:
    one, two = serve(), serve()
    until(lambda: leader_of(database_url) > 0 and len(rows(database_url, "SELECT 1 FROM worker")) == 2)
    first, second = log_in(browse(one)), log_in(browse(two))
    for client, other in ((first, second), (second, first)):
        answer = client.post("/servicenow-polling/stop")
        assert (answer.status_code, answer.json()["data"]["is_polling"]) == (200, False)
        assert until(lambda other=other: not is_polling(other)) <= 2
        put(instance, 1)
        polled = other.post("/servicenow-polling/poll")
        assert polled.status_code == 200, polled.text
        assert other.post("/servicenow-polling/start").json()["data"]["is_polling"]
        assert until(lambda client=client: is_polling(client)) <= 2
    assert stored(database_url) == 1
    first_cookies = browse(two, first.cookies)
    assert first_cookies.get("/auth/me").status_code == 200
    with socket_of(two, first.cookies) as wire:
        assert first.post("/auth/logout").is_success
        assert until(lambda: first_cookies.get("/auth/me").status_code == 401) <= 5
        with pytest.raises(ConnectionClosed):
            read_on(wire, seconds=5)


def read_on(wire: Connection, seconds: float) -> None:
    """Read until it is closed, or is silent for so long."""
    while True:
        wire.recv(timeout=seconds)


def socket_of(server: AppServer, cookies: httpx.Cookies) -> ClientConnection:
    address = f"ws://127.0.0.1:{server.port}/_event/?EIO=4&transport=websocket&token={uuid4()}"
    cookie = "; ".join(f"{name}={value}" for name, value in cookies.items())
    wire = connect(address, origin=Origin(server.url), additional_headers={"Cookie": cookie}, ping_interval=None)
    wire.recv()
    wire.send("40/_event,")
    wire.recv()
    return wire


def test_wrong_logins_are_counted_by_all_workers_together(serve: Serve, browse: Browse) -> None:
    clients = [browse(serve()) for _ in range(2)]
    wrong = {"username": "admin", "password": "not the password"}
    answers = [clients[place % 2].post("/auth/login", json=wrong).status_code for place in range(8)]
    assert answers == [401] * 4 + [429] * 4


def test_after_all_connections_are_cut_changes_arrive_everywhere_at_once(
    serve: Serve, browse: Browse, database_url: str, instance: TableServer
) -> None:
    servers = [serve(), serve()]
    until(lambda: len(rows(database_url, "SELECT 1 FROM worker")) == 2 and leader_of(database_url) > 0)
    clients = [log_in(browse(each)) for each in servers]
    rows(database_url, CUT_ALL_OTHERS)
    put(instance, 1)
    for client in clients:
        assert until(lambda client=client: client.get("/tickets").json()["pagination"]["totalCount"] == 1) <= 5
    for server in servers:
        assert "Traceback" not in server.log()


def test_a_worker_that_is_about_to_end_says_so_and_serves_on(serve: Serve) -> None:
    server = serve(DRAIN_SECONDS="2")
    server.end(signal.SIGTERM)
    ready = until(lambda: httpx.get(f"{server.url}/ready").json().get("error", {}).get("code") == "draining")
    assert ready <= 2
    assert httpx.get(f"{server.url}/health").status_code == 200
    until(lambda: not server.is_running)
    assert "Traceback" not in server.log()
