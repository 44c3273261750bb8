"""Several workers: the lease of the leader, the workers that run, orders, and limits that hold in all of them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_TIME = sa.BigInteger().with_variant(postgresql.TIMESTAMP(timezone=True), "postgresql")
_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
_ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "lease",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("holder", _TEXT, nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", _TIME, nullable=False),
        sa.Column("status", _TEXT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_lease"),
    )
    past = "'1970-01-01 00:00:00+00'" if op.get_bind().dialect.name == "postgresql" else "0"
    op.execute(f"INSERT INTO lease (id, holder, number, ends_at, status) VALUES (1, '', 0, {past}, '')")  # noqa: S608 - ours
    op.create_table(
        "worker",
        sa.Column("id", _TEXT, nullable=False),
        sa.Column("version", _TEXT, nullable=False),
        sa.Column("started_at", _TIME, nullable=False),
        sa.Column("seen_at", _TIME, nullable=False),
        sa.Column("figures", _TEXT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_worker"),
    )
    op.create_table(
        "command",
        sa.Column("id", _ROW_ID, autoincrement=True, nullable=False),
        sa.Column("at", _TIME, nullable=False),
        sa.Column("kind", _TEXT, nullable=False),
        sa.Column("arguments", _TEXT, nullable=False),
        sa.Column("taken_by", sa.BigInteger(), nullable=True),
        sa.Column("answer", _TEXT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_command"),
    )
    op.create_table(
        "login_attempts",
        sa.Column("key", _TEXT, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("at", _TIME, nullable=False),
        sa.Column("at_before", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_login_attempts"),
    )
    op.create_index("ix_login_attempts_at", "login_attempts", ["at"])
    op.create_table(
        "accepted_request",
        sa.Column("digest", _TEXT, nullable=False),
        sa.Column("until", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_accepted_request"),
    )
    op.create_index("ix_accepted_request_until", "accepted_request", ["until"])
    op.create_table(
        "personal_change",
        sa.Column("username", _TEXT, nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("username", name="pk_personal_change"),
    )
    op.create_index("ix_personal_change_at", "personal_change", ["at"])
