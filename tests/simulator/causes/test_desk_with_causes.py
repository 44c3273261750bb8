"""The desk with causes: its history, what its changes break, and that a watch over its tickets finds it in time."""

import json
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from rca_dashboard.domain.burst.alarm import Level
from rca_dashboard.domain.cluster.leaders import Leaders
from rca_dashboard.domain.cluster.template import template_of
from rca_dashboard.domain.tickets.change import Origin
from rca_dashboard.insight.insight import Insight
from rca_dashboard.simulator.causes.desk_with_causes import DeskWithCauses
from rca_dashboard.simulator.clock import from_text, to_text
from rca_dashboard.simulator.desk.breakages import BREAKAGES, PRINTER_WORDINGS
from rca_dashboard.simulator.desk.complaints import COMPLAINTS
from rca_dashboard.simulator.instance.instance import Instance
from rca_dashboard.simulator.instance.organisation import LOCATIONS
from rca_dashboard.simulator.opening import Opening, open_instance
from rca_dashboard.store.engine import Database
from rca_dashboard.store.insight.bursts import StoredBurst, open_bursts
from rca_dashboard.store.migrate import migrate
from rca_dashboard.store.tickets.upsert import upsert
from tests.simulator.causes.served import served
from tests.simulator.still_clock import StillClock


@pytest.fixture
def desk(instance: Instance) -> DeskWithCauses:
    desk = DeskWithCauses(instance)
    desk.fill_history(share=0.1)
    return desk


def play(desk: DeskWithCauses, clock: StillClock, **duration: float) -> None:
    until = clock.now + timedelta(**duration)
    while clock.now < until:
        clock.move(seconds=desk.seconds_until_next())
        desk.advance()


def test_callers_of_one_breakage_are_understood_as_one_and_those_of_two_are_not() -> None:
    leaders, own = Leaders(), [each.every_wording for each in BREAKAGES]
    every = [*own, PRINTER_WORDINGS, *((each.short_description,) for each in COMPLAINTS)]
    for place, wordings in enumerate(every):
        assert leaders.nearest(template_of(wordings[0])) is None, wordings[0]
        assert leaders.add(template_of(wordings[0])) == place
        said = [f"{wording} ({location})" for wording in wordings for location in LOCATIONS]
        for each in (*wordings, *said):
            assert leaders.nearest(template_of(each)) == place, each


def test_the_same_seed_and_clock_give_the_same_history_and_the_same_life() -> None:
    def one_life(seed: int) -> list[dict[str, str]]:
        clock = StillClock()
        instance = Instance(clock=clock, seed=seed)
        desk = DeskWithCauses(instance, seed=seed)
        desk.fill_history(share=0.05)
        play(desk, clock, minutes=3)
        return instance.records("incident") + instance.records("change_request")

    assert one_life(3) == one_life(3)
    assert one_life(3) != one_life(4)


def test_the_history_reaches_beyond_four_weeks_and_has_a_day_and_a_week(instance: Instance, clock: StillClock) -> None:
    DeskWithCauses(instance).fill_history(share=0.3)
    opened = [from_text(each["opened_at"]) for each in instance.records("incident")]
    assert clock.now - timedelta(days=35, hours=1) < min(opened) < clock.now - timedelta(days=33)
    assert max(opened) <= clock.now
    by_hour, by_day = Counter(each.hour for each in opened), Counter(each.weekday() for each in opened)
    assert by_hour[9] > 2 * by_hour[2] > 0
    assert by_day[0] > 1.5 * by_day[6] > 0
    levels = Counter((each["stage"], each["has_breached"]) for each in instance.records("task_sla"))
    assert all(levels[each] for each in (("completed", "false"), ("completed", "true"), ("in_progress", "false")))
    changes = instance.select("change_request", "work_endISNOTEMPTY").records
    assert len(changes) > 25
    assert all(each["work_start"] <= each["work_end"] <= each["sys_updated_on"] for each in changes)


def test_each_change_that_broke_something_was_done_before_its_tickets(desk: DeskWithCauses, instance: Instance) -> None:
    changes = {each["number"]: each for each in instance.records("change_request")}
    incidents = {each["number"]: each for each in instance.records("incident")}
    begun = [cause for cause in desk.truth.causes if cause.kind == "change"]
    assert {cause.holds for cause in begun} == {True, False}
    assert sorted(changes) == [each["number"] for each in sorted(changes.values(), key=lambda each: each["opened_at"])]
    for cause in begun:
        broken, fix = changes[cause.change], changes[cause.fix]
        assert broken["work_end"] == cause.began_at
        assert fix["work_end"] == cause.fixed_at
        assert {incidents[each]["cmdb_ci"] for each in cause.incidents} == {broken["cmdb_ci"]} == {fix["cmdb_ci"]}
        opened = sorted(incidents[each]["opened_at"] for each in cause.incidents)
        assert len(opened) > 8
        assert opened[0] >= cause.began_at
        assert (opened[-1] > cause.fixed_at) == (not cause.holds)


def test_the_printer_dies_every_monday(desk: DeskWithCauses, instance: Instance) -> None:
    (weekly,) = [cause for cause in desk.truth.causes if cause.kind == "weekly"]
    opened = [
        from_text(each["opened_at"]) for each in instance.records("incident") if each["number"] in weekly.incidents
    ]
    assert {each.weekday() for each in opened} == {0}
    assert len({each.date() for each in opened}) == 5


async def watched(
    desk: DeskWithCauses, instance: Instance, clock: StillClock, database: Database, *, minutes: float
) -> list[tuple[float, StoredBurst]]:
    """Feed the desk into a store and its insight as polls do; return the open bursts after each 10 s."""
    insight, begun = Insight(database, clock=clock), clock.now
    found: list[tuple[float, StoredBurst]] = []
    store(database, instance, clock, Origin.IMPORT)
    await insight.follower.step()
    await insight.rebuild_clusters()
    await insight.relearn()
    last = clock.now
    while clock.now < begun + timedelta(minutes=minutes):
        play(desk, clock, seconds=10)
        store(database, instance, clock, Origin.POLL, since=to_text(last))
        last = clock.now
        await insight.follower.step()
        await insight.show_bursts()
        found += [((clock.now - begun).total_seconds(), each) for each in open_bursts(database)]
    return found


def store(database: Database, instance: Instance, clock: StillClock, origin: Origin, *, since: str = "") -> None:
    upsert(database, served(instance, since=since), origin=origin, at=clock.now)


@pytest.mark.slow  # 600 tickets are read into a store and its index: 2 s
async def test_the_watch_finds_the_first_outbreak_within_five_minutes_and_nothing_else(
    desk: DeskWithCauses, instance: Instance, clock: StillClock, tmp_path: Path
) -> None:
    database = Database(f"sqlite:///{tmp_path}/desk.db")
    migrate(database)
    found = await watched(desk, instance, clock, database, minutes=4.5)
    database.close()
    bursts = {each.id: each for _, each in found if each.level > Level.WATCH}
    ((number, burst),) = bursts.items()
    assert burst.label == "vpn gateway rejects certificate sign"
    assert len(burst.tickets) >= 11
    assert min(seconds for seconds, each in found if each.id == number) < 300
    assert len(desk.truth.causes[-1].incidents) >= 11


def test_a_fix_ends_the_tickets_and_one_that_does_not_hold_brings_them_back(
    desk: DeskWithCauses, instance: Instance, clock: StillClock
) -> None:
    past = len(desk.truth.causes)
    play(desk, clock, minutes=24)
    first, second = desk.truth.causes[past : past + 2]
    opened = {each["number"]: each for each in instance.records("incident")}
    assert (first.holds, second.holds) == (True, False)
    assert all(opened[each]["opened_at"] < first.fixed_at for each in first.incidents)
    assert all(opened[each]["state"] in {"6", "7", "8"} for each in first.incidents)
    assert second.fixed_at < second.returned_at
    assert opened[second.incidents[-1]]["opened_at"] >= second.returned_at
    numbers = {each["number"]: each for each in instance.records("change_request")}
    for cause in (first, second):
        assert numbers[cause.change]["work_end"] < opened[cause.incidents[0]]["opened_at"]
        assert numbers[cause.fix]["work_end"] == cause.fixed_at


@pytest.mark.slow  # the whole history, twice read by hand: 2 s
def test_what_really_happened_is_written_beside_and_a_restart_goes_on(tmp_path: Path, clock: StillClock) -> None:
    truth = tmp_path / "truth.json"
    opening = Opening(causes=True, archive=tmp_path / "desk.db", truth=truth, clock=clock)
    first = open_instance(opening)
    assert first.causes
    written = json.loads(truth.read_text())
    assert [each["reason"] for each in written] == [cause.reason for cause in first.causes.truth.causes]
    known = {each["number"] for each in first.instance.records("incident")}
    first.close()
    second = open_instance(opening)
    assert second.causes
    play(second.causes, clock, minutes=2)
    (cause,) = second.causes.truth.causes
    assert len(cause.incidents) > 3
    assert not known & {*cause.incidents}
    assert not any(
        cause.reason in value for each in served(second.instance) for value in (each.description, each.source)
    )
    second.close()
