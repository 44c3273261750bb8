"""The built-in ServiceNow plays service levels: attached by priority, paused, breached and completed."""

from datetime import UTC, datetime, timedelta

import pytest

from rca_dashboard.simulator.clock import from_text, to_text
from rca_dashboard.simulator.desk.desk import Desk
from rca_dashboard.simulator.instance.instance import Instance
from rca_dashboard.simulator.queries.conditions import Record
from rca_dashboard.simulator.slas.definitions import AROUND_THE_CLOCK, WORKING_HOURS, end_of
from rca_dashboard.simulator.slas.sla_clock import SlaClock
from tests.simulator.still_clock import StillClock

FRIDAY = datetime(2026, 3, 13, 16, tzinfo=UTC)


class Levels:
    """One incident of an instance, and its service levels."""

    def __init__(self, clock: StillClock, **fields: str) -> None:
        self.instance = Instance(clock=clock)
        self.clock = clock
        self.slas = SlaClock(self.instance)
        self.incident = self.instance.insert("incident", {"impact": "1", "urgency": "1", **fields})
        self.slas.look_at(self.instance.stored("incident", self.incident))

    def work(self, **fields: str) -> None:
        self.instance.update("incident", self.incident, fields)
        self.slas.look_at(self.instance.stored("incident", self.incident))

    def of(self, target: str) -> Record:
        found = self.instance.records("task_sla")
        names = {each["sys_id"]: each["target"] for each in self.instance.records("contract_sla")}
        return next(each for each in reversed(found) if names[each["sla"]] == target)

    def left(self) -> timedelta:
        return from_text(self.of("resolution")["planned_end_time"]) - self.clock.now


def test_a_schedule_runs_around_the_clock_or_on_working_days() -> None:
    assert end_of(FRIDAY, timedelta(hours=4), AROUND_THE_CLOCK) == FRIDAY + timedelta(hours=4)
    assert end_of(FRIDAY, timedelta(hours=4), WORKING_HOURS) == datetime(2026, 3, 16, 10, tzinfo=UTC)
    night = datetime(2026, 3, 12, 23, tzinfo=UTC)
    assert end_of(night, timedelta(hours=2), WORKING_HOURS) == datetime(2026, 3, 13, 10, tzinfo=UTC)


@pytest.mark.parametrize(("priority", "count"), [("1", 2), ("2", 2), ("3", 2), ("4", 1), ("5", 1)])
def test_an_incident_gets_the_service_levels_of_its_priority(priority: str, count: int) -> None:
    levels = Levels(StillClock(), priority=priority)
    assert len(levels.instance.records("task_sla")) == count
    assert {each["stage"] for each in levels.instance.records("task_sla")} == {"in_progress"}


def test_a_pause_stops_the_time_and_what_was_left_is_left_after_it() -> None:
    clock = StillClock()
    levels = Levels(clock)
    clock.move(hours=1)
    levels.work(state="2")
    left = levels.left()
    levels.work(state="3")
    assert (levels.of("resolution")["stage"], levels.of("response")["stage"]) == ("paused", "completed")
    clock.move(hours=7)
    levels.slas.advance()
    assert levels.of("resolution")["has_breached"] == "false"
    levels.work(state="2")
    assert levels.of("resolution")["stage"] == "in_progress"
    assert levels.left() == left


def test_what_is_over_is_breached_and_what_is_resolved_in_time_is_not() -> None:
    clock = StillClock()
    levels = Levels(clock)
    clock.move(minutes=16)
    levels.slas.advance()
    assert (levels.of("response")["has_breached"], levels.of("resolution")["has_breached"]) == ("true", "false")
    levels.work(state="6", close_code="Solved")
    done = levels.of("resolution")
    assert (done["stage"], done["active"], done["has_breached"]) == ("completed", "false", "false")
    assert done["end_time"] == to_text(clock.now)


def test_another_priority_cancels_the_old_ones_and_counts_from_the_opening() -> None:
    clock = StillClock()
    levels = Levels(clock)
    clock.move(minutes=5)
    levels.work(priority="2")
    stages = [each["stage"] for each in levels.instance.records("task_sla")]
    assert sorted(stages) == ["cancelled", "cancelled", "in_progress", "in_progress"]
    assert levels.left() == timedelta(hours=8) - timedelta(minutes=5)


def test_a_living_desk_has_service_levels_for_all_that_is_open() -> None:
    clock = StillClock()
    instance = Instance(clock=clock)
    desk = Desk(instance)
    desk.fill_history(60)
    for _ in range(60):
        clock.move(seconds=30)
        desk.advance()
    active = {each["task"] for each in instance.records("task_sla") if each["active"] == "true"}
    working = {each["sys_id"] for each in instance.select("incident", "stateIN1,2,3").records}
    assert working <= active
