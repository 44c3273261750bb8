"""Bursts over the feed: found, silent where they should be, ended and dismissed."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from types import ModuleType
from typing import Any

import pytest

from rca_dashboard.domain.tickets.change import Origin
from rca_dashboard.domain.tickets.ticket import Reference, Ticket
from rca_dashboard.insight.insight import Insight
from rca_dashboard.store.engine import Database, DatabaseUnavailableError
from rca_dashboard.store.insight import bursts
from rca_dashboard.store.insight.bursts import StoredBurst, dismiss_burst, open_bursts
from rca_dashboard.store.tickets.upsert import upsert
from tests.tickets import make

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
# Tickets about as many things, which are no cluster.
WORDS = ("lamp", "door", "chair", "badge", "cable", "fan", "desk", "heater", "mug", "carpet", "window", "plant")


class Now:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


def about(number: int, text: str, at: datetime, **special: object) -> Ticket:
    caller = Reference(f"u{number}", f"User {number}")
    return make(
        number, short_description=text, opened_at=at, updated_at=at, requester=caller, assignment_group=None, **special
    )


def history(weeks: int = 6) -> list[Ticket]:
    """Return some quiet weeks: a ticket about the gateway a week, and two others a day."""
    some: list[Ticket] = []
    for day in range(weeks * 7):
        at = NOW - timedelta(days=weeks * 7 - day)
        if day % 7 == 0:
            some.append(about(10_000 + day, "VPN gateway drops connections", at + timedelta(hours=3)))
        some += [
            about(20_000 + day * 2 + place, f"question {day} {place}", at + timedelta(hours=place)) for place in (1, 2)
        ]
    return some


def store(database: Database, some: Sequence[Ticket], clock: Now, origin: Origin = Origin.POLL) -> None:
    upsert(database, some, origin=origin, at=clock.now)


async def watching(database: Database, clock: Now, weeks: int = 6) -> Insight:
    store(database, history(weeks), clock, Origin.IMPORT)
    insight = Insight(database, clock=clock)
    await insight.follower.step()
    await insight.rebuild_clusters()
    await insight.relearn()
    return insight


def storm(at: datetime, count: int = 11, first: int = 1) -> list[Ticket]:
    return [about(first + n, "VPN gateway drops connections", at + timedelta(seconds=n)) for n in range(count)]


async def test_a_burst_is_stored_shown_and_ends_by_itself(database: Database) -> None:
    clock = Now()
    insight = await watching(database, clock)
    shown: list[Sequence[StoredBurst]] = []
    insight.on_bursts(shown.append)
    store(database, storm(clock.now), clock)
    await insight.follower.step()
    await insight.show_bursts()
    (burst,) = shown[-1]
    assert burst.label == "vpn gateway drops connections"
    assert (burst.count, burst.level) == (11, 3)
    assert burst.since == NOW
    clock.now += timedelta(hours=9)
    await insight.show_bursts()
    assert shown[-1] == []
    assert open_bursts(database) == ()


def failing_once(monkeypatch: pytest.MonkeyPatch, module: ModuleType, name: str) -> None:
    """Let a write fail once, as in an outage of the database."""
    original, failures = getattr(module, name), [DatabaseUnavailableError("The database is away.")]

    def write(*given: Any, **named: Any) -> Any:
        if failures:
            raise failures.pop()
        return original(*given, **named)

    monkeypatch.setattr(module, name, write)


async def test_a_burst_that_could_not_be_stored_is_stored_and_ended_later(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Now()
    insight = await watching(database, clock)
    store(database, storm(clock.now), clock)
    failing_once(monkeypatch, bursts, "put_burst")
    with pytest.raises(DatabaseUnavailableError):
        await insight.follower.step()
    await insight.follower.step()
    (burst,) = open_bursts(database)
    assert burst.count == 11
    clock.now += timedelta(hours=9)
    failing_once(monkeypatch, bursts, "put_burst")
    with pytest.raises(DatabaseUnavailableError):
        await insight.show_bursts()
    assert open_bursts(database) == (burst,)
    await insight.show_bursts()
    assert open_bursts(database) == ()


async def test_a_dismissed_burst_is_not_shown_again_however_it_grows(database: Database) -> None:
    clock = Now()
    insight = await watching(database, clock)
    shown: list[Sequence[StoredBurst]] = []
    insight.on_bursts(shown.append)
    store(database, storm(clock.now), clock)
    await insight.follower.step()
    await insight.show_bursts()
    assert dismiss_burst(database, shown[-1][0].id, username="ann", reason="a test", at=clock.now)
    clock.now += timedelta(minutes=2)
    store(database, storm(clock.now, 5, first=500), clock)
    await insight.follower.step()
    await insight.show_bursts()
    assert shown[-1] == []


async def test_a_follower_shows_what_the_leader_stores_and_a_dismissal_once_each(database: Database) -> None:
    clock = Now()
    leader, follower = await watching(database, clock), Insight(database, clock=clock, leading=lambda: None)
    shown: list[Sequence[StoredBurst]] = []
    follower.on_bursts(shown.append)

    async def look() -> None:
        await follower.follower.step()
        for _ in range(3):  # twice a second, whether anything has happened or not
            await follower.show_bursts()

    await look()
    store(database, storm(clock.now), clock)
    await leader.follower.step()
    follower.bursts_changed()
    await look()
    assert [len(each) for each in shown] == [0, 1]
    assert dismiss_burst(database, shown[-1][0].id, username="ann", reason="a test", at=clock.now)
    follower.bursts_changed()
    await look()
    assert [len(each) for each in shown] == [0, 1, 0]


async def test_an_import_of_years_is_no_burst(database: Database) -> None:
    clock = Now()
    insight = await watching(database, clock)
    store(database, storm(clock.now, 50), clock, Origin.IMPORT)
    await insight.follower.step()
    assert open_bursts(database) == ()


async def test_the_backlog_of_an_outage_is_no_burst(database: Database) -> None:
    clock = Now()
    insight = await watching(database, clock)
    store(database, storm(clock.now - timedelta(hours=3), 30), clock)
    await insight.follower.step()
    assert open_bursts(database) == ()


async def test_a_wrong_clock_makes_no_burst(database: Database) -> None:
    clock = Now()
    insight = await watching(database, clock)
    store(database, storm(clock.now + timedelta(days=400), 30), clock)
    await insight.follower.step()
    assert open_bursts(database) == ()


async def test_sorting_old_tickets_into_a_category_later_is_no_burst(database: Database) -> None:
    clock = Now()
    insight = await watching(database, clock)
    store(
        database,
        [make(n, short_description=f"q {n}", mod_count=9, subcategory="vpn") for n in range(20_000, 20_040)],
        clock,
    )
    await insight.follower.step()
    assert open_bursts(database) == ()


@pytest.mark.parametrize(
    ("category", "place", "found"),
    [
        ("hardware", "Berlin", ["hardware at Berlin"]),
        ("Other", "Berlin", []),
        ("-- None --", "Berlin", []),
        ("hardware", "Unknown", []),
    ],
)
async def test_a_category_at_a_place_is_a_key_if_both_say_something(
    database: Database, category: str, place: str, found: list[str]
) -> None:
    clock = Now()
    at = {"category": category, "location": Reference(place, place)}
    weekly = [about(90_000 + week, f"{WORDS[week]} {week}", NOW - timedelta(weeks=week + 1), **at) for week in range(6)]
    store(database, weekly, clock, Origin.IMPORT)
    insight = await watching(database, clock)
    store(database, [about(1 + n, word, clock.now, **at) for n, word in enumerate(WORDS)], clock)
    await insight.follower.step()
    assert [burst.label for burst in open_bursts(database)] == found


async def test_a_desk_without_four_weeks_is_silent(database: Database) -> None:
    clock = Now()
    insight = await watching(database, clock, weeks=3)
    store(database, storm(clock.now), clock)
    await insight.follower.step()
    assert open_bursts(database) == ()


async def test_an_open_burst_outlives_a_restart(database: Database) -> None:
    clock = Now()
    insight = await watching(database, clock)
    store(database, storm(clock.now), clock)
    await insight.follower.step()
    (before,) = open_bursts(database)
    again = Insight(database, clock=clock)
    store(database, storm(clock.now, 3, first=700), clock)
    await again.follower.step()
    (after,) = open_bursts(database)
    assert after.id == before.id
    assert len(after.tickets) == 14
