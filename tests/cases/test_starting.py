"""A case from a cluster or a burst: they are about all tickets together, and a limited reader starts none from them."""

from datetime import timedelta
from typing import Any

import pytest

from rca_dashboard.cases.cases import Cases
from rca_dashboard.domain.audit import Actor
from rca_dashboard.domain.cases.edit import InvalidCaseError
from rca_dashboard.domain.tickets.change import Origin
from rca_dashboard.domain.tickets.ticket import Reference
from rca_dashboard.domain.views.view import View
from rca_dashboard.domain.visibility import TeamFilter, Visibility
from rca_dashboard.live.cases.proposal import proposal_of
from rca_dashboard.store.engine import Database
from rca_dashboard.store.insight.bursts import StoredBurst, put_burst
from rca_dashboard.store.insight.clusters import Assignment, StoredCluster, add_clusters, assign
from rca_dashboard.store.queries import selected_ids
from rca_dashboard.store.tickets.upsert import upsert
from tests.tickets import NOON, make

ANN = Actor("ann")
PAYROLL = Reference("g9", "Payroll")


def test_a_limited_reader_learns_nothing_of_the_tickets_of_a_cluster_or_a_burst(database: Database) -> None:
    foreign = make(2, short_description="Mail of the payroll is stuck", assignment_group=PAYROLL)
    upsert(database, [make(1), foreign, make(3)], origin=Origin.POLL, at=NOON)
    ids = selected_ids(database, View(sort="opened_at"))
    add_clusters(database, [(StoredCluster(id=7, label="mail", summary="Mail is stuck"), b"mail")])
    assign(database, [Assignment(ticket=each, cluster=7) for each in ids], edits=0)
    put_burst(
        database,
        StoredBurst(
            id=4,
            kind=0,
            value="7",
            label="mail",
            level=1,
            count=3,
            expected=0.1,
            log_chance=-9.0,
            since=NOON,
            until=NOON + timedelta(hours=1),
            tickets=tuple(ids),
        ),
    )
    limited = database.seen_by(Visibility((TeamFilter(assignment_groups=("Network",)),)))
    for name, value in (("cluster", 7), ("burst", 4)):
        whole, theirs = (proposal_of(each, {name: str(value)}) for each in (database, limited))
        assert [len(whole.tickets), theirs.tickets, theirs.title, theirs.statement] == [3, [], "", ""]
        assert "payroll" not in repr(theirs).lower()
        cases: dict[str, Any] = {name: value}
        with pytest.raises(InvalidCaseError, match=f"There is no {name} {value}"):
            Cases(limited, now=lambda: NOON).start(ANN, title="Mail", **cases)
        assert Cases(database, now=lambda: NOON).start(ANN, title="Mail", **cases).ticket_count == 3
