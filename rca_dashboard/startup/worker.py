"""Runs the parts of one worker process: the store's migrations, the hub, and the leader's work while it leads."""

import asyncio
import gc
import logging
import os
import secrets
import socket
import sys
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from zoneinfo import ZoneInfo

from rca_dashboard import __version__
from rca_dashboard.access.access import Access
from rca_dashboard.background import FailureLog, every, run_forever
from rca_dashboard.cases.recurrences import Recurrences
from rca_dashboard.domain.progress.bulk_import import ImportState
from rca_dashboard.domain.visibility import EVERYTHING
from rca_dashboard.insight.insight import Insight
from rca_dashboard.insight.nights import Night
from rca_dashboard.live.hub.relay import Relay
from rca_dashboard.live.messages import PollView, poll_view
from rca_dashboard.live.running import Live, Running, install
from rca_dashboard.settings import Settings
from rca_dashboard.startup.access import BUILT_PAGES
from rca_dashboard.startup.assistant import assistant_of
from rca_dashboard.startup.closed_cases.seed import write_closed_cases
from rca_dashboard.startup.demo import running_demo
from rca_dashboard.startup.folder import demo_archive
from rca_dashboard.startup.instance import auth_of
from rca_dashboard.startup.open_files import raise_open_files
from rca_dashboard.startup.preflight import source_of
from rca_dashboard.startup.setting_warnings import setting_warnings
from rca_dashboard.startup.workers.earlier_builds import keep_own_build
from rca_dashboard.startup.workers.leader_work import Instance, LeaderWork, start
from rca_dashboard.startup.workers.several_workers import SeveralWorkers
from rca_dashboard.store.engine import Database, DatabaseUnavailableError
from rca_dashboard.store.migrate import ForeignDatabaseError, claim, migrate
from rca_dashboard.store.sqlite import WriteAheadLog
from rca_dashboard.sync.workers.hint_relay import HintRelay
from rca_dashboard.sync.workers.leader import Leader
from rca_dashboard.sync.workers.leadership import Leadership
from rca_dashboard.sync.workers.lease_keeper import LeaseKeeper, SharedKeeper, SoleKeeper
from rca_dashboard.sync.workers.order_desk import OrderDesk
from rca_dashboard.sync.workers.steering import Steering
from rca_dashboard.tracing import record_with

logger = logging.getLogger(__name__)

_SECONDS_TO_TEND = 60.0


class Worker:
    """Creates the parts that need a running event loop, and stops them in reverse order.

    Args:
        settings: The settings.
        database: Opened on first use.
        relay: Wakes the hub.
        access: Follows ended logins, and creates the first admin.

    Attributes:
        id: Names this process among all workers of the database.
    """

    def __init__(self, settings: Settings, database: Database, relay: Relay, access: Access) -> None:
        self.id = ""
        self._settings = settings
        self._database = database
        self._relay = relay
        self._access = access
        self._steering: Steering | None = None

    def polling(self) -> PollView:
        """Return polling as the page shows it."""
        if self._steering is None:
            return PollView()
        return poll_view(self._steering.poller.status(), self._steering.bulk_import.status())

    def leads(self) -> bool:
        """Return whether this worker leads."""
        return self._steering is not None and self._steering.leadership.leader is not None

    @asynccontextmanager
    async def run(self, live: Live) -> AsyncGenerator[None]:
        """Run until the server stops. A database that cannot be used ends the process with one sentence."""
        _collect_garbage_seldom()
        self.id = f"{socket.gethostname()}-{secrets.token_hex(3)}"
        await self._prepare()
        async with AsyncExitStack() as stack:
            stack.callback(self._database.close)
            self._record_traces(stack)
            work = LeaderWork(
                self._settings,
                await self._instance(stack),
                wake=self._wake,
                is_shared=self._is_shared,
                parts=(self._watch_fixes, *((self._write_demo_cases,) if self._settings.is_demo else ())),
            )
            steering, desk = self._build(work)
            insight = self._insight_of(steering)
            install(
                Running(
                    live=live,
                    sync=steering,
                    access=self._access,
                    database=self._database,
                    insight=insight,
                    assistant=assistant_of(self._settings),
                )
            )
            await self._start_live(stack, live)
            if self._is_shared:
                others = SeveralWorkers(
                    self._settings,
                    self._database,
                    steering=steering,
                    desk=desk,
                    work=work,
                    live=live,
                    relay=self._relay,
                    insight=insight,
                )
                others.start(stack, self.id)
            start(stack, steering.leadership.run(), "leadership")
            await steering.leadership.settled()
            if insight:
                insight.on_bursts(live.bursts.show)
                start(stack, insight.run(), "insight")
            yield

    def _record_traces(self, stack: AsyncExitStack) -> None:
        if not self._settings.otel_exporter_otlp_endpoint:
            return
        # Here, so that OpenTelemetry's 0.14 s and 11 MB are those of workers that use it.
        from rca_dashboard.startup.workers.trace_export import OpenTelemetry  # noqa: PLC0415

        traces = OpenTelemetry(self._settings.otel_exporter_otlp_endpoint, worker=self.id, version=__version__)
        stack.push_async_callback(asyncio.to_thread, traces.end)
        stack.callback(record_with, None)
        record_with(traces)

    async def _watch_fixes(self, stack: AsyncExitStack, leader: Leader) -> None:
        database = leader.database.seen_by(EVERYTHING)
        start(stack, Recurrences(database, self._relay.wake).run(), "watch over fixes")

    async def _write_demo_cases(self, stack: AsyncExitStack, leader: Leader) -> None:
        def has_history() -> bool:
            return leader.bulk_import.status().state is ImportState.DONE

        database = leader.database.seen_by(EVERYTHING)
        start(stack, write_closed_cases(database, has_history, self._relay.wake), "cases of the demo")

    def _insight_of(self, steering: Steering) -> Insight | None:
        if not self._settings.insight:
            return None
        return Insight(
            self._database,
            leading=lambda: steering.leadership.leader.database if steering.leadership.leader else None,
            night=Night(self._settings.insight_rebuild_hour, ZoneInfo(self._settings.insight_time_zone)),
            minutes_a_ticket=self._settings.insight_minutes_a_ticket,
        )

    @property
    def _is_shared(self) -> bool:
        """Whether other processes may work on the same database: SQLite and demo mode have one worker."""
        return not self._database.is_sqlite and not self._settings.is_demo

    def _wake(self) -> None:
        self._relay.wake()
        if self._steering is not None and self._is_shared:
            self._steering.leadership.look()

    def _build(self, work: LeaderWork) -> tuple[Steering, OrderDesk]:
        keeper: LeaseKeeper = SharedKeeper(self._database, self.id) if self._is_shared else SoleKeeper(self._database)
        leadership, desk = Leadership(keeper, work.open, wake=self._relay.wake), OrderDesk(self._database)
        self._steering = Steering(leadership, desk, HintRelay(leadership, self._database))
        return self._steering, desk

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

    async def _start_live(self, stack: AsyncExitStack, live: Live) -> None:
        live.hub.begin_run()
        live.usage.worker = f"{socket.gethostname()}-{os.getpid()}"
        await live.notifier.prepare()
        start(stack, live.notifier.run(), "notifications")
        start(stack, live.figures.run(), "figures")
        start(stack, live.cases.run(), "cases")
        start(stack, live.hub.run(), "hub")
        start(stack, live.operations.run(), "operations page")
        start(stack, live.usage.run(), "figures of the push")
        start(stack, self._access.sessions.run(), "logins")
        start(stack, self._access.tokens.run(), "API tokens")
        start(stack, self._access.teams.run(), "teams")
        if self._database.is_sqlite:
            start(stack, _tend(WriteAheadLog(self._database.engine)), "write-ahead log")

    async def _prepare_logins(self) -> None:
        await self._access.sessions.prepare()
        await self._access.care.factors.prepare()
        await self._access.teams.prepare()
        if not self._access.is_open and self._access.proxy is None:
            await self._access.accounts.prepare_first_admin(
                self._settings.admin_username, self._settings.admin_password
            )

    def _prepare_database(self) -> None:
        migrate(self._database)
        claim(self._database, source_of(self._settings), instance_id=self._settings.instance_id)
        keep_own_build(self._database, BUILT_PAGES)

    async def _instance(self, stack: AsyncExitStack) -> Instance:
        if self._settings.is_demo:
            url, auth = await stack.enter_async_context(running_demo(demo_archive(self._settings.database_url)))
            return Instance(url, auth, is_demo=True)
        return Instance(self._settings.servicenow_url, auth_of(self._settings), is_demo=False)


async def _tend(write_ahead_log: WriteAheadLog) -> None:
    failures = FailureLog("Emptying the write-ahead log", logger)
    await run_forever(
        lambda: asyncio.to_thread(write_ahead_log.tend), failures, wait=every(_SECONDS_TO_TEND), retry_seconds=None
    )


def _collect_garbage_seldom() -> None:
    # The default pauses 0.85 s for each full collection with 5,000 browsers; 50,000 halves the push's CPU. One of
    # the middle generation paused 0.35 s among 1,000 browsers that connect: it waits for 5 million objects. Full
    # ones are started by live.reflex_adapter.abandoned_states, and skip what existed before the first browser.
    gc.set_threshold(50_000, 100, 1000)
    gc.freeze()
