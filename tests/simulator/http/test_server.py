import threading
import time

import httpx
import pytest

from rca_dashboard.simulator.desk.desk import Desk
from rca_dashboard.simulator.instance.instance import Instance
from rca_dashboard.simulator.server import PortTakenError, Simulator

AUTH = ("admin", "admin")


def test_starting_and_stopping_take_no_time_even_with_an_open_connection(instance: Instance) -> None:
    simulator = Simulator(instance)
    begun = time.monotonic()
    url = simulator.start()
    with httpx.Client(auth=AUTH) as client:
        assert client.get(f"{url}/api/now/table/incident").status_code == 200
        started = time.monotonic()
        simulator.stop()
    assert started - begun < 0.5
    assert time.monotonic() - started < 0.8
    assert not {thread.name for thread in threading.enumerate()} & {"simulator", "living-desk"}


def test_a_stopped_server_refuses_and_comes_back_on_its_port(instance: Instance) -> None:
    simulator = Simulator(instance)
    url = simulator.start()
    simulator.stop()
    with pytest.raises(httpx.ConnectError):
        httpx.get(url)
    assert simulator.start() == url
    assert httpx.get(f"{url}/api/now/table/incident", auth=AUTH).status_code == 200
    simulator.stop()


def test_a_taken_port_is_said_in_one_sentence(instance: Instance, simulator: Simulator) -> None:
    port = int(simulator.url.rpartition(":")[2])
    with pytest.raises(PortTakenError, match=f"cannot listen on 127.0.0.1:{port} .*choose another port"):
        Simulator(instance, port=port).start()


def test_answers_leave_at_once(client: httpx.Client) -> None:
    client.get("/incident")
    begun = time.monotonic()
    for _ in range(20):
        client.get("/incident")
    assert time.monotonic() - begun < 0.6  # 20 delayed acknowledgements would take 0.8 s


def test_requests_are_written_down(client: httpx.Client, simulator: Simulator) -> None:
    client.get("/incident", params={"sysparm_query": "state=2^ORDERBYnumber"})
    client.post("/incident", json={})
    first, second = simulator.requests
    assert (first.method, first.path) == ("GET", "/api/now/table/incident")
    assert first.parameters == {"sysparm_query": "state=2^ORDERBYnumber"}
    assert second.method == "POST"


def test_the_desk_lives_while_the_server_runs(instance: Instance) -> None:
    desk = Desk(instance, incidents_per_minute=6_000)
    with Simulator.running(instance, desk=desk) as url, httpx.Client(auth=AUTH) as client:
        deadline = time.monotonic() + 5
        worked = 0
        while not worked and time.monotonic() < deadline:
            answer = client.get(f"{url}/api/now/table/incident?sysparm_query=sys_mod_count>0")
            worked = len(answer.json()["result"])
    assert worked
    born = len(instance.records("incident"))
    time.sleep(0.1)
    assert len(instance.records("incident")) == born


def test_a_stop_does_not_wait_for_a_slow_answer(instance: Instance) -> None:
    simulator = Simulator(instance)
    url = simulator.start()
    simulator.faults.add(delay_seconds=30)

    def ask() -> None:
        with pytest.raises(httpx.HTTPError):
            httpx.get(f"{url}/api/now/table/incident", auth=AUTH, timeout=10).raise_for_status()

    asking = threading.Thread(target=ask)
    asking.start()
    while not simulator.requests:
        time.sleep(0.01)
    begun = time.monotonic()
    simulator.stop()
    asking.join()
    assert time.monotonic() - begun < 3
