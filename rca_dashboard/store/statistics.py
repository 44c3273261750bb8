"""What PostgreSQL's planner knows of the tables: measured after an import, and not only when autovacuum comes by."""

from sqlalchemy import text

from rca_dashboard.store.engine import Database

_MEASURE = text("ANALYZE ticket, ticket_search, ticket_kind, ticket_name, change")


def measure_tables(database: Database) -> None:
    """Measure the tables that an import has filled; 2 s for a million tickets. SQLite is given its plans.

    Raises:
        DatabaseUnavailableError: If the database does not work.
    """
    if not database.is_sqlite:
        with database.write() as session:
            session.connection().execute(_MEASURE)
