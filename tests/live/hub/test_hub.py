"""What the hub sends, and what it does not send."""

import asyncio
import contextlib
import random
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import pytest

from rca_dashboard.domain.tickets.change import Origin
from rca_dashboard.domain.tickets.ticket import Ticket
from rca_dashboard.domain.views.page import TicketPage, TicketRow
from rca_dashboard.domain.views.view import TicketFilter, View
from rca_dashboard.live.hub import hub as hub_module
from rca_dashboard.live.hub.hub import Hub
from rca_dashboard.live.hub.relay import MemoryRelay
from rca_dashboard.live.hub.store_reader import StoreReader
from rca_dashboard.live.messages import PollView
from rca_dashboard.store.engine import Database, DatabaseUnavailableError
from rca_dashboard.store.tickets.upsert import upsert
from tests.live.hub.browsers import Browser, Desk

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


@pytest.fixture
def desk() -> Desk:
    return Desk(random.Random(0))


def ticket(number: int, *, priority: int = 3, mod_count: int = 0, status: str = "New") -> Ticket:
    return Ticket(
        sys_id=f"{number:032x}",
        table="incident",
        ticket_id=f"INC{number:07d}",
        short_description=f"Ticket {number}",
        priority=priority,
        status=status,
        mod_count=mod_count,
        opened_at=NOW,
    )


def store(database: Database, *tickets: Ticket, origin: Origin = Origin.POLL) -> None:
    upsert(database, tickets, origin=origin, at=NOW)


async def hub_at_rest(database: Database, desk: Desk, polling: list[PollView] | None = None) -> Hub:
    states = polling or [PollView()]
    hub = Hub(StoreReader(database), desk, MemoryRelay(), lambda: states[-1])
    await hub.tick()
    await hub.tick()
    desk.statuses.clear()
    return hub


async def test_a_quiet_feed_sends_nothing(database: Database, desk: Desk) -> None:
    hub = await hub_at_rest(database, desk)
    await desk.join(Browser(view=View()), hub)
    for _ in range(3):
        await hub.tick()
    assert (desk.pages, desk.statuses, desk.changes, desk.boards) == (0, [], [], [])


async def test_a_change_sends_one_page_to_a_room_however_many_look(database: Database, desk: Desk) -> None:
    hub = await hub_at_rest(database, desk)
    browsers = [Browser(view=View()) for _ in range(5)]
    for browser in browsers:
        await desk.join(browser, hub)
    store(database, *(ticket(number) for number in range(10)))
    await hub.tick()
    assert desk.pages == 1
    assert [browser.frames for browser in browsers] == [1] * 5
    assert len(desk.statuses) == 1


async def test_a_change_that_leaves_the_figures_as_they_are_sends_no_status(database: Database, desk: Desk) -> None:
    store(database, ticket(1))
    hub = await hub_at_rest(database, desk)
    store(database, ticket(1, mod_count=1, status="On Hold"))
    await hub.tick()
    assert desk.statuses == []
    store(database, ticket(2))
    await hub.tick()
    assert [status.counts.total for status in desk.statuses] == [2]


async def test_a_page_that_stays_the_same_is_not_sent(database: Database, desk: Desk) -> None:
    hub = await hub_at_rest(database, desk)
    await desk.join(Browser(view=View(filter=TicketFilter(status=("Closed",)))), hub)
    store(database, ticket(1))
    await hub.tick()
    assert desk.pages == 0


async def test_changed_tickets_are_sent_to_all_but_not_those_of_a_large_burst(database: Database, desk: Desk) -> None:
    hub = await hub_at_rest(database, desk)
    store(database, ticket(1))
    await hub.tick()
    store(database, *(ticket(number) for number in range(2, 200)))
    await hub.tick()
    assert [[row.number for row in changed.rows] for changed in desk.changes] == [["INC0000001"]]


async def test_critical_arrivals_of_a_burst_are_one_notice(database: Database, desk: Desk) -> None:
    hub = await hub_at_rest(database, desk)
    for number in range(4):
        store(database, ticket(number, priority=1))
        await hub.tick()
    (notice,) = desk.boards[-1]
    assert notice.title == "4 new critical tickets"
    assert [board[0].id for board in desk.boards] == sorted({board[0].id for board in desk.boards})


async def test_an_import_and_an_update_notify_no_user(database: Database, desk: Desk) -> None:
    hub = await hub_at_rest(database, desk)
    store(database, ticket(1, priority=1), origin=Origin.IMPORT)
    await hub.tick()
    store(database, ticket(1, priority=1, mod_count=1, status="In Progress"))
    await hub.tick()
    assert desk.boards == []


async def test_an_outage_is_logged_once_when_it_starts_and_once_when_it_ends(database: Database, desk: Desk) -> None:
    polling = [PollView()]
    hub = await hub_at_rest(database, desk, polling)
    for health in ("failing", "failing", "ok", "ok"):
        polling.append(PollView(health=health, error="No answer from desk.example."))
        await hub.tick()
    assert [notice.level.value for notice in desk.boards[-1]] == ["error", "success"]
    assert len(desk.boards) == 2


async def test_the_time_of_a_quiet_poll_waits_for_the_heartbeat(database: Database, desk: Desk) -> None:
    polling = [PollView(succeeded_at=1)]
    hub = await hub_at_rest(database, desk, polling)
    polling.append(PollView(succeeded_at=2))
    await hub.tick()
    assert desk.statuses == []
    await hub.beat()
    assert [status.poll.succeeded_at for status in desk.statuses] == [2]


async def test_a_heartbeat_names_the_rev_of_each_page_and_drops_pages_without_readers(
    database: Database, desk: Desk
) -> None:
    hub = await hub_at_rest(database, desk)
    browser = Browser(view=View())
    await desk.join(browser, hub)
    await hub.beat()
    assert desk.pulses == 1
    desk.leave(browser)
    await hub.beat()
    assert desk.pulses == 1
    assert hub.page(View().key).rev == -1


async def test_a_page_whose_room_was_empty_is_read_again_for_the_next_browser(database: Database, desk: Desk) -> None:
    hub = await hub_at_rest(database, desk)
    browser = Browser(view=View())
    await desk.join(browser, hub)
    desk.leave(browser)
    store(database, ticket(1))
    await hub.tick()
    await desk.join(browser, hub)
    assert [row.number for row in browser.page.rows] == ["INC0000001"]


class FailingReader(StoreReader):
    """The real store, which cannot be reached now and then."""

    fails = False

    async def page(self, view: View) -> TicketPage:
        self._check()
        return await super().page(view)

    async def rows(self, sys_ids: Sequence[str]) -> tuple[TicketRow, ...]:
        self._check()
        return await super().rows(sys_ids)

    def _check(self) -> None:
        if self.fails:
            message = "The database cannot be reached."
            raise DatabaseUnavailableError(message)


async def test_an_outage_of_the_database_loses_nothing_and_is_logged_once(
    database: Database, desk: Desk, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub_module, "RETRY_SECONDS", 0.02)
    monkeypatch.setattr(hub_module, "TICK_SECONDS", 0.0)
    reader, relay = FailingReader(database), MemoryRelay()
    hub = Hub(reader, desk, relay, PollView)
    with caplog.at_level("INFO"):
        running = asyncio.create_task(hub.run())
        relay.wake()
        await asyncio.sleep(0.1)
        reader.fails = True
        browser = Browser(view=View())
        with contextlib.suppress(DatabaseUnavailableError):
            await desk.join(browser, hub)
        store(database, ticket(1, priority=1))
        relay.wake()
        await until(lambda: hub_levels(caplog) == ["ERROR"])
        reader.fails = False
        await until(lambda: hub_levels(caplog) == ["ERROR", "WARNING"])
        running.cancel()
    assert [row.number for row in browser.page.rows] == ["INC0000001"]
    assert [notice.title for notice in desk.boards[-1]] == ["New critical ticket INC0000001"]
    assert hub_levels(caplog) == ["ERROR", "WARNING"]


def hub_levels(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.levelname for record in caplog.records if record.name.endswith("hub")]


async def until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not is_so():  # noqa: ASYNC110 - what it waits for has no event
            await asyncio.sleep(0.01)


async def test_a_ticket_that_leaves_the_filter_is_sent_as_left_and_one_pushed_off_the_page_is_not(
    database: Database, desk: Desk
) -> None:
    hub = await hub_at_rest(database, desk)
    browser = Browser(view=View(filter=TicketFilter(status=("New",)), limit=2))
    store(database, ticket(1), ticket(2))
    await desk.join(browser, hub)
    store(database, ticket(3))
    await hub.tick()
    assert browser.page is not None
    assert ([row.number[-1] for row in browser.page.rows], browser.page.left) == (["3", "2"], ())
    store(database, ticket(2, status="Resolved", mod_count=1))
    await hub.tick()
    assert ([row.number[-1] for row in browser.page.rows], browser.page.left) == (["3", "1"], (ticket(2).sys_id,))
    store(database, ticket(2, mod_count=2))
    await hub.tick()
    assert browser.page.left == ()
