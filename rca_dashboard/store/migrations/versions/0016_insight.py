"""Terms of tickets, clusters and bursts."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_TIME = sa.BigInteger().with_variant(postgresql.TIMESTAMP(timezone=True), "postgresql")
_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
_ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _id(table: str) -> tuple[sa.Column[int], sa.PrimaryKeyConstraint]:
    return (
        sa.Column("id", _ROW_ID, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
    )


def upgrade() -> None:
    op.create_table(
        "ticket_terms",
        *_id("ticket_terms"),
        sa.Column("opened", sa.BigInteger(), nullable=False),
        sa.Column("terms", sa.LargeBinary(), nullable=False),
        sa.Column("template", sa.LargeBinary(), nullable=False),
        sa.Column("first", _TEXT, nullable=False),
    )
    op.create_index("ix_ticket_terms_opened", "ticket_terms", ["opened", "id"])
    op.create_table(
        "cluster",
        *_id("cluster"),
        sa.Column("label", _TEXT, nullable=False),
        sa.Column("summary", _TEXT, nullable=False),
        sa.Column("named_by", _TEXT, nullable=True),
    )
    op.create_table(
        "cluster_leader",
        *_id("cluster_leader"),
        sa.Column("cluster", sa.BigInteger(), nullable=False),
        sa.Column("template", sa.LargeBinary(), nullable=False),
    )
    op.create_table(
        "ticket_cluster",
        *_id("ticket_cluster"),
        sa.Column("cluster", sa.BigInteger(), nullable=False),
        sa.Column("is_pinned", sa.Boolean(), nullable=False),
    )
    op.create_index("ix_ticket_cluster_cluster", "ticket_cluster", ["cluster", "id"])
    op.create_table(
        "burst",
        *_id("burst"),
        sa.Column("kind", sa.Integer(), nullable=False),
        sa.Column("value", _TEXT, nullable=False),
        sa.Column("label", _TEXT, nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("expected", sa.Float(), nullable=False),
        sa.Column("log_chance", sa.Float(), nullable=False),
        sa.Column("since", _TIME, nullable=False),
        sa.Column("until", _TIME, nullable=False),
        sa.Column("ended_at", _TIME, nullable=True),
        sa.Column("dismissed_at", _TIME, nullable=True),
        sa.Column("dismissed_by", _TEXT, nullable=True),
        sa.Column("reason", _TEXT, nullable=True),
        sa.Column("tickets", _TEXT, nullable=False),
    )
    op.create_index("ix_burst_since", "burst", ["since"])
