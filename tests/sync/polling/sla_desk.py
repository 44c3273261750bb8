"""A ServiceNow that keeps service levels, and a poller of it, in time that both share."""

from datetime import timedelta

from rca_dashboard.domain.tickets.change import Change
from rca_dashboard.domain.tickets.ticket import Ticket
from rca_dashboard.domain.views.view import View
from rca_dashboard.servicenow.authentication.auth import basic_auth
from rca_dashboard.servicenow.client import TableClient
from rca_dashboard.simulator.clock import to_text
from rca_dashboard.simulator.http.authentication import Account
from rca_dashboard.simulator.server import Simulator
from rca_dashboard.store.engine import Database
from rca_dashboard.store.feed import changes_after
from rca_dashboard.store.queries import ticket, ticket_list
from rca_dashboard.sync.plan import PollingPlan
from rca_dashboard.sync.polling.poller import Poller
from tests.simulator.still_clock import StillClock
from tests.sync.sync_harness import SELDOM, Time

ACCOUNT = Account("reader", "a password of the test")


class Desk:
    """A ServiceNow, our poller, and time that both share."""

    def __init__(self, database: Database, simulator: Simulator, clock: StillClock) -> None:
        self.database = database
        self.simulator = simulator
        self.instance = simulator.instance
        self.clock = clock
        self.ours = Time(clock.now)
        self.pollers: list[Poller] = []
        self.client = TableClient(
            simulator.url, basic_auth(ACCOUNT.username, ACCOUNT.password), monotonic=self.ours.monotonic
        )
        self.poller = self.started("auto")

    def started(self, sla: str, *, trusts_zone: bool = True) -> Poller:
        plan = PollingPlan(cron=SELDOM, sla=sla, trusts_zone=trusts_zone)
        made = Poller(self.client, self.database, plan, clock=self.ours.clock, monotonic=self.ours.monotonic)
        self.pollers.append(made)
        return made

    def pass_time(self, **duration: float) -> None:
        self.clock.move(**duration)
        seconds = timedelta(**duration).total_seconds()
        self.ours.now += timedelta(seconds=seconds)
        self.ours.seconds += seconds

    def opened(self, **fields: str) -> str:
        return self.instance.insert("incident", {"short_description": "VPN drops", **fields})

    def promised(self, task: str, hours: float, **fields: str) -> str:
        """Attach a service level that ends in some hours."""
        end = to_text(self.clock.now + timedelta(hours=hours))
        sla = next(iter(self.instance.table("contract_sla").records))
        plain = {"stage": "in_progress", "active": "true", "has_breached": "false", "planned_end_time": end}
        return self.instance.insert("task_sla", {"task": task, "sla": sla, **plain, **fields})

    async def polled(self, poller: Poller | None = None) -> list[Change]:
        """Poll, some time after what happened; return the changes."""
        self.pass_time(seconds=30)
        before = changes_after(self.database, 0, 10_000)
        result = await (poller or self.poller).poll_now()
        assert result.error is None, result.error
        return list(changes_after(self.database, len(before), 10_000))

    def ticket(self, sys_id: str) -> Ticket:
        found = ticket(self.database, sys_id)
        assert found is not None
        return found

    def listed(self, **parameters: str) -> list[str]:
        return [each.sys_id for each in ticket_list(self.database, View.from_query(parameters)).tickets]
