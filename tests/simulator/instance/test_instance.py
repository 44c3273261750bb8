import threading

import pytest

from rca_dashboard.simulator.instance.instance import Instance, UnknownRecordError, UnknownTableError
from tests.simulator.still_clock import StillClock

NOW = "2026-03-14 15:09:26"


def test_a_new_incident_gets_what_servicenow_fills_in(instance: Instance) -> None:
    sys_id = instance.insert("incident", short_description="It smokes", impact="1", urgency="2", by="joe.employee")
    record = instance.record("incident", sys_id)
    assert len(sys_id) == 32
    assert record["number"] == "INC0010001"
    assert record["opened_at"] == record["sys_created_on"] == record["sys_updated_on"] == NOW
    assert record["sys_mod_count"] == "0"
    assert record["sys_created_by"] == record["sys_updated_by"] == "joe.employee"
    assert instance.display_value("sys_user", record["opened_by"]) == "Joe Employee"
    assert (record["state"], record["incident_state"], record["active"]) == ("1", "1", "true")
    assert record["priority"] == "2"
    assert record["close_notes"] == ""


@pytest.mark.parametrize(
    ("impact", "urgency", "priority"),
    [
        ("1", "1", "1"), ("1", "2", "2"), ("1", "3", "3"),
        ("2", "1", "2"), ("2", "2", "3"), ("2", "3", "4"),
        ("3", "1", "3"), ("3", "2", "4"), ("3", "3", "5"),
    ],
)  # fmt: skip
def test_priority_comes_from_impact_and_urgency(instance: Instance, impact: str, urgency: str, priority: str) -> None:
    sys_id = instance.insert("incident", impact=impact, urgency=urgency)
    assert instance.record("incident", sys_id)["priority"] == priority
    other = instance.insert("incident")
    instance.update("incident", other, impact=impact, urgency=urgency)
    assert instance.record("incident", other)["priority"] == priority


def test_an_update_stamps_and_counts(instance: Instance, clock: StillClock) -> None:
    sys_id = instance.insert("incident")
    clock.move(seconds=5)
    instance.update("incident", sys_id, short_description="new", by="beth.anglin")
    record = instance.record("incident", sys_id)
    assert record["sys_updated_on"] == "2026-03-14 15:09:31"
    assert (record["sys_mod_count"], record["sys_updated_by"]) == ("1", "beth.anglin")
    assert (record["sys_created_on"], record["sys_created_by"]) == (NOW, "admin")


def test_an_update_that_changes_nothing_leaves_no_trace(instance: Instance, clock: StillClock) -> None:
    sys_id = instance.insert("incident", short_description="same")
    before = instance.record("incident", sys_id)
    clock.move(seconds=5)
    instance.update("incident", sys_id, short_description="same", close_notes="")
    assert instance.record("incident", sys_id) == before


def test_an_update_can_be_stamped_at_a_chosen_time_or_not_at_all(instance: Instance, clock: StillClock) -> None:
    sys_id = instance.insert("incident")
    late = clock.now.replace(hour=3)
    instance.update("incident", sys_id, short_description="late commit", at=late)
    assert instance.record("incident", sys_id)["sys_updated_on"] == "2026-03-14 03:09:26"
    instance.update("incident", sys_id, short_description="silent", auto_sys_fields=False)
    record = instance.record("incident", sys_id)
    assert (record["short_description"], record["sys_mod_count"]) == ("silent", "1")
    assert record["sys_updated_on"] == "2026-03-14 03:09:26"


def test_states_have_their_consequences(instance: Instance, clock: StillClock) -> None:
    sys_id = instance.insert("incident")
    instance.update("incident", sys_id, state="6", close_code="Solution provided")
    resolved = instance.record("incident", sys_id)
    assert (resolved["resolved_at"], resolved["incident_state"], resolved["active"]) == (NOW, "6", "true")
    clock.move(minutes=1)
    instance.update("incident", sys_id, state="2")
    reopened = instance.record("incident", sys_id)
    assert (reopened["reopen_count"], reopened["resolved_at"], reopened["close_code"]) == ("1", "", "")
    assert (reopened["reopened_time"], reopened["active"]) == ("2026-03-14 15:10:26", "true")
    instance.update("incident", sys_id, incident_state="7")
    closed = instance.record("incident", sys_id)
    assert (closed["state"], closed["active"], closed["closed_at"]) == ("7", "false", "2026-03-14 15:10:26")


def test_handing_over_is_counted_but_the_first_assignment_is_not(instance: Instance) -> None:
    sys_id = instance.insert("incident")
    for group in ("one", "two", "two"):
        instance.update("incident", sys_id, assignment_group=group)
    assert instance.record("incident", sys_id)["reassignment_count"] == "1"


def test_what_was_given_wins(instance: Instance) -> None:
    given = {"priority": "1", "number": "INC7", "state": "-100", "sys_updated_on": "2020-01-01 00:00:00", "u_own": "x"}
    sys_id = instance.insert("incident", given)
    record = instance.record("incident", sys_id)
    assert {field: record[field] for field in given} == given


def test_numbers_go_on_after_the_highest_one_and_sys_ids_follow_the_seed(clock: StillClock) -> None:
    one, two, other = Instance(clock=clock, seed=3), Instance(clock=clock, seed=3), Instance(clock=clock, seed=4)
    assert [one.insert("incident"), one.insert("incident")] == [two.insert("incident"), two.insert("incident")]
    assert other.insert("incident") not in {record["sys_id"] for record in one.records("incident")}
    one.insert("incident", number="INC0050000")
    assert one.record("incident", one.insert("incident"))["number"] == "INC0050001"


def test_what_is_not_there_is_said_to_be_missing(instance: Instance) -> None:
    with pytest.raises(UnknownTableError):
        instance.insert("nosuch")
    with pytest.raises(UnknownRecordError):
        instance.update("incident", "nosuch", state="2")
    with pytest.raises(UnknownRecordError):
        instance.delete("incident", "nosuch")
    sys_id = instance.insert("incident")
    with pytest.raises(ValueError, match="already"):
        instance.insert("incident", sys_id=sys_id)


def test_records_come_in_the_order_of_their_creation_with_every_field(instance: Instance) -> None:
    first, second = instance.insert("incident"), instance.insert("incident")
    instance.update("incident", first, state="2")
    records = instance.records("incident")
    assert [record["sys_id"] for record in records] == [first, second]
    assert len(records[0]) == 83


def test_many_threads_lose_no_update(instance: Instance) -> None:
    sys_id = instance.insert("incident")

    def work(name: int) -> None:
        for number in range(50):
            instance.insert("incident")
            instance.update("incident", sys_id, short_description=f"{name}-{number}")
            instance.select("incident", "ORDERBYnumber")

    threads = [threading.Thread(target=work, args=(name,)) for name in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert instance.record("incident", sys_id)["sys_mod_count"] == "200"
    numbers = {record["number"] for record in instance.records("incident")}
    assert len(numbers) == 201
