"""What PostgreSQL's planner knows of the tables: measured after an import, and not only when autovacuum comes by."""

from sqlalchemy import text

from rca_dashboard.store.engine import Database

_MEASURE = text("ANALYZE ticket, ticket_search, ticket_kind, ticket_name, change")
# Notes which pages of the table every transaction sees: an index then answers without the table.
_NOTE_VISIBLE = text("VACUUM (SKIP_LOCKED) ticket, ticket_kind, ticket_name")


def measure_tables(database: Database) -> None:
    """Measure the tables that an import has filled; 5 s for a million tickets. SQLite is given its plans.

    A table so large that a statement may not take as long as its VACUUM is left to autovacuum.

    Raises:
        DatabaseUnavailableError: If the database does not work.
    """
    if not database.is_sqlite:
        with database.write() as session:
            session.connection().execute(_MEASURE)
        with database.outside_transactions() as connection:
            connection.execute(_NOTE_VISIBLE)
