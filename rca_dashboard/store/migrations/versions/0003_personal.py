"""Preferences, and which tickets a user has opened or watches."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_TIME = sa.BigInteger().with_variant(postgresql.TIMESTAMP(timezone=True), "postgresql")
_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "preference",
        sa.Column("username", _TEXT, nullable=False),
        sa.Column("choices", _TEXT, nullable=False),
        sa.Column("unread_since", _TIME, nullable=True),
        sa.PrimaryKeyConstraint("username", name="pk_preference"),
    )
    op.create_table(
        "ticket_mark",
        sa.Column("username", _TEXT, nullable=False),
        sa.Column("sys_id", _TEXT, nullable=False),
        sa.Column("opened_revision", sa.BigInteger(), nullable=False),
        sa.Column("is_watched", sa.Boolean(), nullable=False),
        sa.Column("at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("username", "sys_id", name="pk_ticket_mark"),
    )
    op.create_index("ix_ticket_mark_sys_id", "ticket_mark", ["sys_id", "is_watched"])
