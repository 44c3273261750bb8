"""Where the reconcile continues to read whole tickets."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "reconcile_place",
        sa.Column("table", _TEXT, nullable=False),
        sa.Column("last_sys_id", _TEXT, nullable=False),
        sa.PrimaryKeyConstraint("table", name="pk_reconcile_place"),
    )
