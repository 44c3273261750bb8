"""The result of the last reconcile."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_TIME = sa.BigInteger().with_variant(postgresql.TIMESTAMP(timezone=True), "postgresql")
_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
_FIGURES = ("checked", "deleted", "left_query", "silent", "requests")


def upgrade() -> None:
    op.create_table(
        "reconcile_run",
        sa.Column("started_at", _TIME, autoincrement=False, nullable=False),
        sa.Column("finished_at", _TIME, nullable=False),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in _FIGURES),
        sa.Column("warning", _TEXT, nullable=True),
        sa.PrimaryKeyConstraint("started_at", name="pk_reconcile_run"),
    )
