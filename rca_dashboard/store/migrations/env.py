"""Run migrations on the connection that ``store/migrate.py`` hands over, inside its transaction."""

from alembic import context

from rca_dashboard.store.account_tables import Record  # the last module of tables: with it, all are described

context.configure(connection=context.config.attributes["connection"], target_metadata=Record.metadata)
with context.begin_transaction():
    context.run_migrations()
