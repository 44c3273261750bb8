"""When a fault occurs, changes between two pages, and changes visible later than their stamp."""

import time
from datetime import timedelta

import httpx
import pytest

from rca_dashboard.simulator.clock import shifted
from rca_dashboard.simulator.http.faults import targets
from rca_dashboard.simulator.instance.instance import Instance
from rca_dashboard.simulator.instance.transaction import Transaction
from rca_dashboard.simulator.server import Simulator
from tests.simulator.still_clock import StillClock


@pytest.fixture(autouse=True)
def four(instance: Instance) -> None:
    for number in range(4):
        instance.insert("incident", sys_id=str(number))


def statuses(client: httpx.Client, count: int, path: str = "/incident") -> list[int]:
    return [client.get(path).status_code for _ in range(count)]


def test_a_fault_can_wait_for_the_third_page(client: httpx.Client, simulator: Simulator) -> None:
    simulator.faults.add(status=401, after=2, times=2, fits=targets.lists_of("incident"))
    assert client.get("/problem").status_code == client.get("/incident/1").status_code == 200
    assert statuses(client, 5) == [200, 200, 401, 401, 200]


def test_a_fault_can_strike_one_offset_of_one_table(client: httpx.Client, simulator: Simulator) -> None:
    simulator.faults.add(status=502, fits=targets.at_offset(2, "incident"))
    assert statuses(client, 1, "/problem?sysparm_offset=2") == [200]
    assert statuses(client, 1) == [200]
    assert statuses(client, 2, "/incident?sysparm_offset=2") == [502, 200]


def test_a_fault_can_last_from_one_time_to_another(
    client: httpx.Client, simulator: Simulator, clock: StillClock
) -> None:
    begins = clock.now + timedelta(seconds=10)
    simulator.faults.add(status=503, times=None, since=begins, until=begins + timedelta(hours=1))
    assert statuses(client, 1) == [200]
    clock.move(seconds=10)
    assert statuses(client, 2) == [503, 503]
    clock.move(hours=1)
    assert statuses(client, 1) == [200]


@pytest.mark.parametrize("with_retry_after", [True, False])
def test_a_rate_limit_says_when_it_ends_in_one_way_or_the_other(
    client: httpx.Client, simulator: Simulator, clock: StillClock, *, with_retry_after: bool
) -> None:
    simulator.faults.add(**targets.too_many(clock.now, seconds=30, with_retry_after=with_retry_after))
    answer = client.get("/incident")
    assert answer.status_code == 429
    assert answer.headers["X-RateLimit-Reset"] == str(int(clock.now.timestamp()) + 30)
    assert answer.headers["X-RateLimit-Rule"] == "Table API per hour"
    assert answer.headers.get("Retry-After") == ("30" if with_retry_after else None)


def test_something_can_happen_between_two_pages(client: httpx.Client, simulator: Simulator, instance: Instance) -> None:
    def delete_the_first() -> None:
        instance.delete("incident", "0")

    simulator.faults.add(meanwhile=delete_the_first, after=1)
    seen = ""
    for offset in (0, 2):
        asked = f"/incident?sysparm_query=ORDERBYsys_id&sysparm_limit=2&sysparm_offset={offset}"
        seen += "".join(record["sys_id"] for record in client.get(asked).json()["result"])
    assert seen == "013"  # 2 slipped to the first page behind the reader's back


def test_a_connection_can_end_before_a_byte_of_the_answer(
    client: httpx.Client, simulator: Simulator, caplog: pytest.LogCaptureFixture
) -> None:
    simulator.faults.add(hang_up=True)
    with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
        client.get("/incident")
    assert statuses(client, 1) == [200]
    assert not [record for record in caplog.records if record.name.startswith("uvicorn")]


def test_an_answer_can_trickle(client: httpx.Client, simulator: Simulator) -> None:
    whole = client.get("/incident").content
    simulator.faults.add(trickle_seconds=0.2)
    begun = time.monotonic()
    assert client.get("/incident").content == whole
    assert time.monotonic() - begun > 0.19


def test_a_late_commit_is_seen_after_its_stamp(instance: Instance, clock: StillClock) -> None:
    made = clock.now
    late = Transaction(instance)
    born = late.insert("incident", short_description="late")
    late.update("incident", "1", state="2")
    late.delete("incident", "2")
    clock.move(seconds=20)
    since = f"sys_updated_on>={made:%Y-%m-%d %H:%M:%S}"
    before = instance.select("incident", since)
    assert {record["sys_id"] for record in before.records} == {"0", "1", "2", "3"}
    assert instance.record("incident", "1")["state"] == "1"
    late.commit()
    assert {record["sys_id"] for record in instance.select("incident", since).records} == {"0", "1", "3", born}
    for sys_id in (born, "1"):
        assert instance.record("incident", sys_id)["sys_updated_on"] == f"{made:%Y-%m-%d %H:%M:%S}"
    assert instance.records("sys_audit_delete")[0]["sys_created_on"] == f"{made:%Y-%m-%d %H:%M:%S}"
    late.commit()
    assert instance.record("incident", "1")["sys_mod_count"] == "1"


def test_what_is_rolled_back_never_was(instance: Instance) -> None:
    never = Transaction(instance)
    never.insert("incident")
    never.roll_back()
    never.commit()
    assert len(instance.records("incident")) == 4


@pytest.mark.parametrize("seconds", [-600, 600])
def test_an_instances_clock_can_be_ten_minutes_off(clock: StillClock, seconds: int) -> None:
    instance = Instance(clock=shifted(clock, seconds=seconds))
    stamp = f"{clock.now + timedelta(seconds=seconds):%H:%M:%S}"
    sys_id = instance.insert("incident")
    assert instance.record("incident", sys_id)["sys_updated_on"].endswith(stamp)
    with Simulator.running(instance, account=None) as url:
        assert stamp in httpx.get(f"{url}/api/now/table/incident").headers["Date"]
