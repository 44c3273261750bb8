"""The watch: what it says, when it is silent, and when it ends."""

import csv
import gzip
from collections import Counter, defaultdict
from datetime import UTC, datetime

import pytest

from rca_dashboard.domain.burst.alarm import Level
from rca_dashboard.domain.burst.keys import Arrival, Key, Kind, keys_of
from rca_dashboard.domain.burst.rhythm import HOUR, WEEK
from rca_dashboard.domain.burst.watch import Episode, Watch
from rca_dashboard.domain.likeness.terms import field_hash
from tests.fixtures.insight_data import FOLDER

MONDAY = 1_768_176_000  # 2026-01-12 00:00 UTC
VPN = Key(Kind.CLUSTER, "7")
NETWORK = Key(Kind.GROUP, "network")


def arrival(number: int, at: int, *keys: Key, caller: str = "", is_critical: bool = False) -> Arrival:
    return Arrival(number, at, caller or f"caller {number}", is_critical, keys or (VPN, NETWORK))


def watch_of(weeks: int, a_day: int = 2, keys: tuple[Key, ...] = (VPN, NETWORK)) -> tuple[Watch, int]:
    """Return a watch that has learned some quiet weeks, and the time after them: 10:00 on a Monday."""
    watch, number = Watch(), 0
    for day in range(weeks * 7):
        for place in range(a_day):
            number += 1
            watch.learn(arrival(number, MONDAY + day * 24 * HOUR + (9 + place) * HOUR, *keys))
    return watch, MONDAY + weeks * WEEK + 10 * HOUR


def burst(watch: Watch, now: int, count: int, *keys: Key, callers: int = 99) -> tuple[Episode, ...]:
    for place in range(count):
        each = arrival(100_000 + place, now + place * 60, *keys, caller=f"caller {place % callers}")
        watch.take(each, each.at)
    return watch.open_episodes


def test_many_tickets_about_one_thing_are_a_burst_and_the_figures_say_why() -> None:
    watch, now = watch_of(6)
    (episode,) = burst(watch, now, 14)
    assert episode.key == VPN
    assert episode.level is Level.MAJOR
    assert episode.count == 14
    assert 0 < episode.expected < 2
    assert (episode.since, episode.until) == (now, now + 780)


def test_a_key_is_silent_in_its_first_four_weeks() -> None:
    watch, now = watch_of(3)
    assert burst(watch, now, 11) == ()


def test_less_than_four_tickets_or_three_callers_are_no_burst() -> None:
    assert burst(*watch_of(6), 3) == ()
    assert burst(*watch_of(6), 11, callers=2) == ()


def test_as_many_as_usual_are_no_burst() -> None:
    watch = Watch()
    for hour in range(6 * 168):
        for place in range(8):
            watch.learn(arrival(hour * 100 + place, MONDAY + hour * HOUR + place, NETWORK))
    assert burst(watch, MONDAY + 6 * WEEK, 9, NETWORK) == ()


def test_a_critical_ticket_makes_a_major_hint_of_few() -> None:
    watch, now = watch_of(20, a_day=1)
    night = now - 8 * HOUR
    for place in range(7):
        watch.take(arrival(100_000 + place, night + place, is_critical=place == 0), night + place)
    assert watch.open_episodes[0].level is Level.MAJOR
    assert watch.open_episodes[0].count == 7


def test_alarms_that_share_half_their_tickets_are_one_under_the_most_specific_key() -> None:
    watch, now = watch_of(6)
    (episode,) = burst(watch, now, 8, NETWORK, VPN)
    assert episode.key == VPN


def test_a_burst_ends_by_itself_when_the_rate_has_fallen() -> None:
    watch, now = watch_of(6)
    burst(watch, now, 11)
    assert watch.end(now + 30 * 60) == ()
    (over,) = watch.end(now + 8 * HOUR)
    assert over.is_over
    assert watch.open_episodes == ()


def test_what_flares_up_again_within_a_day_is_the_same_burst() -> None:
    watch, now = watch_of(6)
    (before,) = burst(watch, now, 11)
    (over,) = watch.end(now + 8 * HOUR)
    assert watch.open_episodes == ()
    for place in range(11):
        watch.take(arrival(300_000 + place, now + 20 * HOUR + place), now + 20 * HOUR + place)
    (again,) = watch.open_episodes
    assert (again.number, len(again.tickets), again.is_over) == (before.number, 22, False)
    assert over.number == before.number
    watch.end(now + 40 * HOUR)
    for place in range(11):
        watch.take(arrival(400_000 + place, now + 72 * HOUR + place), now + 72 * HOUR + place)
    assert watch.open_episodes[0].number == before.number + 1


def test_when_everything_comes_more_often_no_single_thing_is_a_burst() -> None:
    watch, now = watch_of(6)
    for place in range(300):
        watch.learn(arrival(200_000 + place, now + place, Key(Kind.SUBCATEGORY, f"thing {place}")))
    assert burst(watch, now + 300, 11, NETWORK) == ()


def test_an_open_burst_goes_on_after_a_restart() -> None:
    watch, now = watch_of(6)
    (before,) = burst(watch, now, 8)
    again, _ = watch_of(6)
    again.resume(watch)
    late = arrival(200_000, now + 900)
    for place in range(8):
        again.learn(arrival(100_000 + place, now + place * 60))
    (after,) = again.take(late, late.at)
    assert after.number == before.number
    assert after.tickets > before.tickets


def test_values_that_say_nothing_are_no_keys() -> None:
    assert keys_of({Kind.SUBCATEGORY: "Other", Kind.GROUP: "", Kind.CONFIGURATION_ITEM: "ci-1"}) == (
        Key(Kind.CONFIGURATION_ITEM, "ci-1"),
    )


@pytest.mark.parametrize("value", ["Other", " -- None -- ", "n/a", "Sonstiges", "Andere", "Autre", "その他", "-", ""])
def test_what_a_form_offers_where_nothing_fits_is_neither_a_key_nor_a_likeness(value: str) -> None:
    assert keys_of({Kind.SUBCATEGORY: value}) == ()
    assert field_hash(value) == 0


# Problems of the log with three or more tickets within a day, after its first four weeks.
KNOWN = ("25", "52", "95", "190", "213", "220", "239")


@pytest.mark.slow  # 24,918 tickets of a real desk
def test_a_real_log_has_few_bursts_and_the_known_small_incidents_are_among_them() -> None:
    arrivals, problems = _real_log()
    watch, episodes = Watch(), list[Episode]()
    for each in arrivals:
        episodes += watch.end(each.at)
        watch.take(each, each.at)
    # One that flared up again ended twice.
    episodes = list({each.number: each for each in (*episodes, *watch.open_episodes)}.values())
    weeks = Counter((each.at - arrivals[0].at) // WEEK for each in arrivals)
    busy = [week for week, count in weeks.items() if week >= 4 and count >= 500]
    counted = [each for each in episodes if (each.since - arrivals[0].at) // WEEK in busy]
    assert len(busy) == 10
    assert len(counted) / len(busy) <= 12
    assert sum(each.level >= Level.BURST for each in counted) / len(busy) <= 5
    assert _found(episodes, problems, Level.WATCH) >= 5
    assert _found(episodes, problems, Level.BURST) >= 4


def _found(episodes: list[Episode], problems: dict[str, set[int]], level: Level) -> int:
    """Return how many known incidents share two or more tickets with an episode."""
    strong = [each for each in episodes if each.level >= level]
    return sum(any(len(each.tickets & problems[number]) >= 2 for each in strong) for number in KNOWN)


def _real_log() -> tuple[list[Arrival], dict[str, set[int]]]:
    file = FOLDER / "uci/incident_event_log.csv.gz"
    if not file.exists():
        pytest.skip("no ../shared/data beside the project: the UCI log is not here")
    first: dict[str, dict[str, str]] = {}
    problems: defaultdict[str, set[int]] = defaultdict(set)
    with gzip.open(file, "rt", newline="") as lines:
        for row in csv.DictReader(lines):
            first.setdefault(row["number"], row)
            if row["problem_id"] != "?":
                problems[row["problem_id"].split()[-1]].add(int(row["number"].removeprefix("INC")))
    return sorted((_arrival(row) for row in first.values()), key=lambda each: (each.at, each.id)), problems


def _arrival(row: dict[str, str]) -> Arrival:
    values = {name: "" if value == "?" else value for name, value in row.items()}
    at = datetime.strptime(row["opened_at"], "%d/%m/%Y %H:%M").replace(tzinfo=UTC)
    category, location = values["category"], values["location"]
    keys = {
        Kind.CONFIGURATION_ITEM: values["cmdb_ci"],
        Kind.CATEGORY_AT_LOCATION: f"{category}@{location}" if category and location else "",
        Kind.SUBCATEGORY: values["subcategory"],
        Kind.GROUP: values["assignment_group"],
    }
    number, is_critical = int(row["number"].removeprefix("INC")), row["priority"].startswith("1")
    return Arrival(number, int(at.timestamp()), values["caller_id"], is_critical, keys_of(keys))


def test_tickets_that_are_taken_again_count_once() -> None:
    watch, now = watch_of(6)
    (before,) = burst(watch, now, 8)
    (after,) = burst(watch, now, 8)
    assert (after.count, after.log_chance) == (8, before.log_chance)
