"""Tickets whose absence in ServiceNow waits for an admin's confirmation."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_TIME = sa.BigInteger().with_variant(postgresql.TIMESTAMP(timezone=True), "postgresql")
_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "doubted_absence",
        sa.Column("table", _TEXT, nullable=False),
        sa.Column("since", _TIME, nullable=False),
        sa.Column("sys_ids", _TEXT, nullable=False),
        sa.PrimaryKeyConstraint("table", name="pk_doubted_absence"),
    )
