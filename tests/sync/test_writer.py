"""Polls and the import take turns at the database, first come, first served."""

import asyncio
from itertools import count
from typing import Any

import pytest

from rca_dashboard.domain.progress.cursor import Cursor
from rca_dashboard.domain.tickets.change import Origin
from rca_dashboard.store.engine import Database, DatabaseUnavailableError
from rca_dashboard.store.progress.cursors import load_cursor
from rca_dashboard.store.tickets.isolation import upsert_each
from rca_dashboard.store.tickets.upsert import UpsertResult
from rca_dashboard.sync import writer as writing
from rca_dashboard.sync.writer import Writer
from tests.tickets import NOON, make

PAGE = 50


async def test_a_poll_waits_for_no_more_than_the_page_that_is_being_stored(database: Database) -> None:
    writer = Writer(database)
    order: list[str] = []
    places = count(1)
    is_over = False

    async def import_at_full_speed() -> None:
        while not is_over:
            page = [make(next(places)) for _ in range(PAGE)]
            await writer.store(page, origin=Origin.IMPORT, at=NOON, cursor=None)
            order.append("page")

    importing = asyncio.create_task(import_at_full_speed())
    for number in range(10):
        while order[-1:] != ["page"]:  # noqa: ASYNC110 - what it waits for has no event
            await asyncio.sleep(0)
        before = len(order)
        await writer.store([make(1_000_000 + number)], origin=Origin.POLL, at=NOON, cursor=None)
        assert order[before:].count("page") <= 1
        order.append("poll")
    is_over = True
    await importing
    assert order.count("page") >= 10


async def test_a_large_page_is_stored_by_several_transactions_and_its_cursor_with_the_last(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "MOST_AT_ONCE", 4)
    writer, cursor = Writer(database), Cursor(table="incident", since=NOON)
    page = [make(place) for place in range(10)]
    stored: list[int] = []

    def fail_at_the_third(*arguments: Any, **special: Any) -> UpsertResult:
        stored.append(len(arguments[1]))
        if len(stored) == 3:
            raise DatabaseUnavailableError("The disk is full.")
        return upsert_each(*arguments, **special)

    with monkeypatch.context() as broken:
        broken.setattr(writing, "upsert_each", fail_at_the_third)
        with pytest.raises(DatabaseUnavailableError):
            await writer.store(page, origin=Origin.IMPORT, at=NOON, cursor=cursor)
    assert stored == [4, 4, 2]
    assert load_cursor(database, "incident") == Cursor(table="incident")
    result = await writer.store(page, origin=Origin.IMPORT, at=NOON, cursor=cursor)
    assert (result.new, result.unchanged, len(result.changes)) == (2, 8, 2)
    assert load_cursor(database, "incident") == cursor


async def test_a_cursor_goes_without_tickets_too(database: Database) -> None:
    cursor = Cursor(table="incident", since=NOON)
    await Writer(database).store([], origin=Origin.POLL, at=NOON, cursor=cursor)
    assert load_cursor(database, "incident") == cursor
