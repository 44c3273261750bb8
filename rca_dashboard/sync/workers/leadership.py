"""Which worker leads: each tries to take the lease, does the leader's work while it holds it, and else follows.

Everything that only one worker may do is opened here, and closed again as soon as the lease is lost.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from rca_dashboard.background import FailureLog
from rca_dashboard.clock import Monotonic, utc_now
from rca_dashboard.store.engine import DatabaseUnavailableError
from rca_dashboard.store.workers.lease import LEASE_SECONDS
from rca_dashboard.sync.workers.leader import Leader
from rca_dashboard.sync.workers.lease_keeper import LeaseKeeper, Term
from rca_dashboard.sync.workers.status import LeaderStatus, status_json, status_of, unreachable

logger = logging.getLogger(__name__)

RENEW_SECONDS = 2.0
RETRY_SECONDS = 1.0
# News of the status are sent at once, but a burst of them as one.
_NEWS_SECONDS = 0.25

OpenLeader = Callable[[Term, LeaderStatus], AbstractAsyncContextManager[Leader]]


class Leadership:
    """Takes part in the competition for the lease. All methods must be called on the event loop.

    Args:
        keeper: Takes and renews the lease.
        open_leader: Runs the leader's work, given the term and what the leader before has left.
        wake: Called when the shown status has changed.
        monotonic: A monotonic clock, in seconds.

    Attributes:
        leader: The leader's parts while this worker leads, else None.
        shown: The status that the leader last told, which counts while another worker leads.
    """

    def __init__(
        self,
        keeper: LeaseKeeper,
        open_leader: OpenLeader,
        *,
        wake: Callable[[], None] = lambda: None,
        monotonic: Monotonic = time.monotonic,
    ) -> None:
        self.leader: Leader | None = None
        self._keeper = keeper
        self._open_leader = open_leader
        self._wake = wake
        self._monotonic = monotonic
        self.shown = LeaderStatus()
        self._left = ""
        self._heard_at = self._renewed_at = monotonic()
        self._woken = asyncio.Event()
        self._settled = asyncio.Event()
        self._failures = FailureLog("The choice of the leading worker", logger, monotonic=monotonic)

    def show(self, status: LeaderStatus) -> None:
        """Show a status that the leader has just sent, unless this worker leads."""
        self._heard_at = self._monotonic()
        if status != self.shown:
            self.shown = status
            self._wake()

    def look(self) -> None:
        """Look at the lease now: its holder has written something, or this worker's own status has changed."""
        self._woken.set()

    async def settled(self) -> None:
        """Wait until it is known whether this worker leads, and until its work has begun if it does."""
        await self._settled.wait()

    async def run(self) -> None:
        """Take part until cancelled; a lease that is held then is handed over."""
        while True:
            try:
                began = self._monotonic()
                term, text = await self._keeper.attempt()
                if term is None:
                    self.show(status_of(text))
                    self._settled.set()
                    self._failures.succeeded()
                    await self._sleep(RENEW_SECONDS)
                else:
                    self._renewed_at = began
                    await self._lead(term)
            except Exception as error:  # noqa: BLE001 - whatever it is, it is logged and tried again
                self._failures.failed(error)
                self._settled.set()
                self._show_outage(error)
                await asyncio.sleep(RETRY_SECONDS)

    async def _lead(self, term: Term) -> None:
        working = asyncio.create_task(self._work(term), name="work of the leader")
        renewing = asyncio.create_task(self._renew(term), name="renewal of the lease")
        ending = asyncio.create_task(self._end_of_lease(), name="end of the lease")
        is_ours, self._left = True, term.earlier
        try:
            await asyncio.wait({working, renewing, ending}, return_when=asyncio.FIRST_COMPLETED)
            is_ours = not renewing.done() and not ending.done()
            for each in (working, renewing):
                if each.done():
                    each.result()
        finally:
            await _ended(ending)
            await _ended(working)  # while the lease is still renewed: no other worker starts meanwhile
            await _ended(renewing)
            if is_ours:
                await self._hand_over(term)

    async def _work(self, term: Term) -> None:
        earlier = status_of(term.earlier)
        async with self._open_leader(term, earlier) as leader:
            self.leader = leader
            if self._keeper.is_shared:
                logger.info("This worker leads from now on (term %d): it reads ServiceNow.", term.number)
            self._failures.succeeded()
            self._settled.set()
            self._wake()
            try:
                await asyncio.Event().wait()
            finally:
                self.shown, self.leader = leader.status(), None
                self._left = status_json(self.shown)

    async def _renew(self, term: Term) -> None:
        """Renew until the lease is lost, or could not be renewed for so long that it has ended."""
        told: object = None
        while True:
            news = self.leader.status().news if self.leader else told
            text = status_json(self.leader.status()) if self.leader else term.earlier
            began = self._monotonic()
            try:
                if not await self._keeper.renew(term, text, is_news=news != told):
                    logger.warning("Another worker leads from now on; this one has stopped reading ServiceNow.")
                    return
                self._renewed_at = self._heard_at = began
                told = news
            except DatabaseUnavailableError as error:
                if self._monotonic() - self._renewed_at > LEASE_SECONDS:
                    raise
                logger.debug("Renewing the lease failed: %s", error)
            await self._until_news(told, RENEW_SECONDS)

    async def _end_of_lease(self) -> None:
        """Return when the lease has ended, though a renewal still waits for an answer, as where a network is cut."""
        if not self._keeper.is_shared:
            await asyncio.Event().wait()
        while (left := self._renewed_at + LEASE_SECONDS - self._monotonic()) > 0:  # noqa: ASYNC110 - it moves
            await asyncio.sleep(left)
        logger.info("The lease was not renewed for %g s; this worker has stopped reading ServiceNow.", LEASE_SECONDS)

    async def _until_news(self, told: object, seconds: float) -> None:
        deadline = self._monotonic() + seconds
        await asyncio.sleep(_NEWS_SECONDS)
        while (left := deadline - self._monotonic()) > 0:
            if self.leader and self.leader.status().news != told:
                return
            await self._sleep(left)

    async def _sleep(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._woken.wait()
        self._woken.clear()

    async def _hand_over(self, term: Term) -> None:
        with contextlib.suppress(DatabaseUnavailableError):  # the lease then ends by itself
            await self._keeper.hand_over(term, self._left)

    def _show_outage(self, error: Exception) -> None:
        silent = self._monotonic() - self._heard_at
        if silent > LEASE_SECONDS:
            sentence = error.shown if isinstance(error, DatabaseUnavailableError) else "See the app's log."
            shown = unreachable(self.shown, utc_now(), sentence)
            if shown is not self.shown:
                self.shown = shown
                self._wake()


async def _ended(task: "asyncio.Task[None]") -> None:
    task.cancel()
    await asyncio.wait({task})
    if not task.cancelled():
        task.exception()  # retrieved: it was raised where the task was waited for
