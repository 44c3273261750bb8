"""Every order of a list is that of an index, in both databases and directions: nothing is sorted to show a page."""

import pytest
from sqlalchemy import Connection, select, text

from rca_dashboard.domain.views.view import SORTABLE
from rca_dashboard.store.engine import Database
from rca_dashboard.store.listing.conditions import PRESENT
from rca_dashboard.store.listing.orders import SHARED, index_orders
from rca_dashboard.store.schema.tickets import TICKET
from tests.store.listing.kept_tickets import keep
from tests.tickets import make


def plan_of(connection: Connection, sort: str, *, descending: bool) -> str:
    """Return how the parts of an order are read."""
    prefix, plans = "EXPLAIN QUERY PLAN" if connection.dialect.name == "sqlite" else "EXPLAIN", list[str]()
    for also, order in index_orders(connection, sort, descending=descending):
        wanted = select(TICKET.c.id).where(PRESENT, *also).order_by(*order).limit(25)
        sql = wanted.compile(connection.engine, compile_kwargs={"literal_binds": True})
        plans += [str(tuple(row)) for row in connection.execute(text(f"{prefix} {sql}"))]
    return " ".join(plans)


@pytest.mark.parametrize("descending", [False, True])
def test_every_order_is_read_from_an_index(
    database: Database,
    descending: bool,  # noqa: FBT001 - a parameter of pytest's
) -> None:
    keep(database, *(make(place) for place in range(200)))
    with database.read() as session:
        connection = session.connection()
        if connection.dialect.name == "postgresql":
            # Sorting 200 rows costs next to nothing. What is off is done only where there is no other way.
            for way in ("seqscan", "bitmapscan", "sort", "incremental_sort"):
                connection.execute(text(f"SET LOCAL enable_{way} = off"))
        for sort in SORTABLE:
            if sort not in SHARED:
                plan = plan_of(connection, sort, descending=descending)
                assert "ix_ticket_" in plan, plan
                assert "Sort" not in plan, plan
                assert "LAST TERM" in plan or "TEMP B-TREE" not in plan, plan
