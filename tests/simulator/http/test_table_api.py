import re

import httpx
import pytest

from rca_dashboard.simulator.http.authentication import Account
from rca_dashboard.simulator.instance.instance import Instance
from rca_dashboard.simulator.server import Simulator
from tests.simulator.still_clock import StillClock


@pytest.fixture
def ten(instance: Instance) -> None:
    for number in range(10):
        instance.insert("incident", sys_id=f"{number}", state="2" if number % 2 else "1")


def links(answer: httpx.Response) -> list[tuple[str, int]]:
    found = re.findall(r'<([^>]+)>;rel="(\w+)"', answer.headers.get("Link", ""))
    return [(name, int(httpx.URL(url).params["sysparm_offset"])) for url, name in found]


@pytest.mark.usefixtures("ten")
def test_a_page_has_its_count_its_links_and_the_servers_time(client: httpx.Client) -> None:
    asked = {"sysparm_query": "ORDERBYsys_id", "sysparm_limit": "3", "sysparm_offset": "3", "sysparm_fields": "sys_id"}
    answer = client.get("/incident", params=asked)
    assert answer.json() == {"result": [{"sys_id": "3"}, {"sys_id": "4"}, {"sys_id": "5"}]}
    assert answer.headers["X-Total-Count"] == "10"
    assert answer.headers["Date"] == "Sat, 14 Mar 2026 15:09:26 GMT"
    assert answer.headers["Content-Type"] == "application/json;charset=UTF-8"
    assert links(answer) == [("first", 0), ("prev", 0), ("next", 6), ("last", 9)]
    address = answer.links["next"]["url"]
    following = client.get(address)
    assert [record["sys_id"] for record in following.json()["result"]] == ["6", "7", "8"]


@pytest.mark.usefixtures("ten")
def test_links_name_only_pages_that_are_there(client: httpx.Client) -> None:
    assert links(client.get("/incident?sysparm_limit=4")) == [("first", 0), ("next", 4), ("last", 8)]
    assert links(client.get("/incident?sysparm_limit=4&sysparm_offset=8")) == [("first", 0), ("prev", 4), ("last", 8)]
    assert links(client.get("/incident?sysparm_limit=5&sysparm_offset=5")) == [("first", 0), ("prev", 0), ("last", 5)]
    assert "Link" not in client.get("/incident?sysparm_limit=10").headers
    assert "Link" not in client.get("/incident").headers


@pytest.mark.usefixtures("ten")
def test_count_and_links_can_be_saved(client: httpx.Client) -> None:
    uncounted = client.get("/incident?sysparm_limit=4&sysparm_no_count=true")
    assert "X-Total-Count" not in uncounted.headers
    assert links(uncounted) == [("first", 0), ("next", 4)]
    unlinked = client.get("/incident?sysparm_limit=4&sysparm_suppress_pagination_header=true")
    assert "Link" not in unlinked.headers
    assert unlinked.headers["X-Total-Count"] == "10"


@pytest.mark.usefixtures("ten")
def test_the_count_is_of_what_the_query_selects(client: httpx.Client) -> None:
    answer = client.get("/incident", params={"sysparm_query": "state=2", "sysparm_limit": "2"})
    assert answer.headers["X-Total-Count"] == "5"
    assert client.get("/incident?state=2").headers["X-Total-Count"] == "5"
    empty = client.get("/incident?sysparm_query=state=99")
    assert (empty.json(), empty.headers["X-Total-Count"]) == ({"result": []}, "0")


def test_ten_thousand_come_when_no_limit_is_asked(client: httpx.Client, instance: Instance) -> None:
    rows = [{"sys_id": f"{number:05}", "sys_updated_on": "2026-01-01 00:00:00"} for number in range(10_001)]
    instance.load("incident", rows)
    answer = client.get("/incident?sysparm_fields=sys_id")
    assert len(answer.json()["result"]) == 10_000
    assert links(answer) == [("first", 0), ("next", 10_000), ("last", 10_000)]


def test_a_record_is_created_changed_and_deleted(client: httpx.Client, clock: StillClock) -> None:
    answer = client.post("/incident", json={"short_description": "Made by hand", "impact": 1, "nosuch": "x"})
    created = answer.json()["result"]
    assert answer.status_code == 201
    assert answer.headers["Location"].endswith(f"/api/now/table/incident/{created['sys_id']}")
    assert (created["number"], created["impact"], created["priority"]) == ("INC0010001", "1", "3")
    assert created["opened_at"] == created["sys_created_on"] == "2026-03-14 15:09:26"
    assert "nosuch" not in created
    clock.move(seconds=2)
    address = f"/incident/{created['sys_id']}"
    changed = client.patch(address, json={"state": "2", "sys_mod_count": "77"}).json()["result"]
    assert (changed["state"], changed["sys_mod_count"]) == ("2", "1")
    assert (changed["sys_updated_on"], changed["sys_updated_by"]) == ("2026-03-14 15:09:28", "admin")
    assert client.put(address, json={"state": "6"}).json()["result"]["sys_mod_count"] == "2"
    assert client.delete(address).status_code == 204
    assert client.get(address).status_code == 404


def problem(answer: httpx.Response) -> tuple[int, str, str | None]:
    body = answer.json()
    assert body.keys() == {"error", "status"}
    assert body["status"] == "failure"
    assert body["error"].keys() == {"message", "detail"}
    assert answer.headers["Date"]
    return answer.status_code, body["error"]["message"], body["error"]["detail"]


def test_errors_are_servicenows(client: httpx.Client, simulator: Simulator) -> None:
    not_found = (404, "No Record found", "Record doesn't exist or ACL restricts the record retrieval")
    assert problem(client.get("/incident/nosuch")) == not_found
    assert problem(client.patch("/incident/nosuch", json={"state": "2"})) == not_found
    assert problem(client.delete("/incident/nosuch")) == not_found
    assert problem(client.get("/nosuch")) == (400, "Invalid table nosuch", None)
    assert problem(client.post("/nosuch", json={})) == (400, "Invalid table nosuch", None)
    assert problem(client.post("/incident", content=b"{"))[0] == 400
    assert problem(client.post("/incident", json=[1]))[0] == 400
    assert problem(httpx.get(f"{simulator.url}/nowhere"))[0] == 400
    assert problem(client.put("/incident", json={}))[0] == 405


@pytest.mark.parametrize("length", [8_000, 300 * 100])
def test_an_address_beyond_8000_bytes_is_too_long(client: httpx.Client, length: int) -> None:
    assert problem(client.get(f"/incident?sysparm_query={'a' * length}"))[0] == 414
    assert client.get(f"/incident?sysparm_query={'a' * 7_900}").status_code == 200


def test_who_is_not_known_gets_401_everywhere(simulator: Simulator) -> None:
    unknown = (401, "User Not Authenticated", "Required to provide Auth information")
    url = f"{simulator.url}/api/now/table/incident"
    assert problem(httpx.get(url)) == unknown
    assert problem(httpx.get(url, auth=("admin", "wrong"))) == unknown
    assert problem(httpx.get(url, headers={"Authorization": "Basic %%%"})) == unknown
    assert problem(httpx.get(f"{url}/x")) == unknown
    assert problem(httpx.post(url, json={})) == unknown
    assert problem(httpx.patch(f"{url}/x", json={})) == unknown
    assert problem(httpx.delete(f"{url}/x")) == unknown
    assert httpx.get(url).headers["WWW-Authenticate"].startswith("BASIC")


def test_an_account_can_be_configured_or_left_out(instance: Instance) -> None:
    with Simulator.running(instance, account=Account("zoë", "pä:ss")) as url:
        address = f"{url}/api/now/table/incident"
        assert httpx.get(address, auth=httpx.BasicAuth("zoë", "pä:ss")).status_code == 200
        assert httpx.get(address, auth=("admin", "admin")).status_code == 401
    with Simulator.running(instance, account=None) as url:
        assert httpx.get(f"{url}/api/now/table/incident").status_code == 200


def test_accounts_never_show_their_password() -> None:
    assert "secret" not in repr(Account("me", "secret"))
