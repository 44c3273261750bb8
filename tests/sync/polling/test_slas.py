"""Service levels are swept like tickets, and a changed one is a change of its ticket."""

import logging
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta

import pytest

from rca_dashboard.domain.progress.poll import PollerHealth
from rca_dashboard.domain.tickets.change import Origin
from rca_dashboard.domain.views.view import View
from rca_dashboard.simulator.clock import to_text
from rca_dashboard.simulator.instance.instance import Instance
from rca_dashboard.simulator.server import Simulator
from rca_dashboard.store.engine import Database
from rca_dashboard.store.queries import ticket, ticket_page
from rca_dashboard.sync.plan import PollingPlan
from rca_dashboard.sync.polling.poller import Poller
from tests.simulator.still_clock import StillClock
from tests.sync.polling.sla_desk import ACCOUNT, Desk
from tests.sync.sync_harness import SELDOM


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


@pytest.fixture
def simulator(clock: StillClock) -> Iterator[Simulator]:
    with Simulator(Instance(clock=clock), account=ACCOUNT) as made:
        yield made


@pytest.fixture
async def desk(database: Database, simulator: Simulator, clock: StillClock) -> AsyncIterator[Desk]:
    made = Desk(database, simulator, clock)
    await made.polled(made.started("false"))  # of tickets alone: what comes from now on is read
    yield made
    for poller in made.pollers:
        await poller.stop()
    await made.client.aclose()


async def test_a_ticket_has_the_service_levels_that_task_sla_lists(desk: Desk) -> None:
    incident = desk.opened()
    desk.promised(incident, 4)
    desk.promised(incident, 1, stage="paused")
    desk.promised(incident, 2, stage="cancelled", active="false")
    await desk.polled()
    found = desk.ticket(incident)
    assert [(each.stage, each.breached, each.paused) for each in found.sla] == [
        ("paused", False, True),
        ("in_progress", False, False),
    ]
    assert found.sla[0].name.startswith("Priority ")
    assert found.due_at == found.sla[1].due_at  # the time of the other one does not run


async def test_a_changed_service_level_is_a_change_of_its_ticket(desk: Desk) -> None:
    incident = desk.opened()
    sla = desk.promised(incident, 4)
    await desk.polled()
    before = desk.ticket(incident)
    desk.instance.update("task_sla", sla, has_breached="true")
    (change,) = await desk.polled()
    assert (change.sys_id, change.type.value, set(change.changes)) == (incident, "updated_ticket", {"sla"})
    after = desk.ticket(incident)
    assert (after.revision, after.sla[0].breached) == (change.seq, True)
    assert after.revision > before.revision
    (row,) = ticket_page(desk.database, View()).rows
    assert (row.sla, row.revision) == ("breached", change.seq)
    desk.instance.update("task_sla", sla, stage="completed", active="false")
    (change,) = await desk.polled()
    assert set(change.changes) == {"sla", "due_at"}
    assert desk.ticket(incident).due_at is None


async def test_the_same_rows_twice_change_nothing_and_an_idle_poll_asks_once_for_each_table(desk: Desk) -> None:
    desk.promised(desk.opened(), 4)
    await desk.polled()
    await desk.polled()
    desk.pass_time(seconds=60)
    asked = len(desk.simulator.requests)
    assert await desk.polled() == []
    assert len(desk.simulator.requests) - asked == 2


async def test_a_service_level_that_comes_before_its_ticket_is_shown_with_it(desk: Desk) -> None:
    incident = desk.opened()
    desk.promised(incident, 4)
    desk.simulator.rules.hide("incident", lambda record: record["sys_id"] == incident)
    await desk.polled()
    assert ticket(desk.database, incident) is None
    desk.simulator.rules.clear()
    desk.instance.update("incident", incident, short_description="VPN drops again")
    changes = await desk.polled()
    assert [(change.type.value, "due_at" in change.changes) for change in changes] == [("new_ticket", True)]
    assert desk.ticket(incident).due_at is not None


async def test_a_ticket_that_changes_keeps_its_service_levels(desk: Desk) -> None:
    incident = desk.opened()
    desk.promised(incident, 4)
    await desk.polled()
    before = desk.ticket(incident)
    desk.instance.update("incident", incident, short_description="VPN drops again")
    await desk.polled()
    assert desk.ticket(incident).sla == before.sla != ()


async def test_the_first_sweep_reads_what_is_active_however_old_as_history(desk: Desk) -> None:
    incident = desk.opened()
    desk.promised(incident, 4)
    desk.promised(incident, 1, stage="completed", active="false")
    await desk.polled(desk.started("false"))
    desk.pass_time(days=40)
    assert {change.origin for change in await desk.polled()} == {Origin.IMPORT}
    assert [each.stage for each in desk.ticket(incident).sla] == ["in_progress"]
    other = desk.opened()
    desk.promised(other, 1)
    changes = await desk.polled()
    assert {change.origin for change in changes} == {Origin.POLL}


async def test_more_than_a_page_of_one_second_arrives_whole(desk: Desk) -> None:
    incidents = [desk.opened() for _ in range(7)]
    await desk.polled(desk.started("false"))
    for incident in incidents:
        desk.promised(incident, 4)
    poller = Poller(
        desk.client,
        desk.database,
        PollingPlan(cron=SELDOM, sla="true", batch_size=2),
        clock=desk.ours.clock,
        monotonic=desk.ours.monotonic,
    )
    desk.pollers.append(poller)
    assert len(await desk.polled(poller)) == 7


async def test_an_account_that_may_not_read_them_is_told_so_and_asked_again_each_hour(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    desk.simulator.rules.deny("task_sla")
    caplog.set_level(logging.WARNING)
    incident = desk.opened()
    await desk.polled()
    await desk.polled()
    status = desk.poller.status()
    assert (status.health, "task_sla" in status.sla_refusal) == (PollerHealth.OK, True)
    assert [record.message for record in caplog.records if "Service levels" in record.message] == [
        next(record.message for record in caplog.records if "not shown" in record.message)
    ]
    desk.simulator.rules.clear()
    desk.promised(incident, 4)
    await desk.polled()
    assert desk.poller.status().sla_refusal  # not asked again yet
    desk.pass_time(hours=1)
    await desk.polled()
    assert desk.poller.status().sla_refusal == ""
    assert len(desk.ticket(incident).sla) == 1


async def test_a_refusal_of_the_startup_probe_is_no_outage_either(desk: Desk) -> None:
    desk.simulator.rules.deny("task_sla")  # and no incident has a row to check the zone with
    poller = desk.started("auto", trusts_zone=False)
    await poller.poll_now()
    assert poller.status().health is PollerHealth.OK
    assert "task_sla" in poller.status().sla_refusal


async def test_where_they_are_required_a_refusal_is_an_outage_and_where_not_wanted_no_one_asks(desk: Desk) -> None:
    desk.simulator.rules.deny("task_sla")
    required = desk.started("true")
    desk.pass_time(seconds=30)
    result = await required.poll_now()
    assert result.error is not None
    assert "task_sla" in result.error
    assert required.status().health is PollerHealth.FAILING
    asked = len(desk.simulator.requests)
    await desk.started("false").poll_now()
    assert not any("task_sla" in str(request) for request in list(desk.simulator.requests)[asked:])


async def test_lists_are_filtered_and_sorted_by_what_is_due(desk: Desk) -> None:
    late, soon, later, never, paused = [desk.opened() for _ in range(5)]
    desk.promised(late, -1, has_breached="true")
    desk.promised(soon, 0.5)
    desk.promised(later, 30)
    desk.promised(paused, 0.5, stage="paused")
    desk.pass_time(seconds=1)
    await desk.polled()
    end = to_text(desk.clock.now + timedelta(hours=2)).replace(" ", "T") + "Z"
    assert desk.listed(due_before=end, sort="due_at") == [late, soon]
    assert desk.listed(sort="due_at")[:3] == [late, soon, later]
    assert desk.listed(sort="-due_at")[:3] == [later, soon, late]
    assert set(desk.listed(sort="-due_at")[3:]) == {never, paused}
    assert desk.listed(breached="true") == [late]
    assert set(desk.listed(breached="false")) == {soon, later, never, paused}
    assert desk.listed(due_before=end, breached="false") == [soon]
