"""Reads that fail for one room: the others get all that happens, and every browser its signs of life."""

import asyncio
import contextlib
import random
from collections.abc import Sequence

import pytest

from rca_dashboard.domain.views.page import TicketPage
from rca_dashboard.domain.views.view import TicketFilter, View
from rca_dashboard.live.hub import hub as hub_module
from rca_dashboard.live.hub.hub import Hub
from rca_dashboard.live.hub.relay import MemoryRelay
from rca_dashboard.live.hub.store_reader import StoreReader
from rca_dashboard.live.messages import PollView
from rca_dashboard.store.engine import Database, DatabaseUnavailableError
from tests.live.hub.browsers import Browser, Desk
from tests.live.hub.test_hub import hub_levels, store, ticket, until


@pytest.fixture
def desk() -> Desk:
    return Desk(random.Random(0))


class OneFailingView(StoreReader):
    """The real store, in which one view and all counts of views cannot be read."""

    async def page(self, view: View) -> TicketPage:
        if view.filter.priority == (5,):
            message = "a query that takes too long"
            raise DatabaseUnavailableError(message)
        return await super().page(view)

    async def view_counts(self, views: Sequence[View]) -> dict[str, int]:
        del views
        message = "a query that takes too long"
        raise DatabaseUnavailableError(message)


async def test_a_view_that_cannot_be_read_keeps_nothing_from_the_others(
    database: Database, desk: Desk, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub_module, "RETRY_SECONDS", 0.02)
    monkeypatch.setattr(hub_module, "TICK_SECONDS", 0.0)
    monkeypatch.setattr(hub_module, "HEARTBEAT_SECONDS", 0.05)
    relay = MemoryRelay()
    hub = Hub(OneFailingView(database), desk, relay, PollView)
    with contextlib.suppress(DatabaseUnavailableError):
        await hub.view_counts.open([View().key])
    hub.view_counts.serve(lambda: [View().key], desk.counted)
    failing, working = Browser(view=View(filter=TicketFilter(priority=(5,)))), Browser(view=View())
    running = asyncio.create_task(hub.run())
    with contextlib.suppress(DatabaseUnavailableError):
        await desk.join(failing, hub)
    await desk.join(working, hub)
    store(database, ticket(1, priority=1))
    relay.wake()
    await until(lambda: bool(desk.boards and desk.changes))
    statuses, pulses = len(desk.statuses), desk.pulses
    await until(lambda: len(desk.statuses) > statuses and desk.pulses > pulses)
    running.cancel()
    assert [row.number for row in working.page.rows] == ["INC0000001"]
    assert [notice.title for notice in desk.boards[-1]] == ["New critical ticket INC0000001"]
    assert hub.seconds_silent < 5
    assert hub_levels(caplog) == ["ERROR"]
