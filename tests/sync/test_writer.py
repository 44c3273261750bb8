"""Polls and the import take turns at the database, in the order in which they come."""

import asyncio
from itertools import count

from rca_dashboard.domain.change import Origin
from rca_dashboard.store.engine import Database
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
