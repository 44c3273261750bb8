"""PostgreSQL's planner knows the tables, and its indexes answer alone, as soon as an import has filled them."""

from sqlalchemy import text

from rca_dashboard.store.engine import Database
from rca_dashboard.store.statistics import measure_tables
from tests.store.listing.kept_tickets import keep
from tests.tickets import make


def test_the_planner_knows_how_many_tickets_there_are(database: Database) -> None:
    keep(database, *(make(place) for place in range(40)))
    if not database.is_sqlite:
        with database.write() as session:  # the servers of tests commit without waiting, and nothing is visible yet
            session.connection().execute(text("CHECKPOINT"))
    measure_tables(database)
    if not database.is_sqlite:
        with database.read() as session:
            known = session.connection().execute(text("SELECT reltuples FROM pg_class WHERE relname = 'ticket'"))
            assert known.scalar_one() == 40
            visible = session.connection().execute(
                text("SELECT relallvisible = relpages FROM pg_class WHERE relname = 'ticket'")
            )
            assert visible.scalar_one()
