"""The main test of the push: snapshot plus what came over the wire equals a fresh read, whatever came between."""

import asyncio
import random
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from rca_dashboard.domain.change import Origin
from rca_dashboard.domain.page import TicketPage
from rca_dashboard.domain.ticket import Ticket
from rca_dashboard.domain.view import TicketFilter, View
from rca_dashboard.live import hub as hub_module
from rca_dashboard.live.hub import Hub
from rca_dashboard.live.messages import PollView
from rca_dashboard.live.relay import MemoryRelay
from rca_dashboard.live.store_reader import StoreReader
from rca_dashboard.store import queries
from rca_dashboard.store.engine import Database
from rca_dashboard.store.membership import matching
from rca_dashboard.store.migrate import migrate
from rca_dashboard.store.upsert import upsert
from tests.live.browsers import Browser, Desk

INTERLEAVINGS = 500
BEGINNING = datetime(2026, 11, 1, tzinfo=UTC)
VIEWS = (
    View(limit=10),
    View(limit=10, page=2),
    View(limit=10, sort="updated_at"),
    View(limit=10, sort="priority", descending=False),
    View(limit=10, filter=TicketFilter(status=("New",))),
    View(limit=10, filter=TicketFilter(priority=(1,), query="vpn")),
)


class UnevenReader(StoreReader):
    """The real store, answering after a random number of turns of the loop, as threads do."""

    def __init__(self, database: Database, desk: Desk) -> None:
        super().__init__(database)
        self._desk = desk
        self._real_database = database

    async def page(self, view: View) -> TicketPage:
        await self._desk.pause()
        page = queries.ticket_page(self._real_database, view)
        await self._desk.pause()
        return page

    async def matching(self, view: View, sys_ids: Sequence[str]) -> frozenset[str]:
        await self._desk.pause()
        return matching(self._real_database, view.filter, sys_ids)


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Database:
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('convergence')}/tickets.db")
    migrate(database)
    return database


@asynccontextmanager
async def running_hub(database: Database, desk: Desk) -> AsyncIterator[tuple[Hub, MemoryRelay]]:
    relay = MemoryRelay()
    hub = Hub(UnevenReader(database, desk), desk, relay, PollView)
    task = asyncio.create_task(hub.run())
    try:
        yield hub, relay
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def write(database: Database, chance: random.Random, versions: dict[str, Ticket]) -> None:
    """Store a batch of new and changed tickets."""
    batch: list[Ticket] = []
    for _ in range(chance.randint(1, 4)):
        sys_id = f"{chance.randrange(40):032x}"
        known = versions.get(sys_id)
        count = known.mod_count + 1 if known else 0
        ticket = Ticket(
            sys_id=sys_id,
            table="incident",
            ticket_id=f"INC{int(sys_id, 16):07d}",
            short_description=chance.choice(("VPN drops", "Mail is late", "Printer jams")),
            status=chance.choice(("New", "In Progress", "Closed")),
            state="1",
            priority=chance.choice((1, 1, 2, 3, None)),
            opened_at=known.opened_at if known else BEGINNING + timedelta(minutes=chance.randrange(10_000)),
            updated_at=BEGINNING + timedelta(days=10, seconds=count),
            mod_count=count,
        )
        versions[sys_id] = ticket
        batch.append(ticket)
    upsert(database, batch, origin=Origin.POLL, at=datetime.now(UTC))


async def one_interleaving(seed: int, database: Database, versions: dict[str, Ticket]) -> None:
    chance = random.Random(seed)
    desk = Desk(chance)
    browsers = [Browser(view=chance.choice(VIEWS)) for _ in range(3)]
    async with running_hub(database, desk) as (hub, relay):
        under_way: set[asyncio.Task[None]] = set()
        loses_wakings = chance.random() < 0.5
        for _ in range(chance.randint(4, 12)):
            browser = chance.choice(browsers)
            match chance.choice(("write", "write", "join", "look", "cut", "wait", "beat")):
                case "write":
                    write(database, chance, versions)
                    if not loses_wakings or chance.random() < 0.5:
                        relay.wake()
                case "join" if not browser.is_connected:
                    under_way.add(asyncio.create_task(desk.join(browser, hub)))
                case "look" if browser.is_connected:
                    under_way.add(asyncio.create_task(desk.look_at(browser, chance.choice(VIEWS), hub)))
                case "cut":
                    desk.leave(browser)
                case "beat":
                    await hub.beat()
                case _:
                    await desk.pause()
        await asyncio.gather(*under_way)
        await settle(desk, hub, browsers, database, relay if loses_wakings else None)
        assert all(is_true_to(database, browser) for browser in browsers)


async def settle(desk: Desk, hub: Hub, browsers: list[Browser], database: Database, lossy: MemoryRelay | None) -> None:
    """Connect who is away, and wake the hub where wakings were lost; then nobody may need to ask again."""
    for browser in browsers:
        if not browser.is_connected:
            await desk.join(browser, hub)
    if lossy:
        lossy.wake()
    # The hub's own loop, and nothing that a test does, has to bring everybody up to date.
    async with asyncio.timeout(5):
        while not all(is_up_with(hub, browser) and is_true_to(database, browser) for browser in browsers):  # noqa: ASYNC110 - nobody tells a test
            await asyncio.sleep(0.001)
    for browser in browsers:
        browser.wants_resync = False  # a heartbeat before may have met a page that was on its way
    await hub.beat()
    assert not any(browser.wants_resync for browser in browsers)


def is_up_with(hub: Hub, browser: Browser) -> bool:
    """Whether nothing is on its way: the list may have changed and changed back."""
    return not hub.is_reading and browser.page is not None and browser.page.rev == hub.page(browser.view.key).rev


def is_true_to(database: Database, browser: Browser) -> bool:
    fresh = queries.ticket_page(database, browser.view)
    # What has left the page is what stood there lately, which a fresh read does not know.
    return browser.page is not None and replace(browser.page, left=()).shows_the_same_as(fresh)


async def test_snapshot_and_wire_together_equal_a_fresh_read(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub_module, "TICK_SECONDS", 0)
    versions: dict[str, Ticket] = {}
    for seed in range(INTERLEAVINGS):
        try:
            await one_interleaving(seed, database, versions)
        except (AssertionError, TimeoutError) as error:
            pytest.fail(f"seed {seed} does not converge: {error!r}")


async def test_a_second_connection_of_one_browser_changes_nothing_for_the_first(database: Database) -> None:
    desk = Desk(random.Random(1))
    first, second = Browser(view=VIEWS[0]), Browser(view=VIEWS[0])
    async with running_hub(database, desk) as (hub, _):
        await desk.join(first, hub)
        await desk.join(second, hub)
        desk.leave(second)
        write(database, random.Random(99), {})
        await hub.tick()
        assert is_true_to(database, first)
