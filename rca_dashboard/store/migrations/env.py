"""Run migrations on the connection that ``store/migrate.py`` passes, inside its transaction."""

# pyright: reportUnusedImport=false

from alembic import context

from rca_dashboard.store.schema import (  # noqa: F401 - with these, all tables are described
    accounts,
    audit,
    bulk_import,
    cases,
    insight,
    notifications,
    personal,
    reconcile,
    rejected,
    sla,
    tallies,
    views,
    workers,
)
from rca_dashboard.store.schema.tickets import Record

context.configure(connection=context.config.attributes["connection"], target_metadata=Record.metadata)
with context.begin_transaction():
    context.run_migrations()
