import httpx
import pytest

from rca_dashboard.simulator.instance.instance import Instance
from rca_dashboard.simulator.server import Simulator


@pytest.fixture(autouse=True)
def ten(instance: Instance) -> None:
    for number in range(10):
        instance.insert("incident", sys_id=f"{number}", state="2" if number % 2 else "1")


def page(client: httpx.Client, offset: int, query: str = "ORDERBYsys_id") -> tuple[str, str]:
    asked = {"sysparm_query": query, "sysparm_limit": "3", "sysparm_offset": str(offset)}
    answer = client.get("/incident", params=asked)
    return "".join(record["sys_id"] for record in answer.json()["result"]), answer.headers["X-Total-Count"]


def test_hidden_rows_leave_pages_short_and_empty_while_the_count_and_more_rows_go_on(
    client: httpx.Client, simulator: Simulator
) -> None:
    simulator.rules.hide("incident", lambda record: "1" <= record["sys_id"] <= "6")
    assert [page(client, offset) for offset in (0, 3, 6, 9)] == [("0", "10"), ("", "10"), ("78", "10"), ("9", "10")]
    assert 'rel="next"' in client.get("/incident?sysparm_limit=3&sysparm_offset=3").headers["Link"]
    assert client.get("/incident/3").status_code == 404
    assert client.patch("/incident/3", json={"state": "6"}).status_code == 404
    assert client.delete("/incident/3").status_code == 404
    assert client.get("/incident/7").status_code == 200
    simulator.rules.clear()
    assert page(client, 3) == ("345", "10")


def test_one_page_can_be_short_on_command(client: httpx.Client, simulator: Simulator) -> None:
    simulator.faults.add(hidden=lambda record: record["sys_id"] < "2")
    assert page(client, 0) == ("2", "10")
    assert page(client, 0) == ("012", "10")


def test_a_denied_table_is_403_and_others_are_not(client: httpx.Client, simulator: Simulator) -> None:
    simulator.rules.deny("sys_audit_delete", "problem")
    answer = client.get("/sys_audit_delete")
    assert (answer.status_code, answer.json()["error"]["message"]) == (403, "User Not Authorized")
    assert client.get("/problem/x").status_code == 403
    assert client.get("/incident").status_code == 200


def test_conditions_on_a_field_can_be_dropped_without_a_word(client: httpx.Client, simulator: Simulator) -> None:
    assert page(client, 0, "state=2^ORDERBYsys_id")[1] == "5"
    simulator.faults.add(dropped_fields={"state"})
    assert page(client, 0, "state=2^ORDERBYsys_id")[1] == "10"
    assert page(client, 0, "state=2^ORDERBYsys_id")[1] == "5"
    simulator.rules.drop_fields("incident", "state")
    assert page(client, 0, "state=2^ORDERBYsys_id")[1] == "10"
    assert "state" not in client.get("/incident/1").json()["result"]


def test_a_query_on_a_refused_field_is_an_error(client: httpx.Client, simulator: Simulator) -> None:
    simulator.rules.refuse_fields("incident", "close_notes")
    answer = client.get("/incident?sysparm_query=close_notesISEMPTY")
    assert answer.status_code == 403
    assert answer.json()["error"]["message"] == "Insufficient rights to query records"
    assert client.get("/incident?sysparm_query=ORDERBYclose_notes").status_code == 403
    assert client.get("/incident?sysparm_query=state=2").status_code == 200


def test_an_instance_may_answer_unknown_fields_with_no_rows(client: httpx.Client, simulator: Simulator) -> None:
    assert page(client, 0, "nosuch=1")[1] == "10"
    simulator.rules.invalid_query_returns_no_rows = True
    assert page(client, 0, "nosuch=1") == ("", "0")
    assert page(client, 0, "caller_id.nosuch=1") == ("", "0")
    assert page(client, 0, "state=2")[1] == "5"
