"""Suspects of real faults, read from a database: ranked as by the functions that are judged on all of these faults."""

from datetime import UTC, datetime, timedelta
from functools import cache

import pytest

from rca_dashboard.cases.cases import Cases
from rca_dashboard.cases.suspects import suspects_of
from rca_dashboard.domain.audit import Actor
from rca_dashboard.domain.suspects.change_work import Work
from rca_dashboard.domain.suspects.fault import Item, change_terms, fault_of
from rca_dashboard.domain.suspects.history import ChangeHistory
from rca_dashboard.domain.suspects.ranking import rank
from rca_dashboard.domain.tickets.change import Origin
from rca_dashboard.domain.tickets.ticket import Reference, Ticket
from rca_dashboard.store.engine import Database
from rca_dashboard.store.tickets.upsert import upsert
from tests.fixtures.insight_data import rows_of

DATA = "insight/change_causes_dpdk"
FAULTS, SHOWN = 60, 5


def items_of(row: dict[str, str]) -> tuple[str, str]:
    """Return the items that a ticket has room for: its configuration item and its service."""
    first, second, *_ = (*row["configuration_items"].split("|"), "", "")
    return first, second


def ticket_of(row: dict[str, str]) -> Ticket:
    first, second = (Reference(each, each) if each else None for each in items_of(row))
    is_change = "end_at" in row
    at = datetime.fromisoformat(row["end_at" if is_change else "opened_at"])
    return Ticket(
        sys_id=row["number"],
        ticket_id=row["number"],
        table="change_request" if is_change else "incident",
        state="3",
        short_description=row["short_description"],
        description=row.get("description", ""),
        cmdb_ci=first,
        business_service=second,
        opened_at=at,
        closed_at=at if is_change else None,
        extra={"work_end": f"{at:%Y-%m-%d %H:%M:%S}"} if is_change else {},
    )


@pytest.mark.slow  # stores two years of real changes, and ranks them for 60 faults, in both databases
def test_the_suspects_of_real_faults_are_those_of_the_functions_that_are_judged(database: Database) -> None:
    faults = sorted(rows_of(f"{DATA}/incidents.csv.gz"), key=lambda row: row["opened_at"])[-FAULTS:]
    first = datetime.fromisoformat(faults[0]["opened_at"]) - timedelta(days=400)
    every = sorted(rows_of(f"{DATA}/changes.csv.gz"), key=lambda row: (row["end_at"], row["number"]))
    changes = [row for row in every if datetime.fromisoformat(row["end_at"]) >= first]

    @cache
    def history(since: datetime) -> ChangeHistory:
        ended = [(datetime.fromisoformat(row["end_at"]), row) for row in changes]
        return ChangeHistory(
            [
                change_terms(
                    key=place,
                    number=row["number"],
                    work=Work(None, at, "work_end"),
                    summary=row["short_description"],
                    items=[Item(each, each) for each in items_of(row) if each],
                )
                for place, (at, row) in enumerate(ended)
                if at >= since
            ]
        )

    tickets = [ticket_of(row) for row in (*changes, *faults)]
    for start in range(0, len(tickets), 1_000):
        upsert(database, tickets[start : start + 1_000], origin=Origin.IMPORT, at=datetime.now(UTC))
    cases, differing = Cases(database), list[str]()
    for row in faults:
        at = datetime.fromisoformat(row["opened_at"])
        fault = fault_of(
            [(row["short_description"], row["description"])], [Item(each, each) for each in items_of(row) if each]
        )
        since = (at - timedelta(days=365)).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        judged = [each.change.number for each in rank(fault, history(since), at.timestamp()).suspects[:SHOWN]]
        case = cases.start(Actor("ann"), title=row["number"], tickets=[row["number"]])
        found = suspects_of(database, case, datetime.now(UTC), SHOWN)
        if [each.number for each in found.suspects] != judged:
            differing.append(row["number"])
    assert differing == []
