"""The full import has its own progress beside the polls' cursor.

A running import resumes at the pair where it was; polls of its table start an hour before its end, which is the longest
overlap that can be set.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_TIME = sa.BigInteger().with_variant(postgresql.TIMESTAMP(timezone=True), "postgresql")
_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
_MOVED = ("is_imported", "imported", "to_import")


def upgrade() -> None:
    op.create_table(
        "import_place",
        sa.Column("table", _TEXT, nullable=False),
        sa.Column("until", _TIME, nullable=False),
        sa.Column("started_at", _TIME, nullable=False),
        sa.Column("last_updated_on", _TIME, nullable=True),
        sa.Column("last_sys_id", _TEXT, nullable=False),
        sa.Column("imported", sa.BigInteger(), nullable=False),
        sa.Column("to_import", sa.BigInteger(), nullable=False),
        sa.Column("is_done", sa.Boolean(), nullable=False),
        sa.Column("is_stopped", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("table", name="pk_import_place"),
    )
    _move_imports()
    with op.batch_alter_table("sweep_cursor") as cursors:
        for name in _MOVED:
            cursors.drop_column(name)


def _move_imports() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    hour = "3600000000" if is_sqlite else "interval '1 hour'"
    op.execute(
        'INSERT INTO import_place ("table", until, started_at, last_updated_on, last_sys_id, imported, to_import, '
        "is_done, is_stopped) "
        # The time when an old import began was not stored: the end of its window is the best approximation.
        'SELECT "table", COALESCE(until, since), COALESCE(until, since), '
        "CASE WHEN is_imported THEN NULL ELSE last_updated_on END, "
        "CASE WHEN is_imported THEN '' ELSE last_sys_id END, imported, to_import, is_imported, FALSE "
        "FROM sweep_cursor WHERE is_imported OR (since IS NULL AND until IS NOT NULL)"
    )
    op.execute(
        f"UPDATE sweep_cursor SET since = until - {hour}, until = NULL, last_updated_on = NULL, last_sys_id = '' "  # noqa: S608 - both texts stand above
        "WHERE since IS NULL AND until IS NOT NULL"
    )
