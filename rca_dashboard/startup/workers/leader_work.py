"""The work of the leading worker: whatever only one worker may do is opened here, and nowhere else.

It is opened when this worker takes the lease, and closed when it loses or hands over the lease. All of it writes
through ``term.database``, which refuses writes once another worker leads.
"""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta

import httpx

from rca_dashboard.clock import utc_now
from rca_dashboard.domain.check import Check
from rca_dashboard.domain.retention import RetentionDays
from rca_dashboard.domain.visibility import EVERYTHING
from rca_dashboard.servicenow.client import TableClient
from rca_dashboard.settings import Settings
from rca_dashboard.startup.instance import check_instance, client_of
from rca_dashboard.startup.startup_checks import StartupChecks
from rca_dashboard.store.progress.polling_pause import is_polling_paused
from rca_dashboard.sync.bulk_import.bulk_import import BulkImport
from rca_dashboard.sync.plan import PollingPlan
from rca_dashboard.sync.polling.hints import Hints
from rca_dashboard.sync.polling.poller import Poller
from rca_dashboard.sync.reconcile.plan import ReconcilePlan
from rca_dashboard.sync.reconcile.reconciler import Reconciler
from rca_dashboard.sync.retention import Retention
from rca_dashboard.sync.thread import in_thread
from rca_dashboard.sync.workers.leader import Leader
from rca_dashboard.sync.workers.lease_keeper import Term
from rca_dashboard.sync.workers.order_desk import OrderTaker
from rca_dashboard.sync.workers.status import LeaderStatus

# Started with the rest of the leader's work, and ended before it by the stack.
LeaderPart = Callable[[AsyncExitStack, Leader], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Instance:
    """The ServiceNow that is read: a configured one, or the built-in one."""

    url: str
    auth: httpx.Auth
    is_demo: bool


class LeaderWork:
    """Opens the leader's work for a term.

    Args:
        settings: What to read, how and when.
        instance: Where from.
        wake: Called after each commit that changed a ticket, and whenever the status changed.
        is_shared: Whether other workers may send orders.
        parts: What else only the leader does.
    """

    def __init__(
        self,
        settings: Settings,
        instance: Instance,
        *,
        wake: Callable[[], None],
        is_shared: bool,
        parts: tuple[LeaderPart, ...] = (),
    ) -> None:
        self._settings = settings
        self._instance = instance
        self._wake = wake
        self._is_shared = is_shared
        self._parts = parts
        self._taker: OrderTaker | None = None

    def take_orders(self) -> None:
        """Look for orders now, if this worker leads."""
        if self._taker:
            self._taker.wake()

    @asynccontextmanager
    async def open(self, term: Term, earlier: LeaderStatus) -> AsyncGenerator[Leader]:
        """Do the leader's work until the block ends.

        Args:
            term: The time for which this worker leads.
            earlier: What the leader before has left: what fails is not reported again, and Retry-After is kept to.
        """
        async with AsyncExitStack() as stack:
            client = self._client()
            stack.push_async_callback(client.aclose)
            leader, checks = await self._build(client, term)
            leader.poller.follow(earlier.poller, earlier.waits)
            await self._start(stack, leader, checks, (earlier.barred_until - utc_now()).total_seconds())
            if self._is_shared:
                self._taker = OrderTaker(leader, term.number)
                start(stack, self._taker.run(), "orders of other workers")
            yield leader

    def _client(self) -> TableClient:
        settings, instance = self._settings, self._instance
        if instance.is_demo:
            return TableClient(instance.url, instance.auth, timeout_seconds=settings.servicenow_timeout_seconds)
        return client_of(settings, instance.url, instance.auth)

    def _checks(self) -> StartupChecks:
        instance = self._instance
        if instance.is_demo:
            return StartupChecks(_nothing)
        return StartupChecks(lambda: check_instance(self._settings, instance.url, instance.auth))

    async def _build(self, client: TableClient, term: Term) -> tuple[Leader, StartupChecks]:
        settings, database, wake = self._settings, term.database, self._wake
        is_enabled = settings.servicenow_enable_polling
        is_paused = await in_thread(is_polling_paused, database, is_enabled=is_enabled)
        plan, checks = replace(plan_of(settings), is_polling_enabled=not is_paused), self._checks()
        poller = Poller(client, database.seen_by(EVERYTHING), plan, instance=settings.servicenow_url, wake=wake)
        leader = Leader(
            client=client,
            poller=poller,
            hints=Hints(client, poller.writer, plan, wake=wake),
            bulk_import=BulkImport(
                client.counting_apart(), poller.writer, plan, server_clock=poller.server_clock, wake=wake
            ),
            reconciler=Reconciler(client, poller, plan, _reconcile_plan(settings), wake=wake),
            checks=checks.checks,
            database=database,
            is_polling_enabled=is_enabled,
        )
        return leader, checks

    async def _start(self, stack: AsyncExitStack, leader: Leader, checks: StartupChecks, barred_seconds: float) -> None:
        for stop in (leader.poller.stop, leader.hints.aclose, leader.bulk_import.aclose, leader.reconciler.aclose):
            stack.push_async_callback(stop)
        leader.poller.start()
        start(stack, _after(barred_seconds, checks.run), "checks of ServiceNow")
        await leader.reconciler.open()
        if barred_seconds > 0:
            start(stack, _after(barred_seconds, leader.bulk_import.resume), "import after a Retry-After")
        else:
            await leader.bulk_import.resume()
        retention = Retention(leader.database, _retention_days(self._settings))
        stack.push_async_callback(retention.aclose)
        retention.open()
        for part in self._parts:
            await part(stack, leader)


async def _after(seconds: float, work: Callable[[], Awaitable[None]]) -> None:
    await asyncio.sleep(max(0.0, seconds))
    await work()


def _retention_days(settings: Settings) -> RetentionDays:
    return RetentionDays(
        feed=settings.retention_feed_days,
        polls=settings.retention_polls_days,
        notifications=settings.retention_notifications_days,
        audit=settings.retention_audit_days,
    )


def plan_of(settings: Settings) -> PollingPlan:
    """Return what to poll, how and when."""
    return PollingPlan(
        tables=settings.servicenow_tables,
        query=settings.servicenow_query,
        batch_size=settings.servicenow_polling_batch_size,
        overlap=timedelta(seconds=settings.servicenow_overlap_seconds),
        cron=settings.servicenow_polling_interval,
        is_import_enabled=settings.servicenow_enable_bulk_import,
        is_polling_enabled=settings.servicenow_enable_polling,
        trusts_zone=settings.is_demo,
        sla=settings.servicenow_sla,
    )


def _reconcile_plan(settings: Settings) -> ReconcilePlan:
    return ReconcilePlan(
        cron=settings.servicenow_reconcile_interval, content_requests=settings.servicenow_reconcile_requests
    )


async def _nothing() -> tuple[Check, ...]:
    """Return no checks: the built-in ServiceNow needs none."""
    return ()


def start(stack: AsyncExitStack, work: Coroutine[None, None, None], name: str) -> None:
    """Run work beside the server, until the stack ends it."""
    stack.push_async_callback(_end, asyncio.create_task(work, name=name))


async def _end(task: "asyncio.Task[None]") -> None:
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
