from collections import Counter

import pytest

from rca_dashboard.simulator.desk.desk import Desk
from rca_dashboard.simulator.desk.task_flows import FLOWS
from rca_dashboard.simulator.instance.choices import labels
from rca_dashboard.simulator.instance.instance import Instance
from tests.simulator.still_clock import StillClock

ENDED = {"problem": {"107"}, "change_request": {"3", "4"}, "sc_req_item": {"3", "4"}}


def states(instance: Instance, table: str) -> dict[str, str]:
    return {record["sys_id"]: record["state"] for record in instance.select(table, "ORDERBYsys_id").records}


def test_problems_changes_and_items_live_beside_the_incidents(instance: Instance, clock: StillClock) -> None:
    desk = Desk(instance)
    desk.fill_history(40)
    moves: dict[str, Counter[tuple[str, str]]] = {table: Counter() for table in FLOWS}
    seen = {table: states(instance, table) for table in FLOWS}
    born = dict.fromkeys(FLOWS, 0)
    for _ in range(1_500):
        clock.move(seconds=desk.seconds_until_next())
        desk.advance()
        for table, flow in FLOWS.items():
            now = states(instance, table)
            for sys_id in now.keys() - seen[table].keys():
                born[table] += 1
                assert now[sys_id] == next(iter(flow))
            for sys_id, state in now.items():
                before = seen[table].get(sys_id, state)
                assert state == before or state in flow[before]
                moves[table][before, state] += state != before
            seen[table] = now
    assert all(born.values())
    for table, ended in ENDED.items():
        assert {after for (_, after), times in moves[table].items() if times} & ended
        for record in instance.records(table):
            assert (record["active"] == "false") == (record["state"] in ended) == bool(record["closed_at"])


@pytest.mark.parametrize("table", FLOWS)
def test_every_state_has_a_label(table: str) -> None:
    assert FLOWS[table].keys() <= labels(table, "state").keys()


def test_a_past_has_links_between_incidents_problems_and_changes(instance: Instance, clock: StillClock) -> None:
    desk = Desk(instance)
    desk.fill_history(240)
    incidents = {record["sys_id"]: record for record in instance.records("incident")}
    problems = instance.select("problem", "first_reported_by_taskISNOTEMPTY").records
    assert len(problems) > 8
    for problem in problems:
        assert incidents[problem["first_reported_by_task"]]["problem_id"]
    assert instance.select("incident", "rfc.short_descriptionISNOTEMPTY").total > 5
    assert instance.select("change_request").total > 20
    assert instance.select("sc_req_item", "cat_item.nameISNOTEMPTY").total > 40
    now = f"{clock.now:%Y-%m-%d %H:%M:%S}"
    for table in FLOWS:
        for record in instance.records(table):
            assert record["opened_at"] <= record["sys_updated_on"] <= now
    assert instance.select("task").total == sum(
        instance.select(table).total for table in ("incident", "problem", "change_request", "sc_req_item")
    )


def test_new_problems_and_changes_are_linked_to_the_incident_they_come_from(
    instance: Instance, clock: StillClock
) -> None:
    desk = Desk(instance)
    linked: set[str] = set()
    for _ in range(1_200):
        clock.move(seconds=desk.seconds_until_next())
        desk.advance()
    for incident in instance.records("incident"):
        for field, table in (("problem_id", "problem"), ("rfc", "change_request"), ("caused_by", "change_request")):
            if incident[field]:
                assert instance.record(table, incident[field])
                linked.add(field)
    assert linked >= {"problem_id", "rfc"}
