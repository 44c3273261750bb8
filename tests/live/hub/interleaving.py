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


class Worker:
    """One worker: its hub, and the browsers that are connected to it."""

    def __init__(self, store: Showing, chance: random.Random) -> None:
        self._store = store
        self.desk = Desk(chance)
        self.start()

    def start(self) -> None:
        self.relay = MemoryRelay()
        self.hub = Hub(self._store, self.desk, self.relay, PollView)
        self.running = asyncio.create_task(self.hub.run())

    async def end(self) -> None:
        self.running.cancel()
        await asyncio.gather(self.running, return_exceptions=True)


class Interleaving:
    """One random run: browsers connect, look and leave while tickets change and workers restart.

    Attributes:
        done: How often each step was taken.
        browsers: The tabs that people look at.
    """

    def __init__(self, seed: int, film: Film, workers: int = 1) -> None:
        self._chance = random.Random(seed)
        self._store = Showing(film, self._chance, MOST_STEPS)
        self._workers = [Worker(self._store, self._chance) for _ in range(workers)]
        self._worker_of: dict[Browser, Worker] = {}
        self._views = self._chance.sample(VIEWS, 2)
        self.browsers = [Browser(view=self._chance.choice(self._views)) for _ in range(3)]
        self.done: Counter[str] = Counter()
        self._unnoticed: list[Browser] = []
        self._loads: dict[asyncio.Task[None], Browser] = {}
        self._loses_wakings = self._chance.random() < 0.5

    async def run(self) -> None:
        """Take some steps, and wait for the page loads among them."""
        for browser in self.browsers:
            self._join(browser)
        for step in self._chance.choices(STEPS, WEIGHTS, k=self._chance.randint(4, MOST_STEPS)):
            await self._take(step, self._chance.choice(self.browsers))
        await asyncio.gather(*self._loads, return_exceptions=True)
        for task in self._loads:
            if not task.cancelled():
                task.result()

    async def settle(self) -> None:
        """Reconnect all browsers, and wake the hub if wake-ups were lost; then no browser may need a heartbeat."""
        for browser in self.browsers:
            if not browser.is_connected:
                await self._join(browser)
        for worker in self._workers:
            worker.relay.wake()
        # The hubs' own loops alone, without the test's help, must bring all browsers up to date.
        async with asyncio.timeout(5):
            while not all(self.is_up_to_date(browser) for browser in self.browsers):  # noqa: ASYNC110 - no event says it
                await asyncio.sleep(0)
        for worker in self._workers:
            await worker.hub.beat()

    def recorded(self) -> list[tuple[RecordedList, TicketPage]]:
        """Return what each browser got in its order, and the fresh read that it has to show."""
        return [
            (
                RecordedList(browser.wire, self._worker_of[browser].hub.page(key), browser.pulse),
                self._store.now.pages[key],
            )
            for browser in self.browsers
            for key in (browser.view.key,)
        ]

    async def end(self) -> None:
        """End the app."""
        for worker in self._workers:
            await self._end_loads(worker)
            await worker.end()

    def is_up_to_date(self, browser: Browser) -> bool:
        """Whether nothing is on its way, the browser was sent what the hub has, and the hub has what the store has."""
        hub = self._worker_of[browser].hub
        page = hub.page(browser.view.key)
        return not hub.is_reading and page in browser.pages and shows(page, self._store.now.pages[page.view])

    async def _take(self, step: str, browser: Browser) -> None:
        self.done[step] += 1
        match step:
            case "write":
                self._store.write()
                self._wake()
            case "join" if not browser.is_connected:
                self._join(browser)
            case "look" if browser.is_connected:
                worker = self._worker_of[browser]
                self._load(browser, worker.desk.look_at(browser, self._chance.choice(self._views), worker.hub))
            case "cut":
                self._leave(browser)
            case "second tab" if browser.is_connected:
                self._take_for_a_second_tab(browser)
            case "restart":
                await self._restart()
            case "beat":
                await self._chance.choice(self._workers).hub.beat()
            case _:
                # A tick of the hub takes some twenty turns: here it ends, there it is still under way.
                for _ in range(self._chance.randrange(40)):
                    await asyncio.sleep(0)

    def _wake(self) -> None:
        for worker in self._workers:
            if not self._loses_wakings or self._chance.random() < 0.5:
                worker.relay.wake()

    def _take_for_a_second_tab(self, browser: Browser) -> None:
        """Let it come back before its old socket is noticed to be dead, or open a tab beside it."""
        again = browser.again()
        if self._chance.random() < 0.5 or len(self.browsers) == MOST_BROWSERS:
            self.browsers.remove(browser)
            self._unnoticed.append(browser)
        self.browsers.append(again)
        self._join(again)
        if len(self._unnoticed) > 1:
            self._leave(self._unnoticed.pop(0))

    def _join(self, browser: Browser) -> "asyncio.Task[None]":
        """Connect at any worker; what a page that comes back was loading at another one ends there."""
        worker = self._chance.choice(self._workers)
        if self._worker_of.get(browser) is not worker:
            self._leave(browser)
            for task, loading in self._loads.items():
                if loading is browser:
                    task.cancel()
        self._worker_of[browser] = worker
        return self._load(browser, worker.desk.join(browser, worker.hub))

    def _load(self, browser: Browser, loading: Coroutine[Any, Any, None]) -> "asyncio.Task[None]":
        task = asyncio.create_task(loading)
        self._loads[task] = browser
        return task

    def _leave(self, browser: Browser) -> None:
        if worker := self._worker_of.get(browser):
            worker.desk.leave(browser)

    async def _end_loads(self, worker: Worker) -> None:
        loads = [task for task, browser in self._loads.items() if self._worker_of[browser] is worker]
        for task in loads:
            task.cancel()
        await asyncio.gather(*loads, return_exceptions=True)

    async def _restart(self) -> None:
        worker = self._chance.choice(self._workers)
        await self._end_loads(worker)
        await worker.end()
        for browser in (*self.browsers, *self._unnoticed):
            if self._worker_of[browser] is worker:
                self._leave(browser)
        worker.start()


def shows(page: TicketPage, fresh: TicketPage) -> bool:
    """Whether a page is what a fresh read gives; what has left it lately, a fresh read does not know."""
    return (page.rows, page.total, page.pages, page.has_more) == (fresh.rows, fresh.total, fresh.pages, fresh.has_more)
