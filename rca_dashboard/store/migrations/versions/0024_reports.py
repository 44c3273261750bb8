"""What the reports of cases rest on: the same version of a case gives the same report, whatever is deleted later."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "case_report",
        sa.Column("case_id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("reader", _TEXT, primary_key=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("basis", _TEXT, nullable=False),
    )
