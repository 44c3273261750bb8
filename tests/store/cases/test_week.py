"""The findings of a week: from both databases, and for a limited reader only what is theirs."""

from dataclasses import replace
from datetime import timedelta

from rca_dashboard.cases.cases import Cases
from rca_dashboard.domain.audit import Actor
from rca_dashboard.domain.burst.alarm import Level
from rca_dashboard.domain.cases.case import CAME_BACK, Case, CaseTicket, TicketRole
from rca_dashboard.domain.cases.edit import Edit
from rca_dashboard.domain.tickets.change import Origin
from rca_dashboard.domain.tickets.ticket import Reference
from rca_dashboard.domain.views.view import View
from rca_dashboard.domain.visibility import TeamFilter, Visibility
from rca_dashboard.domain.week.span import week_of
from rca_dashboard.store.cases.week import week_findings
from rca_dashboard.store.engine import Database
from rca_dashboard.store.insight.bursts import StoredBurst, put_burst
from rca_dashboard.store.insight.clusters import Assignment, StoredCluster, add_clusters, assign
from rca_dashboard.store.queries import selected_ids
from rca_dashboard.store.tickets.upsert import upsert
from tests.tickets import NOON, make

ANN = Actor("ann")
NOW = NOON + timedelta(days=3)
DATABASE = Reference("g2", "Database")


def test_a_week_has_its_recurrences_clusters_and_bursts(database: Database) -> None:
    old = make(1, opened_at=NOON - timedelta(days=30))
    resolved = make(2, resolved_at=NOON + timedelta(minutes=2, hours=5))
    tickets = [old, resolved, make(3), make(4, assignment_group=DATABASE)]
    upsert(database, tickets, origin=Origin.POLL, at=NOON)
    ids = list(selected_ids(database, View(sort="opened_at", descending=False)))
    add_clusters(database, [(StoredCluster(id=n, label=f"cluster {n}", summary=""), bytes([n])) for n in (1, 2)])
    assign(database, [Assignment(each, 1 if place < 2 else 2) for place, each in enumerate(ids)], edits=0)
    burst = StoredBurst(
        id=1,
        kind=1,
        value="x",
        label="fire",
        level=Level.BURST,
        count=2,
        expected=0.5,
        log_chance=-20.0,
        since=NOON,
        until=NOON,
        tickets=tuple(ids[2:]),
    )
    for each in (burst, replace(burst, id=2, level=Level.WATCH), replace(burst, id=3, since=NOON - timedelta(days=7))):
        put_burst(database, each)
    cases = Cases(database, now=lambda: NOON)
    cases.start(ANN, title="Fire", tickets=["INC0000003"])
    cases.start(ANN, title="Of the others", tickets=["INC0000004"])
    cases.edit("RCA-1", ANN, _came_back)

    found = week_findings(database, week_of(NOW, NOW), has_insight=True)
    assert [each.number for each in found.cases] == ["RCA-2", "RCA-1"]
    assert [(each.case, each.number, each.at) for each in found.came_back] == [("RCA-1", "INC0000002", NOON)]
    assert found.tickets == 3
    clusters = sorted(found.clusters, key=lambda each: each.id)
    assert [(each.id, each.count, each.cases) for each in clusters] == [(1, 1, ("RCA-1",)), (2, 2, ("RCA-1", "RCA-2"))]
    assert (clusters[0].hours_open, clusters[0].first_at) == (5.0, old.opened_at)
    assert clusters[1].hours_open == round(2 * 72 - (3 + 4) / 60, 1)
    assert [(each.id, each.cases) for each in found.bursts] == [(1, ("RCA-1", "RCA-2"))]
    assert not found.is_limited

    limited = database.seen_by(Visibility((TeamFilter(assignment_groups=("Network",)),)))
    theirs = week_findings(limited, week_of(NOW, NOW), has_insight=True)
    assert [each.number for each in theirs.cases] == ["RCA-1"]
    assert (theirs.tickets, len(theirs.came_back), theirs.clusters, theirs.bursts) == (2, 1, (), ())
    assert theirs.is_limited
    others = database.seen_by(Visibility((TeamFilter(assignment_groups=("Database",)),)))
    assert week_findings(others, week_of(NOW, NOW), has_insight=True).came_back == ()


def _came_back(case: Case) -> Edit:
    ticket = CaseTicket(sys_id=make(2).sys_id, number="INC0000002", role=TicketRole.RECURRENCE, added_at=NOON)
    return Edit(case=case, kind=CAME_BACK, sys_id=ticket.sys_id, tickets=(ticket,))
