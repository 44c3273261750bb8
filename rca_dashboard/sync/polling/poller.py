"""The poller: runs rounds on a cron schedule, at the start, and on request; never two at a time."""

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from random import Random

from rca_dashboard.background import SingleTask
from rca_dashboard.clock import Clock, Monotonic, utc_now
from rca_dashboard.domain.progress.poll import PollerStatus, PollResult
from rca_dashboard.domain.progress.table_reading import TableReading
from rca_dashboard.domain.progress.table_wait import TableWait
from rca_dashboard.servicenow.client import TableClient
from rca_dashboard.store.engine import Database
from rca_dashboard.sync.plan import PollingPlan
from rca_dashboard.sync.polling.cycle import Tally
from rca_dashboard.sync.polling.outage import longest_wait
from rca_dashboard.sync.polling.overdue import Overdue
from rca_dashboard.sync.polling.records import record, result_of
from rca_dashboard.sync.polling.retry import Retry
from rca_dashboard.sync.polling.rounds import Rounds
from rca_dashboard.sync.polling.sla_cycle import cycles_of
from rca_dashboard.sync.polling.status import error_of, failing_since, health_of, late_at, next_at, pushed_part
from rca_dashboard.sync.schedule import CronTrigger, Timetable
from rca_dashboard.sync.server_clock import ServerClock
from rca_dashboard.sync.writer import Writer
from rca_dashboard.work_id import work

log = logging.getLogger(__name__)

_TIMEOUTS = 2  # a poll may wait for a first answer, and for one more


class Poller:
    """Polls an instance's tables for as long as it runs.

    Args:
        client: The instance; its creator closes it.
        database: Stores tickets, cursors and polls; its creator closes it.
        plan: What to poll, how and when.
        instance: The instance's URL as shown to people; empty in demo mode.
        wake: Called on the event loop after each commit that changed a ticket, and whenever the status changed.
        clock: The local time, for the status; what is read depends on ServiceNow's clock.
        monotonic: A monotonic clock, in seconds.

    Raises:
        ValueError: If the plan's cron is invalid.
    """

    def __init__(
        self,
        client: TableClient,
        database: Database,
        plan: PollingPlan,
        *,
        instance: str = "",
        wake: Callable[[], None] = lambda: None,
        clock: Clock = utc_now,
        monotonic: Monotonic = time.monotonic,
    ) -> None:
        self._client = client
        self._plan = plan
        self._instance = instance
        self._wake = wake
        self._clock = clock
        self._monotonic = monotonic
        self._trigger = CronTrigger(plan.cron)
        self._server_clock = server_clock = ServerClock(client, monotonic, trusts_zone=plan.trusts_zone)
        self._writer = Writer(database, plan.tables, client.instance)
        self._overdue = Overdue(
            self._trigger, least_seconds=client.timeout_seconds * _TIMEOUTS, wake=wake, clock=clock, monotonic=monotonic
        )
        self._cycles, self._sla = cycles_of(
            plan,
            self._writer,
            client=client,
            clock=server_clock,
            overdue=self._overdue,
            now=clock,
            monotonic=monotonic,
        )
        self._rounds = Rounds(
            self._cycles,
            server_clock=server_clock,
            longest_wait_seconds=longest_wait(self._trigger.interval_seconds(utc_now())),
            clock=clock,
            monotonic=monotonic,
            random=Random(),
        )
        self._timetable: Timetable | None = None
        self._retry = Retry(self._try_again)
        self._running = SingleTask[PollResult]("Poll of ServiceNow", log)
        self._one_at_a_time = asyncio.Lock()
        self._is_paused = not plan.is_polling_enabled
        self._succeeded_at: datetime | None = None
        self._last: PollResult | None = None
        client.on_accepted(self._go_on)

    @property
    def writer(self) -> Writer:
        """Stores the rows of polls; the import uses it too."""
        return self._writer

    @property
    def server_clock(self) -> ServerClock:
        """The instance's clock, as known from its answers."""
        return self._server_clock

    @property
    def follows_slas(self) -> bool:
        """Whether service levels are read, and the first sweep of them has ended."""
        return self._sla is not None and not self._sla.refusal and self._sla.is_past_first_sweep

    def start(self) -> None:
        """Start polling, the first time at once. Needs a running event loop."""
        self._timetable = Timetable(self._trigger, self._turn)
        self._overdue.watch()
        if self._is_paused:
            self._timetable.pause()
        else:
            self._overdue.expect()
            self._begin(is_asked_for=False)

    async def stop(self) -> None:
        """Stop polling. A batch that is being stored is completed; its table resumes there next time."""
        if self._timetable:
            self._timetable.stop()
            self._timetable = None
        self._overdue.stop()
        await self._running.stop()
        self._retry.forget()

    def pause(self) -> None:
        """Pause polling until ``resume``; a running poll completes."""
        self._is_paused = True
        self._overdue.expect_nothing()
        self._retry.forget()
        if self._timetable:
            self._timetable.pause()
        self._wake()

    def resume(self) -> None:
        """Resume polling, the first time at once."""
        self._is_paused = False
        if self._timetable:
            self._timetable.resume()
            self._overdue.expect()
            self._begin(is_asked_for=False)
        self._wake()

    async def poll_now(self, *, ends_pause: bool = True) -> PollResult:
        """Poll at once, paused or not, and return the result; joins a running poll.

        A table for which ServiceNow sent a Retry-After is skipped until then.

        Args:
            ends_pause: Refused credentials are sent again too. A thousand readers who click would lock the account.
        """
        if ends_pause:
            self._client.end_pause()
        return await asyncio.shield(self._begin(is_asked_for=True))

    async def settle(self) -> None:
        """Join the poll that is under way, or make one of what is due: no person asks, so that pauses are kept to."""
        await asyncio.shield(self._begin(is_asked_for=False))

    async def reset(self, since: datetime) -> None:
        """Read everything again that was updated since a time, by the server's clock, after the running poll ends.

        A table that was never polled starts there. Rows that are read again without a change have no effect.

        Raises:
            DatabaseUnavailableError: If the database does not work.
        """
        async with self._one_at_a_time:
            for cycle in self._cycles:
                await cycle.move_back(min(since, self._clock()))
        if not self._is_paused:
            self._begin(is_asked_for=False)

    def status(self) -> PollerStatus:
        """Return the status of polling, from memory."""
        return PollerStatus(
            health=health_of(self._rounds, self._overdue, is_paused=self._is_paused),
            instance=self._instance,
            interval=self._plan.cron,
            failing_since=failing_since(self._rounds, self._overdue),
            is_overdue=not self._is_paused and self._overdue.since is not None,
            error=error_of(self._rounds, self._overdue),
            succeeded_at=self._succeeded_at,
            late_at=None if self._is_paused else late_at(self._trigger, self._succeeded_at),
            next_at=next_at(self._rounds, None if self._is_paused else self._timetable, self._clock),
            last=self._last,
            sla_refusal=self._sla.refusal if self._sla else "",
        )

    def waits(self) -> tuple[TableWait, ...]:
        """Return the outages of tables for a worker that may take over."""
        return self._rounds.waits()

    def follow(self, earlier: PollerStatus, waits: Sequence[TableWait]) -> None:
        """Continue what another worker has begun; call it before ``start``."""
        self._succeeded_at, self._last = earlier.succeeded_at, earlier.last
        self._rounds.resume(waits)

    def tables(self) -> tuple[TableReading, ...]:
        """Return how far each table has been polled, from memory; unknown before the first poll."""
        return tuple(TableReading(cursor=cycle.cursor, hidden=cycle.hidden) for cycle in self._cycles)

    async def _turn(self) -> None:
        if not self._is_paused and self._rounds.is_due(is_asked_for=False):
            self._begin(is_asked_for=False)

    def _begin(self, *, is_asked_for: bool) -> "asyncio.Task[PollResult]":
        return self._running.start(lambda: self._poll(is_asked_for=is_asked_for))

    async def _poll(self, *, is_asked_for: bool) -> PollResult:
        async with self._one_at_a_time:
            with work("poll"):
                return await self._poll_alone(is_asked_for=is_asked_for)

    async def _poll_alone(self, *, is_asked_for: bool) -> PollResult:
        at, began, asked = self._clock(), self._monotonic(), self._client.requests
        before, tally = pushed_part(self.status()), Tally()
        error = await self._rounds.run(tally, is_asked_for=is_asked_for)
        seconds, requests = self._monotonic() - began, self._client.requests - asked
        result = result_of(tally, at=at, seconds=seconds, requests=requests, error=error)
        if self._timetable and not self._is_paused:
            self._overdue.expect(wait_seconds=self._rounds.seconds_to_retry() or 0.0)
        if not self._rounds.outages:
            self._succeeded_at = self._clock()
        self._last = result
        has_changed = pushed_part(self.status()) != before
        if has_changed:
            self._wake()
        self._retry.arrange(None if self._is_paused else self._rounds.seconds_to_retry())
        if has_changed or error or tally.new or tally.updated:
            await record(self._writer.database, result)
        return result

    def _try_again(self) -> None:
        if not self._is_paused:
            self._begin(is_asked_for=False)

    def _go_on(self) -> None:
        """Poll at once what waited because credentials were refused: another job's request was accepted."""
        if self._timetable and self._rounds.end_pauses():
            self._try_again()
