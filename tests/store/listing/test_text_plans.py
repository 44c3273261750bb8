"""SQLite finds the tickets of a group or a person by their index, without a walk over all tickets."""

from sqlalchemy import text

from rca_dashboard.domain.tickets.ticket import Reference
from rca_dashboard.domain.views.view import View
from rca_dashboard.store.engine import Database
from rca_dashboard.store.queries import view_counts
from tests.fixtures.databases import migrated_sqlite
from tests.statements import sent_to
from tests.store.listing.kept_tickets import keep
from tests.tickets import make


def test_the_index_of_names_is_searched_and_not_scanned(tmp_path) -> None:  # noqa: ANN001 - pytest's own
    database: Database = migrated_sqlite(tmp_path / "tickets.db")
    ann = Reference("u1", "Ann")
    keep(database, *(make(place, assigned_to=ann if place == 1 else None) for place in range(50)))
    with sent_to(database) as sent:
        view_counts(database, [View.from_query({"assigned_to": "u1", "is_open": "true"})])
    (counted,) = [str(each) for each in sent if "ix_ticket_assigned_to" in str(each)]
    with database.read() as session:
        names = counted.replace("?", "1")
        plan = " ".join(str(tuple(row)) for row in session.connection().execute(text(f"EXPLAIN QUERY PLAN {names}")))
    database.close()
    assert "assigned_to_name=?" in plan, plan
