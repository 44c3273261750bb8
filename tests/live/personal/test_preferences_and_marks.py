"""Preferences and marks are read once for tabs that load together; an older read never hides a newer choice."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from rca_dashboard.domain.preferences import Density, LiveMode, Preferences
from rca_dashboard.domain.tickets.change import Origin
from rca_dashboard.live.messages import Mark, Marks
from rca_dashboard.live.personal import preferences_and_marks as personal_module
from rca_dashboard.live.personal.preferences_and_marks import Personal
from rca_dashboard.store.engine import Database
from rca_dashboard.store.personal import preferences as kept_preferences
from rca_dashboard.store.personal.preferences import save_preferences
from rca_dashboard.store.tickets.upsert import upsert
from tests.statements import sent_to
from tests.tickets import NOON, make

COMPACT = Preferences(density=Density.COMPACT)


class Told:
    """What was sent to a user's tabs."""

    def __init__(self) -> None:
        self.choices: list[Preferences] = []
        self.told_marks: list[Marks] = []

    async def preferences(self, _: str, preferences: Preferences) -> None:
        self.choices.append(preferences)

    async def marks(self, _: str, marks: Marks) -> None:
        self.told_marks.append(marks)


async def _no_lists(_: str) -> None:
    """No list hangs on what anybody has opened."""


@pytest.fixture
def personal(database: Database) -> Personal:
    return Personal(database, Told(), _no_lists)


class Slow:
    """Holds the answers of a read back, in its thread, until they are let go in any order."""

    def __init__(self, read: Any) -> None:
        self._read = read
        self._gates: list[threading.Event] = []

    def __call__(self, *arguments: Any) -> Any:
        found, gate = self._read(*arguments), threading.Event()
        self._gates.append(gate)
        assert gate.wait(8)
        return found

    async def until(self, count: int) -> None:
        async with asyncio.timeout(5):
            while len(self._gates) < count:  # noqa: ASYNC110 - a thread tells
                await asyncio.sleep(0.001)

    def let_go(self, number: int) -> None:
        self._gates[number].set()


@contextmanager
def slow(monkeypatch: pytest.MonkeyPatch, place: Any, name: str) -> Iterator[Slow]:
    with monkeypatch.context() as patch:
        made = Slow(getattr(place, name))
        patch.setattr(place, name, made)
        yield made


async def test_a_read_that_began_before_a_choice_does_not_hide_it(
    personal: Personal, monkeypatch: pytest.MonkeyPatch
) -> None:
    with slow(monkeypatch, kept_preferences, "read_preferences") as reads:
        earlier = asyncio.create_task(personal.read("ada"))
        await reads.until(1)
        await personal.choose("ada", density=Density.COMPACT)
        reads.let_go(0)
        assert await earlier == COMPACT
    assert personal.preferences("ada") == COMPACT


async def test_a_page_that_began_to_load_before_a_choice_does_not_hide_it(
    personal: Personal, monkeypatch: pytest.MonkeyPatch
) -> None:
    with slow(monkeypatch, personal_module, "belongings_of") as reads:
        loading = asyncio.create_task(personal.open("ada", ()))
        await reads.until(1)
        await personal.choose("ada", density=Density.COMPACT)
        reads.let_go(0)
        await loading
    assert personal.preferences("ada") == COMPACT


async def test_of_two_reads_the_one_that_began_later_counts(
    personal: Personal, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with slow(monkeypatch, personal_module, "belongings_of") as reads:
        earlier = asyncio.create_task(personal.open("ada", ()))
        await reads.until(1)
        save_preferences(database, "ada", COMPACT)  # as another process does
        later = asyncio.create_task(personal.open("ada", ["1"]))
        await reads.until(2)
        for number, task in ((1, later), (0, earlier)):
            reads.let_go(number)
            await task
    assert personal.preferences("ada") == COMPACT


async def test_a_page_load_sees_what_another_process_has_stored_before_it(
    personal: Personal, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with slow(monkeypatch, personal_module, "belongings_of") as reads:
        earlier = asyncio.create_task(personal.open("ada", ()))
        await reads.until(1)
        save_preferences(database, "ada", COMPACT)
        later = asyncio.create_task(personal.open("ada", ()))
        reads.let_go(0)
        await earlier
        await reads.until(2)
        reads.let_go(1)
        await later
    assert personal.preferences("ada") == COMPACT


async def test_tabs_that_load_at_once_read_twice_and_in_one_transaction_each(
    personal: Personal, database: Database
) -> None:
    upsert(database, [make(1), make(2)], origin=Origin.POLL, at=NOON)
    await personal.mark_opened("ada", make(1).sys_id)  # and the first visit is over
    on_page = [make(1).sys_id, make(2).sys_id]
    await personal.open("ada", on_page)
    with sent_to(database) as sent:
        loaded = await asyncio.gather(*(personal.open("ada", on_page) for _ in range(50)))
    assert [each.split()[0] for each in sent] == ["BEGIN", "SELECT", "SELECT"] * 2
    for marks in loaded:
        assert (marks.asked, marks.marks) == (tuple(on_page), (Mark(make(1).sys_id, 1, is_watched=False),))


async def test_tabs_of_several_people_and_pages_get_each_their_own(personal: Personal, database: Database) -> None:
    upsert(database, [make(1), make(2)], origin=Origin.POLL, at=NOON)
    await personal.set_watched("ada", make(1).sys_id, is_watched=True)
    asked = [("ada", (make(1).sys_id,)), ("ada", (make(2).sys_id,)), ("eve", (make(1).sys_id,))]
    loaded = await asyncio.gather(*(personal.open(username, sys_ids) for username, sys_ids in asked))
    assert [marks.asked for marks in loaded] == [sys_ids for _, sys_ids in asked]
    assert [len(marks.marks) for marks in loaded] == [1, 0, 0]


async def test_marks_that_are_read_later_bear_a_later_time_though_the_clock_stands(
    personal: Personal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(personal_module, "_now", lambda: NOON)
    told = [await personal.open("ada", ()), await personal.marks("ada", ()), await personal.open("eve", ())]
    assert told[0].at < told[1].at < told[2].at


async def test_a_first_visit_is_the_time_since_which_tickets_are_unread(personal: Personal) -> None:
    before = datetime.now(UTC).timestamp() * 1000
    first = await personal.open("ada", ())
    assert before - 1 <= first.since <= first.at
    assert (await personal.open("ada", ())).since == first.since


async def test_two_concurrent_choices_are_both_stored_and_sent(database: Database) -> None:
    told = Told()
    personal = Personal(database, told, _no_lists)
    await asyncio.gather(
        personal.choose("ada", density=Density.COMPACT), personal.choose("ada", live_mode=LiveMode.PAUSED)
    )
    both = replace(COMPACT, live_mode=LiveMode.PAUSED)
    assert (told.choices[-1], personal.preferences("ada")) == (both, both)
    assert await personal.read("ada") == both
