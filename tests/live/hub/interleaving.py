"""Events that may interleave: writes, joins, view changes, disconnects, second tabs and restarts."""

import asyncio
import random
from collections import Counter
from collections.abc import Coroutine
from typing import Any

from rca_dashboard.domain.views.page import TicketPage
from rca_dashboard.live.hub.hub import Hub
from rca_dashboard.live.hub.relay import MemoryRelay
from rca_dashboard.live.messages import PollView
from tests.live.hub.browser_player import RecordedList
from tests.live.hub.browsers import Browser, Desk
from tests.live.hub.film import VIEWS, Film, Showing

MOST_STEPS = 14
MOST_BROWSERS = 5
STEPS = ("write", "join", "look", "cut", "second tab", "restart", "wait", "beat")
WEIGHTS = (4, 1, 1, 1, 1, 1, 4, 1)


class Interleaving:
    """One random run: browsers connect, look and leave while tickets change and the app restarts.

    Attributes:
        done: How often each step was taken.
        browsers: The tabs that people look at.
    """

    def __init__(self, seed: int, film: Film) -> None:
        self._chance = random.Random(seed)
        self._store = Showing(film, self._chance, MOST_STEPS)
        self.desk = Desk(self._chance)
        self._views = self._chance.sample(VIEWS, 2)
        self.browsers = [Browser(view=self._chance.choice(self._views)) for _ in range(3)]
        self.done: Counter[str] = Counter()
        self._unnoticed: list[Browser] = []
        self._loads: set[asyncio.Task[None]] = set()
        self._loses_wakings = self._chance.random() < 0.5
        self._start()

    async def run(self) -> None:
        """Take some steps, and wait for the page loads among them."""
        for browser in self.browsers:
            self._load(self.desk.join(browser, self.hub))
        for step in self._chance.choices(STEPS, WEIGHTS, k=self._chance.randint(4, MOST_STEPS)):
            await self._take(step, self._chance.choice(self.browsers))
        await asyncio.gather(*self._loads)

    async def settle(self) -> None:
        """Reconnect all browsers, and wake the hub if wake-ups were lost; then no browser may need a heartbeat."""
        for browser in self.browsers:
            if not browser.is_connected:
                await self.desk.join(browser, self.hub)
        self._relay.wake()
        # The hub's own loop alone, without the test's help, must bring all browsers up to date.
        async with asyncio.timeout(5):
            while not all(self.is_up_to_date(browser) for browser in self.browsers):  # noqa: ASYNC110 - no event says it
                await asyncio.sleep(0)
        await self.hub.beat()

    def recorded(self) -> list[tuple[RecordedList, TicketPage]]:
        """Return what each browser got in its order, and the fresh read that it has to show."""
        return [
            (RecordedList(browser.wire, self.hub.page(key), browser.pulse), self._store.now.pages[key])
            for browser in self.browsers
            for key in (browser.view.key,)
        ]

    async def end(self) -> None:
        """End the app."""
        for task in (*self._loads, self._running):
            task.cancel()
        await asyncio.gather(*self._loads, self._running, return_exceptions=True)
        self._loads.clear()

    def is_up_to_date(self, browser: Browser) -> bool:
        """Whether nothing is on its way, the browser was sent what the hub has, and the hub has what the store has."""
        page = self.hub.page(browser.view.key)
        return not self.hub.is_reading and page in browser.pages and shows(page, self._store.now.pages[page.view])

    async def _take(self, step: str, browser: Browser) -> None:
        self.done[step] += 1
        match step:
            case "write":
                self._store.write()
                if not self._loses_wakings or self._chance.random() < 0.5:
                    self._relay.wake()
            case "join" if not browser.is_connected:
                self._load(self.desk.join(browser, self.hub))
            case "look" if browser.is_connected:
                self._load(self.desk.look_at(browser, self._chance.choice(self._views), self.hub))
            case "cut":
                self.desk.leave(browser)
            case "second tab" if browser.is_connected:
                self._take_for_a_second_tab(browser)
            case "restart":
                await self._restart()
            case "beat":
                await self.hub.beat()
            case _:
                # A tick of the hub takes some twenty turns: here it ends, there it is still under way.
                for _ in range(self._chance.randrange(40)):
                    await asyncio.sleep(0)

    def _take_for_a_second_tab(self, browser: Browser) -> None:
        """Let it come back before its old socket is noticed to be dead, or open a tab beside it."""
        again = browser.again()
        if self._chance.random() < 0.5 or len(self.browsers) == MOST_BROWSERS:
            self.browsers.remove(browser)
            self._unnoticed.append(browser)
        self.browsers.append(again)
        self._load(self.desk.join(again, self.hub))
        if len(self._unnoticed) > 1:
            self.desk.leave(self._unnoticed.pop(0))

    def _load(self, loading: Coroutine[Any, Any, None]) -> None:
        self._loads.add(asyncio.create_task(loading))

    async def _restart(self) -> None:
        await self.end()
        for browser in (*self.browsers, *self._unnoticed):
            self.desk.leave(browser)
        self._start()

    def _start(self) -> None:
        self._relay = MemoryRelay()
        self.hub = Hub(self._store, self.desk, self._relay, PollView)
        self._running = asyncio.create_task(self.hub.run())


def shows(page: TicketPage, fresh: TicketPage) -> bool:
    """Whether a page is what a fresh read gives; what has left it lately, a fresh read does not know."""
    return (page.rows, page.total, page.pages, page.has_more) == (fresh.rows, fresh.total, fresh.pages, fresh.has_more)
