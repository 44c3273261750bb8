"""Runs the parts of one worker process: the store's migrations, the poller, the hub."""

import asyncio
import contextlib
import gc
import logging
import sys
from collections.abc import AsyncGenerator, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta

from rca_dashboard.access.access import Access
from rca_dashboard.domain.check import Check
from rca_dashboard.domain.retention import RetentionDays
from rca_dashboard.insight.insight import Insight
from rca_dashboard.live.hub.relay import Relay
from rca_dashboard.live.messages import PollView, poll_view
from rca_dashboard.live.running import Live, Running, Sync, install
from rca_dashboard.servicenow.client import TableClient
from rca_dashboard.settings import Settings
from rca_dashboard.startup.demo import running_demo
from rca_dashboard.startup.instance import auth_of, check_instance, client_of
from rca_dashboard.startup.open_files import raise_open_files
from rca_dashboard.startup.preflight import source_of
from rca_dashboard.startup.setting_warnings import setting_warnings
from rca_dashboard.startup.startup_checks import StartupChecks
from rca_dashboard.store.engine import Database, DatabaseUnavailableError
from rca_dashboard.store.migrate import ForeignDatabaseError, claim, migrate
from rca_dashboard.sync.bulk_import.bulk_import import BulkImport
from rca_dashboard.sync.plan import PollingPlan
from rca_dashboard.sync.polling.hints import Hints
from rca_dashboard.sync.polling.poller import Poller
from rca_dashboard.sync.reconcile.plan import ReconcilePlan
from rca_dashboard.sync.reconcile.reconciler import Reconciler
from rca_dashboard.sync.retention import Retention

logger = logging.getLogger(__name__)


class Worker:
    """Creates the parts that need a running event loop, and stops them in reverse order.

    Args:
        settings: The settings.
        database: Opened on first use.
        relay: Wakes the hub.
        access: Follows ended logins, and creates the first admin.
    """

    def __init__(self, settings: Settings, database: Database, relay: Relay, access: Access) -> None:
        self._settings = settings
        self._database = database
        self._relay = relay
        self._access = access
        self._startup_checks = StartupChecks(_nothing)
        self._sync: Sync | None = None

    def polling(self) -> PollView:
        """Return polling as the page shows it."""
        if self._sync is None:
            return PollView()
        return poll_view(self._sync.poller.status(), self._sync.bulk_import.status())

    @asynccontextmanager
    async def run(self, live: Live) -> AsyncGenerator[None]:
        """Run until the server stops. A database that cannot be used ends the process with one sentence."""
        _collect_garbage_seldom()
        await self._prepare()
        async with AsyncExitStack() as stack:
            stack.callback(self._database.close)
            client = await self._servicenow(stack)
            sync = self._build_sync(client)
            insight = Insight(self._database) if self._settings.insight else None
            install(Running(live=live, sync=sync, access=self._access, database=self._database, insight=insight))
            await self._start_live(stack, live)
            await self._start_sync(stack, sync)
            if insight:
                _start(stack, insight.run(), "insight")
            yield

    async def _prepare(self) -> None:
        raise_open_files()  # for development's server too; production's worker has done so
        try:
            await asyncio.to_thread(self._prepare_database)
            await self._prepare_logins()
        except (DatabaseUnavailableError, ForeignDatabaseError) as error:
            sys.exit(str(error))
        for warning in setting_warnings():
            logger.warning("%s", warning)
        if self._access.is_open and not self._settings.is_demo:
            logger.warning(
                "AUTH_MODE=none: anyone who can reach this dashboard can read the tickets of %s and stop its polling.",
                self._settings.servicenow_url,
            )

    def _build_sync(self, client: TableClient) -> Sync:
        plan, wake = _plan(self._settings), self._relay.wake
        poller = Poller(client, self._database, plan, instance=self._settings.servicenow_url, wake=wake)
        self._sync = Sync(
            poller=poller,
            hints=Hints(client, poller.writer, plan, wake=wake),
            bulk_import=BulkImport(
                client.counting_apart(), poller.writer, plan, server_clock=poller.server_clock, wake=wake
            ),
            reconciler=Reconciler(client, poller, plan, _reconcile_plan(self._settings), wake=wake),
            checks=self._startup_checks.checks,
        )
        return self._sync

    async def _start_live(self, stack: AsyncExitStack, live: Live) -> None:
        await live.notifier.prepare()
        _start(stack, live.notifier.run(), "notifications")
        _start(stack, live.figures.run(), "figures")
        _start(stack, live.hub.run(), "hub")
        _start(stack, live.operations.run(), "operations page")
        _start(stack, live.usage.run(), "figures of the push")
        _start(stack, self._access.sessions.run(), "logins")
        _start(stack, self._access.tokens.run(), "API tokens")

    async def _start_sync(self, stack: AsyncExitStack, sync: Sync) -> None:
        for stop in (sync.poller.stop, sync.hints.aclose, sync.bulk_import.aclose, sync.reconciler.aclose):
            stack.push_async_callback(stop)
        sync.poller.start()
        _start(stack, self._startup_checks.run(), "checks of ServiceNow")
        await sync.reconciler.open()
        await sync.bulk_import.resume()
        retention = Retention(self._database, _retention_days(self._settings))
        stack.push_async_callback(retention.aclose)
        retention.open()

    async def _prepare_logins(self) -> None:
        await self._access.sessions.prepare()
        if not self._access.is_open and self._access.proxy is None:
            await self._access.accounts.prepare_first_admin(
                self._settings.admin_username, self._settings.admin_password
            )

    def _prepare_database(self) -> None:
        migrate(self._database)
        claim(self._database, source_of(self._settings), instance_id=self._settings.instance_id)

    async def _servicenow(self, stack: AsyncExitStack) -> TableClient:
        settings = self._settings
        if settings.is_demo:
            url, auth = await stack.enter_async_context(running_demo())
            client = TableClient(url, auth, timeout_seconds=settings.servicenow_timeout_seconds)
        else:
            url, auth = settings.servicenow_url, auth_of(settings)
            client = client_of(settings, url, auth)
            self._startup_checks = StartupChecks(lambda: check_instance(settings, url, auth))
        stack.push_async_callback(client.aclose)
        return client


def _retention_days(settings: Settings) -> RetentionDays:
    return RetentionDays(
        feed=settings.retention_feed_days,
        polls=settings.retention_polls_days,
        notifications=settings.retention_notifications_days,
        audit=settings.retention_audit_days,
    )


def _plan(settings: Settings) -> PollingPlan:
    return PollingPlan(
        tables=settings.servicenow_tables,
        query=settings.servicenow_query,
        batch_size=settings.servicenow_polling_batch_size,
        overlap=timedelta(seconds=settings.servicenow_overlap_seconds),
        cron=settings.servicenow_polling_interval,
        is_import_enabled=settings.servicenow_enable_bulk_import,
        is_polling_enabled=settings.servicenow_enable_polling,
        trusts_zone=settings.is_demo,
    )


def _reconcile_plan(settings: Settings) -> ReconcilePlan:
    return ReconcilePlan(
        cron=settings.servicenow_reconcile_interval, content_requests=settings.servicenow_reconcile_requests
    )


async def _nothing() -> tuple[Check, ...]:
    """Return no checks: the built-in ServiceNow needs none."""
    return ()


def _collect_garbage_seldom() -> None:
    # The default pauses 0.85 s for each full collection with 5,000 browsers; 50,000 halves the push's CPU. One of
    # the middle generation paused 0.35 s among 1,000 browsers that connect: it waits for 5 million objects. Full
    # ones are started by live.reflex_adapter.abandoned_states, and skip what existed before the first browser.
    gc.set_threshold(50_000, 100, 1000)
    gc.freeze()


def _start(stack: AsyncExitStack, work: Coroutine[None, None, None], name: str) -> None:
    """Run work beside the server, until the stack ends it."""
    stack.push_async_callback(_end, asyncio.create_task(work, name=name))


async def _end(task: "asyncio.Task[None]") -> None:
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
