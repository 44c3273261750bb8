from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest

from rca_dashboard.simulator.clock import from_text
from rca_dashboard.simulator.desk.desk import Desk
from rca_dashboard.simulator.desk.incident_life import ALLOWED
from rca_dashboard.simulator.instance.instance import Instance
from rca_dashboard.simulator.instance.task_rules import priority
from tests.simulator.still_clock import StillClock

Record = dict[str, str]


def live(instance: Instance, clock: StillClock, events: int, *, seed: int = 1) -> Iterator[None]:
    """Let things happen, one at each step of the iteration."""
    desk = Desk(instance, seed=seed)
    for _ in range(events):
        clock.move(seconds=desk.seconds_until_next())
        desk.advance()
        yield


def lived(instance: Instance, clock: StillClock, events: int, *, seed: int = 1) -> list[Record]:
    """Let things happen, and give what all incidents are then."""
    for _ in live(instance, clock, events, seed=seed):
        pass
    return instance.records("incident")


def test_the_same_seed_gives_the_same_life() -> None:
    def one_life(seed: int) -> list[Record]:
        clock = StillClock()
        instance = Instance(clock=clock, seed=seed)
        Desk(instance, seed=seed).fill_history(50)
        return lived(instance, clock, 60, seed=seed)

    assert one_life(7) == one_life(7)
    assert one_life(7) != one_life(8)


def test_states_move_only_along_allowed_paths(instance: Instance, clock: StillClock) -> None:
    Desk(instance).fill_history(40)
    seen = {record["sys_id"]: record["state"] for record in instance.records("incident")}
    moves: Counter[tuple[str, str]] = Counter()
    for _ in live(instance, clock, 900):
        for record in instance.select("incident", "ORDERBYsys_id").records:
            before = seen.get(record["sys_id"], "1")
            assert record["state"] == before or record["state"] in ALLOWED[before], (before, record["state"])
            moves[before, record["state"]] += before != record["state"]
            seen[record["sys_id"]] = record["state"]
    wanted = {("1", "2"), ("2", "3"), ("3", "2"), ("2", "6"), ("6", "7"), ("6", "2")}
    assert wanted <= {move for move, times in moves.items() if times}


def test_what_happens_is_stamped_counted_and_signed(instance: Instance, clock: StillClock) -> None:
    lived(instance, clock, 400)
    users = {record["user_name"] for record in instance.select("sys_user").records} | {"system"}
    for record in instance.records("incident"):
        assert record["sys_updated_by"] in users
        assert record["opened_at"] == record["sys_created_on"] <= record["sys_updated_on"]
        assert record["priority"] == priority(record["impact"], record["urgency"])
        assert bool(record["assigned_to"]) == (record["state"] not in {"1", "8"})
        assert bool(record["resolved_at"]) == (record["state"] in {"6", "7"})
        assert bool(record["closed_at"]) == (record["state"] in {"7", "8"})
        assert (record["active"] == "true") == (record["state"] not in {"7", "8"})
        assert bool(record["hold_reason"]) == (record["state"] == "3")


def test_the_pace_is_a_birth_each_12_s_something_each_3_s_and_p1s_every_few_minutes(
    instance: Instance, clock: StillClock
) -> None:
    begun = clock.now
    events = 1_500
    records = lived(instance, clock, events)
    seconds = (clock.now - begun).total_seconds()
    urgent = [record for record in records if record["impact"] == "1" and record["urgency"] == "1"]
    assert 2.7 < seconds / events < 3.3
    assert 10 < seconds / len(records) < 14
    assert 120 < seconds / len(urgent) < 420


@pytest.mark.slow  # the life of a desk for more than an hour, 6 s
def test_a_desk_keeps_up_with_its_work(instance: Instance, clock: StillClock) -> None:
    Desk(instance).fill_history(100)
    records = lived(instance, clock, 4_000)
    states = Counter(record["state"] for record in records)
    assert len(records) > 900
    assert states["1"] + states["2"] + states["3"] < 200
    assert states["6"] < 150


def test_urgent_work_is_done_first(instance: Instance, clock: StillClock) -> None:
    lived(instance, clock, 1_500)
    waits: dict[str, list[float]] = {"1": [], "5": []}
    for record in instance.records("incident"):
        if record["resolved_at"] and record["priority"] in waits:
            waited = from_text(record["resolved_at"]) - from_text(record["opened_at"])
            waits[record["priority"]].append(waited.total_seconds())
    mean = {level: sum(times) / len(times) for level, times in waits.items()}
    assert mean["1"] < mean["5"] / 2


def test_the_history_is_plausible(instance: Instance, clock: StillClock) -> None:
    Desk(instance).fill_history(240)
    records = instance.records("incident")
    states = Counter(record["state"] for record in records)
    assert len(records) == 240
    assert len({record["number"] for record in records}) == 240
    assert [record["number"] for record in records] == sorted(record["number"] for record in records)
    assert all(states[state] for state in ("1", "2", "3", "6", "7"))
    assert states["7"] > 90
    month_ago = clock.now - timedelta(days=30, seconds=1)
    for record in records:
        assert month_ago <= from_text(record["opened_at"]) <= from_text(record["sys_updated_on"]) <= clock.now
        if record["closed_at"] and record["state"] == "7":
            assert record["opened_at"] < record["resolved_at"] <= record["closed_at"]
    assert {record["category"] for record in records} == {"inquiry", "software", "hardware", "network", "database"}
    assert {record["priority"] for record in records} == set("12345")


def test_every_reference_of_the_history_has_a_name(instance: Instance) -> None:
    Desk(instance).fill_history(100)
    references = instance.table("incident").references
    for record in instance.records("incident"):
        for field, table in references.items():
            if record[field] and field != "sys_domain":
                assert instance.display_value(table, record[field]) != record[field], field


def test_the_desk_works_on_tickets_made_by_others_and_leaves_odd_ones_alone(
    instance: Instance, clock: StillClock
) -> None:
    odd = instance.insert("incident", state="-100")
    own = instance.insert("incident", impact="1", urgency="1")
    lived(instance, clock, 60)
    assert instance.record("incident", odd)["sys_mod_count"] == "0"
    assert instance.record("incident", own)["state"] != "1"


def test_a_desk_without_new_incidents_is_refused(instance: Instance) -> None:
    with pytest.raises(ValueError, match="above 0"):
        Desk(instance, incidents_per_minute=0)
