"""Saved views, users at ServiceNow, and what was last looked at."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_TIME = sa.BigInteger().with_variant(postgresql.TIMESTAMP(timezone=True), "postgresql")
_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "saved_view",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("owner", _TEXT, nullable=False),
        sa.Column("name", _TEXT, nullable=False),
        sa.Column("query", _TEXT, nullable=False),
        sa.Column("icon", _TEXT, nullable=False),
        sa.Column("is_shared", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_saved_view"),
    )
    op.create_index("ix_saved_view_owner", "saved_view", ["owner"])
    op.create_table(
        "person",
        sa.Column("username", _TEXT, nullable=False),
        sa.Column("servicenow_id", _TEXT, nullable=True),
        sa.Column("servicenow_name", _TEXT, nullable=False),
        sa.Column("default_view", _TEXT, nullable=False),
        sa.PrimaryKeyConstraint("username", name="pk_person"),
    )
    op.create_table(
        "view_look",
        sa.Column("username", _TEXT, nullable=False),
        sa.Column("view", _TEXT, nullable=False),
        sa.Column("seen_seq", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", _TIME, nullable=False),
        sa.Column("since_seq", sa.BigInteger(), nullable=False),
        sa.Column("since_at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("username", "view", name="pk_view_look"),
    )
