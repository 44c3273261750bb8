"""A new ticket that fits a fixed case's signature joins it at once, and its row says so."""

from dataclasses import replace
from datetime import timedelta

from rca_dashboard.cases.cases import Cases
from rca_dashboard.cases.recurrences import Recurrences
from rca_dashboard.domain.audit import Actor
from rca_dashboard.domain.cases.case import Case, Stage, TicketRole
from rca_dashboard.domain.cases.edit import Edit
from rca_dashboard.domain.cases.parts import VerdictKind
from rca_dashboard.domain.tickets.change import Origin
from rca_dashboard.domain.views.view import View
from rca_dashboard.store.cases.reading import case_tickets
from rca_dashboard.store.engine import Database
from rca_dashboard.store.insight.clusters import Assignment, StoredCluster, add_clusters, assign
from rca_dashboard.store.queries import case_label, selected_ids, tickets_by_id
from rca_dashboard.store.tickets.upsert import upsert
from tests.tickets import NOON, make

ANN = Actor("ann")


def test_a_ticket_that_fits_a_closed_case_joins_it_once_and_others_do_not(database: Database) -> None:
    upsert(database, [make(1, short_description="VPN gateway drops")], origin=Origin.POLL, at=NOON)
    cases = Cases(database, now=lambda: NOON)
    number = cases.start(ANN, title="VPN", tickets=["INC0000001"]).number

    def fixed(case: Case) -> Edit:
        closed = replace(case, stage=Stage.CLOSED, fixed_at=NOON, signature={"words": "vpn gateway", "threshold": 1})
        return Edit(case=closed, kind="edited", text="")

    cases.edit(number, ANN, fixed)
    woken: list[bool] = []
    watch = Recurrences(database, lambda: woken.append(True), now=lambda: NOON + timedelta(days=3))
    watch.step()
    later = NOON + timedelta(days=2)
    fitting = make(2, short_description="The VPN gateways drop again", opened_at=later)
    upsert(database, [fitting, make(3, opened_at=later)], origin=Origin.POLL, at=later)
    upsert(database, [make(4, short_description="VPN gateway", opened_at=later)], origin=Origin.IMPORT, at=later)
    watch.step()
    Recurrences(database, lambda: None).step()

    case = cases.case(number)
    assert [(each.kind, each.number) for each in case.verdicts] == [(VerdictKind.CAME_BACK, "INC0000002")]
    roles = {each.number: each.role for each in case_tickets(database, case.id, limit=9)}
    assert roles == {"INC0000001": TicketRole.AFFECTED, "INC0000002": TicketRole.RECURRENCE}
    assert case_label(database, fitting.sys_id).startswith("RCA-1, fixed")
    assert woken == [True]


def test_a_cluster_as_signature_waits_until_a_new_ticket_has_its_cluster(database: Database) -> None:
    upsert(database, [make(1, short_description="Mail queue is stuck")], origin=Origin.POLL, at=NOON)
    cases, later = Cases(database, now=lambda: NOON), NOON + timedelta(days=2)
    number = cases.start(ANN, title="Mail", tickets=["INC0000001"]).number

    def fixed(case: Case) -> Edit:
        return Edit(
            case=replace(case, stage=Stage.WATCHING, fixed_at=NOON, signature={"cluster": 7}), kind="edited", text=""
        )

    cases.edit(number, ANN, fixed)
    now = [later]
    watch = Recurrences(database, lambda: None, now=lambda: now[0])
    watch.step()
    arrived = [make(2, opened_at=later), make(3, opened_at=later)]
    upsert(database, arrived, origin=Origin.POLL, at=later)
    watch.step()  # the insight has not been there yet
    assert not cases.case(number).verdicts
    newest = selected_ids(database, View(sort="opened_at"))[0]
    add_clusters(database, [(StoredCluster(id=7, label="mail", summary="Mail queue is stuck"), b"mail queue")])
    assign(database, [Assignment(ticket=newest, cluster=7)], edits=0)
    now[0] = later + timedelta(seconds=6)
    watch.step()
    came_back = [each.number for each in cases.case(number).verdicts]
    assert came_back == [each.ticket_id for each in tickets_by_id(database, [newest])]
