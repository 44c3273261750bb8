"""What polling cannot see of ``task_sla``: deletions, restored records, and updates without a stamp."""

from collections.abc import AsyncIterator, Iterator

import pytest

from rca_dashboard.domain.progress.reconcile import ReconcileStatus
from rca_dashboard.simulator.instance.instance import Instance
from rca_dashboard.simulator.server import Simulator
from rca_dashboard.store.engine import Database
from rca_dashboard.sync.plan import PollingPlan
from rca_dashboard.sync.reconcile.plan import ReconcilePlan
from rca_dashboard.sync.reconcile.reconciler import Reconciler
from tests.simulator.still_clock import StillClock
from tests.sync.polling.sla_desk import ACCOUNT, Desk
from tests.sync.sync_harness import SELDOM


class ComparedDesk(Desk):
    async def reconciled(self) -> ReconcileStatus:
        """Reconcile, some time after what happened, and return how it went."""
        self.pass_time(seconds=60)
        plan = PollingPlan(cron=SELDOM, sla="auto")
        reconciler = Reconciler(
            self.client,
            self.poller,
            plan,
            ReconcilePlan(),
            clock=self.ours.clock,
            monotonic=self.ours.monotonic,
        )
        await reconciler.open()
        assert reconciler.start()
        status = await reconciler.wait()
        await reconciler.aclose()
        return status

    def stages(self, incident: str) -> list[str]:
        return [each.stage for each in self.ticket(incident).sla]


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


@pytest.fixture
def simulator(clock: StillClock) -> Iterator[Simulator]:
    with Simulator(Instance(clock=clock), account=ACCOUNT) as made:
        yield made


@pytest.fixture
async def desk(database: Database, simulator: Simulator, clock: StillClock) -> AsyncIterator[ComparedDesk]:
    made = ComparedDesk(database, simulator, clock)
    await made.polled()
    yield made
    for poller in made.pollers:
        await poller.stop()
    await made.client.aclose()


async def test_a_deleted_service_level_changes_its_ticket_and_a_restored_one_changes_it_back(
    desk: ComparedDesk,
) -> None:
    incident = desk.opened()
    kept, gone = desk.promised(incident, 4), desk.promised(incident, 1)
    ended = desk.promised(incident, 2, stage="completed", active="false", has_breached="true")
    await desk.polled()
    before = desk.ticket(incident)
    records = {sys_id: dict(desk.instance.table("task_sla").records[sys_id]) for sys_id in (gone, ended)}
    desk.instance.delete("task_sla", gone)
    desk.instance.delete("task_sla", ended)
    assert await desk.polled() == []  # no poll can see it
    status = await desk.reconciled()
    assert (status.warning, status.deleted, desk.stages(incident)) == (None, 0, ["in_progress"])
    after = desk.ticket(incident)
    assert after.due_at is not None
    assert before.due_at is not None
    assert after.due_at > before.due_at
    assert after.revision > before.revision
    desk.instance.load("task_sla", list(records.values()))  # undeleted, with their old stamps
    assert await desk.polled() == []
    assert (await desk.reconciled()).silent > 0
    assert desk.ticket(incident).sla == before.sla
    assert kept in desk.instance.table("task_sla").records
    revision = desk.ticket(incident).revision
    assert (await desk.reconciled()).silent == 0
    assert desk.ticket(incident).revision == revision  # an unchanged table changes nothing


async def test_an_update_that_moves_no_stamp_and_a_version_that_went_back_are_found(desk: ComparedDesk) -> None:
    incident = desk.opened()
    silent, back = desk.promised(incident, 4), desk.promised(incident, 1)
    earlier = dict(desk.instance.table("task_sla").records[back])
    desk.instance.update("task_sla", back, stage="paused")
    await desk.polled()
    assert sorted(desk.stages(incident)) == ["in_progress", "paused"]
    record = dict(desk.instance.table("task_sla").records[silent])
    desk.instance.load("task_sla", [{**record, "has_breached": "true"}, earlier])
    assert await desk.polled() == []
    await desk.reconciled()
    assert [(each.stage, each.breached) for each in desk.ticket(incident).sla] == [
        ("in_progress", False),
        ("in_progress", True),
    ]


async def test_a_table_that_looks_empty_is_doubted_and_marks_nothing(desk: ComparedDesk) -> None:
    incidents = [desk.opened() for _ in range(8)]
    for incident in incidents:
        desk.promised(incident, 4)
    await desk.polled()
    for sys_id in list(desk.instance.table("task_sla").records):
        desk.instance.delete("task_sla", sys_id, is_audited=False)  # a lost role looks the same
    status = await desk.reconciled()
    assert "8 of 8 service levels of the table 'task_sla' are missing" in str(status.warning)
    assert all(desk.stages(incident) == ["in_progress"] for incident in incidents)
    assert [(each.table, each.count, len(each.numbers)) for each in status.doubted] == [("task_sla", 8, 8)]


async def test_what_the_account_may_not_read_is_not_compared(desk: ComparedDesk) -> None:
    desk.promised(desk.opened(), 4)
    desk.simulator.rules.deny("task_sla")
    await desk.polled()
    status = await desk.reconciled()
    assert status.warning is None
