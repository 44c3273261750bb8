"""Notifications of each user."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_TIME = sa.BigInteger().with_variant(postgresql.TIMESTAMP(timezone=True), "postgresql")
_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "notification",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("username", _TEXT, nullable=False),
        sa.Column("at", _TIME, nullable=False),
        *(
            sa.Column(name, _TEXT, nullable=False)
            for name in ("event", "level", "title", "text", "sys_id", "ticket_id", "link")
        ),
        sa.Column("priority", sa.Integer(), nullable=True),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("read_at", _TIME, nullable=True),
        sa.Column("dismissed_at", _TIME, nullable=True),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_notification"),
    )
    op.create_index("ix_notification_username", "notification", ["username", "id"])
    op.create_index("ix_notification_revision", "notification", ["revision"])
