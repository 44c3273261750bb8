"""Lists by what is due: those without a time last, page by page, read by an index in both databases."""

from datetime import timedelta

import pytest

from rca_dashboard.domain.tickets.change import Origin
from rca_dashboard.domain.tickets.sla import TaskSla
from rca_dashboard.domain.views.view import View
from rca_dashboard.store.engine import Database
from rca_dashboard.store.queries import ticket_page
from rca_dashboard.store.tickets.slas import upsert_slas
from tests.store.listing.kept_tickets import keep
from tests.tickets import NOON, make


@pytest.mark.parametrize("descending", [False, True])
def test_pages_by_what_is_due_show_each_ticket_once_and_those_without_a_time_last(
    database: Database,
    descending: bool,  # noqa: FBT001 - a parameter of pytest's
) -> None:
    keep(database, *(make(place, priority=place % 2 + 1) for place in range(30)))
    slas = [
        TaskSla(sys_id=f"s{n}", task_id=f"{n:032x}", stage="in_progress", due_at=NOON + timedelta(minutes=n % 7))
        for n in range(0, 30, 3)
    ]
    upsert_slas(database, slas, origin=Origin.POLL, at=NOON)
    for query in ({}, {"priority": "1"}, {"due_before": "2026-11-23T12:05:00Z"}, {"query": "printer"}):
        sort = "-due_at" if descending else "due_at"
        view = View.from_query({**query, "sort": sort, "limit": "4"})
        rows = [
            row
            for page in range(1, ticket_page(database, view).pages + 1)
            for row in ticket_page(database, view.at_page(page)).rows
        ]
        assert len({row.sys_id for row in rows}) == len(rows) == ticket_page(database, view).total
        due = [row.due_at for row in rows]
        present = [each for each in due if each]
        assert present == sorted(present, reverse=descending)
        assert due == [*present, *[0] * (len(due) - len(present))]
        assert present
