from collections.abc import Callable

import httpx
import pytest

from rca_dashboard.simulator.instance.instance import Instance
from tests.simulator.still_clock import StillClock


@pytest.mark.parametrize(
    ("table", "prefix", "state", "label"),
    [
        ("incident", "INC", "1", "New"),
        ("problem", "PRB", "101", "New"),
        ("change_request", "CHG", "-5", "New"),
        ("sc_req_item", "RITM", "1", "Open"),
    ],
)
def test_each_table_has_its_numbers_and_states(
    client: httpx.Client, instance: Instance, table: str, prefix: str, state: str, label: str
) -> None:
    sys_id = instance.insert(table, short_description="x")
    record = client.get(f"/{table}/{sys_id}?sysparm_display_value=all").json()["result"]
    assert record["number"]["value"] == f"{prefix}0010001"
    assert record["state"] == {"value": state, "display_value": label}
    assert record["sys_class_name"]["value"] == table
    assert record["active"]["value"] == "true"


def test_three_means_something_else_in_each_table(client: httpx.Client, instance: Instance) -> None:
    labels = []
    for table in ("incident", "change_request", "sc_req_item"):
        sys_id = instance.insert(table)
        instance.update(table, sys_id, state="3")
        record = client.get(f"/{table}/{sys_id}?sysparm_display_value=true").json()["result"]
        labels.append((record["state"], record["active"], bool(record["closed_at"])))
    assert labels == [("On Hold", "true", False), ("Closed", "false", True), ("Closed Complete", "false", True)]


def test_task_shows_what_the_tables_that_extend_it_hold(
    client: httpx.Client, instance: Instance, clock: StillClock
) -> None:
    made = {table: instance.insert(table) for table in ("incident", "problem", "change_request", "sc_req_item")}
    query = "sys_created_onONToday@javascript:gs.beginningOfToday()@javascript:gs.endOfToday()"
    asked = {"sysparm_query": query, "sysparm_display_value": "true"}
    records = client.get("/task", params=asked).json()["result"]
    assert {record["sys_class_name"] for record in records} == {
        "Incident", "Problem", "Change Request", "Requested Item",
    }  # fmt: skip
    new = {record["sys_class_name"]: record["state"] for record in records}
    assert (new["Incident"], new["Change Request"], new["Requested Item"]) == ("New", "New", "Open")
    assert all("caller_id" not in record and "short_description" in record for record in records)
    clock.move(seconds=1)
    changed = client.patch(f"/task/{made['problem']}", json={"short_description": "via task"})
    assert changed.status_code == 200
    assert instance.record("problem", made["problem"])["short_description"] == "via task"
    assert instance.stored("task", made["problem"])["sys_mod_count"] == "1"
    assert client.delete(f"/task/{made['incident']}").status_code == 204
    assert client.get(f"/incident/{made['incident']}").status_code == 404
    assert client.get(f"/task/{made['incident']}").status_code == 404
    newest = instance.select("task", "ORDERBYDESCsys_updated_on^ORDERBYsys_id").records[0]
    assert newest["sys_id"] == made["problem"]
    assert instance.select("task", "sys_class_name=incident").total == 0


def test_task_holds_what_was_loaded_or_taken_over(instance: Instance) -> None:
    instance.load("change_request", [{"sys_id": "1", "sys_class_name": "change_request", "u_own": "x"}])
    instance.take_over("change_request", {"sys_id": "2", "sys_class_name": "change_request"})
    assert instance.select("task", "sys_class_name=change_request").total == 2
    assert "u_own" not in instance.record("task", "1")


@pytest.mark.parametrize("table", ["incident", "change_request", "sys_user"])
def test_a_deletion_leaves_a_row_behind(
    client: httpx.Client, instance: Instance, clock: StillClock, table: str
) -> None:
    sys_id = instance.insert(table, name="Somebody")
    shown = instance.display_value(table, sys_id)
    clock.move(seconds=3)
    assert client.delete(f"/{table}/{sys_id}").status_code == 204
    rows = client.get("/sys_audit_delete").json()["result"]
    assert [(row["tablename"], row["documentkey"], row["display_value"]) for row in rows] == [(table, sys_id, shown)]
    assert (rows[0]["sys_created_on"], rows[0]["sys_created_by"]) == ("2026-03-14 15:09:29", "admin")


def test_a_deletion_without_audit_leaves_none_nor_does_that_of_an_audit(instance: Instance) -> None:
    delete: Callable[..., None] = instance.delete
    delete("incident", instance.insert("incident"), is_audited=False)
    assert instance.records("sys_audit_delete") == []
    delete("incident", instance.insert("incident"))
    delete("sys_audit_delete", instance.records("sys_audit_delete")[0]["sys_id"])
    assert instance.records("sys_audit_delete") == []


def test_several_records_may_share_one_number(client: httpx.Client, instance: Instance) -> None:
    made = {instance.insert("incident", number="INC0000042") for _ in range(5)}
    found = client.get("/incident?sysparm_query=number=INC0000042").json()["result"]
    assert {record["sys_id"] for record in found} == made
    assert len(found) == 5
