"""Run migrations on the connection that ``store/migrate.py`` hands over, inside its transaction."""

# pyright: reportUnusedImport=false

from alembic import context

from rca_dashboard.store import (  # noqa: F401 - with these, all tables are described
    account_tables,
    audit_table,
    import_table,
    personal_tables,
    reconcile_table,
    tally_tables,
)
from rca_dashboard.store.schema.notifications import NotificationRecord  # noqa: F401 - the same
from rca_dashboard.store.schema.tickets import Record

context.configure(connection=context.config.attributes["connection"], target_metadata=Record.metadata)
with context.begin_transaction():
    context.run_migrations()
