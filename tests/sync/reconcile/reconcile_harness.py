"""A reconciler with the built-in ServiceNow and a year of incidents, all of them stored."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any, Self

from sqlalchemy import select

from rca_dashboard.domain.progress.bulk_import import ImportPlace
from rca_dashboard.domain.progress.reconcile import ReconcileStatus
from rca_dashboard.domain.tickets.change import Change, Origin
from rca_dashboard.servicenow.client import TableClient
from rca_dashboard.simulator.clock import to_text
from rca_dashboard.simulator.instance.instance import Instance
from rca_dashboard.simulator.server import Simulator
from rca_dashboard.store.engine import Database
from rca_dashboard.store.feed import changes_after
from rca_dashboard.store.progress.import_places import save_places
from rca_dashboard.store.schema.tickets import TICKET
from rca_dashboard.store.tickets.upsert import upsert
from rca_dashboard.sync.plan import PollingPlan
from rca_dashboard.sync.polling.poller import Poller
from rca_dashboard.sync.reading import TicketReading
from rca_dashboard.sync.reconcile.plan import ReconcilePlan
from rca_dashboard.sync.reconcile.reconciler import Reconciler
from tests.sync.sync_harness import SELDOM, Time

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
TABLE = "incident"


class Compared:
    """An instance, our store, and what keeps the two together.

    Args:
        database: Ours.
        count: How many incidents there are.
        query: The operator's.
        special: Of the plan of polling.
    """

    def __init__(self, database: Database, count: int, *, query: str = "", **special: Any) -> None:
        self.database = database
        self.now = NOON
        self.local = Time(NOON + timedelta(minutes=3))
        self.instance = Instance(clock=lambda: self.now)
        self.simulator = Simulator(self.instance, account=None)
        self.sys_ids = [f"{place * 7919:032x}" for place in range(1, count + 1)]
        self.instance.load(TABLE, [self._incident(place, sys_id) for place, sys_id in enumerate(self.sys_ids)])
        self._query = query
        self.plan = PollingPlan(cron=SELDOM, query=query, **special)
        self.woken = 0

    def _incident(self, place: int, sys_id: str) -> dict[str, str]:
        at = to_text(NOON - timedelta(minutes=place + 60))
        stamps = {"sys_created_on": at, "sys_updated_on": at, "opened_at": at, "sys_mod_count": "2"}
        named = {"sys_id": sys_id, "number": f"INC{place:07}", "short_description": f"Printer {place} is on fire"}
        return {**named, **stamps, "sys_class_name": TABLE, "priority": "3", "state": "2", "active": "true"}

    async def __aenter__(self) -> Self:
        self.simulator.start()
        self.client = TableClient(self.simulator.url, timeout_seconds=10, monotonic=self.local.monotonic)
        self.poller = Poller(
            self.client, self.database, self.plan, clock=self.local.clock, monotonic=self.local.monotonic
        )
        self.reconciler = self.make()
        await self.take_over()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.reconciler.aclose()
        await self.poller.stop()
        await self.client.aclose()
        self.simulator.stop()

    def make(self, **special: Any) -> Reconciler:
        return Reconciler(
            self.client,
            self.poller,
            self.plan,
            ReconcilePlan(**special),
            wake=self.wake,
            clock=self.local.clock,
            monotonic=self.local.monotonic,
        )

    def wake(self) -> None:
        self.woken += 1

    async def take_over(self, *, is_done: bool = True) -> None:
        """Store all that the instance shows, as after an import."""
        page = await self.client.get_page(TABLE, self._query, limit=100_000)
        tickets = TicketReading(TABLE, self.client.instance).tickets(page.records)
        upsert(self.database, tickets, origin=Origin.IMPORT, at=self.local.now)
        if is_done:
            save_places(
                self.database, [ImportPlace(table=TABLE, until=self.now, started_at=self.local.now, is_done=True)]
            )
        await self.poller.poll_now()
        self.pass_time(60)

    def pass_time(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)
        self.local.now += timedelta(seconds=seconds)
        self.local.seconds += seconds

    async def reconcile(self) -> ReconcileStatus:
        assert self.reconciler.start()
        async with asyncio.timeout(60):
            return await self.reconciler.wait()

    def marked(self) -> set[str]:
        with self.database.read() as session:
            found = session.connection().execute(select(TICKET.c.sys_id).where(TICKET.c.is_deleted))
            return {row.sys_id for row in found}

    def contents(self) -> dict[str, tuple[str, int]]:
        """Return the description and the count of what we hold and is not marked."""
        columns = (TICKET.c.sys_id, TICKET.c.short_description, TICKET.c.mod_count)
        with self.database.read() as session:
            found = session.connection().execute(select(*columns).where(TICKET.c.is_deleted.is_(False)))
            return {row.sys_id: (row.short_description, row.mod_count) for row in found}

    def theirs(self, query: str = "") -> dict[str, tuple[str, int]]:
        """Return the same of the instance."""
        records = self.instance.select(TABLE, query).records
        return {one["sys_id"]: (one["short_description"], int(one["sys_mod_count"])) for one in records}

    def feed(self) -> list[Change]:
        return list(changes_after(self.database, 0, 1_000_000))
