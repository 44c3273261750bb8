"""Service levels, and what tickets show of them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_TIME = sa.BigInteger().with_variant(postgresql.TIMESTAMP(timezone=True), "postgresql")
_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "task_sla",
        sa.Column("sys_id", _TEXT, nullable=False),
        sa.Column("task_id", _TEXT, nullable=False),
        sa.Column("name", _TEXT, nullable=False),
        sa.Column("stage", _TEXT, nullable=False),
        sa.Column("start_at", _TIME, nullable=True),
        sa.Column("due_at", _TIME, nullable=True),
        sa.Column("breached", sa.Boolean(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("updated_at", _TIME, nullable=True),
        sa.Column("mod_count", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("sys_id", name="pk_task_sla"),
    )
    op.create_index("ix_task_sla_task_id", "task_sla", ["task_id"])
    op.add_column("ticket", sa.Column("due_at", _TIME, nullable=True))
    op.add_column("ticket", sa.Column("is_breached", sa.Boolean(), nullable=True))
    op.add_column("ticket", sa.Column("sla", _TEXT, nullable=True))
    op.create_index("ix_ticket_due_at", "ticket", ["is_deleted", "due_at", "id", "kind"])
    has = sa.text("is_breached IS NOT NULL")
    op.create_index(
        "ix_ticket_is_breached",
        "ticket",
        ["is_deleted", "is_breached", "opened_at", "id", "kind"],
        sqlite_where=has,
        postgresql_where=has,
    )
