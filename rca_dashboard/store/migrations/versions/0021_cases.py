"""Cases, their parts and their events."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_TIME = sa.BigInteger().with_variant(postgresql.TIMESTAMP(timezone=True), "postgresql")
_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    _add_case()
    _add_tickets()
    _add_part("case_change", "sys_id number state reason by snapshot", integers="rank", times="at")
    op.create_index("ix_case_change_case_id", "case_change", ["case_id", "sys_id"], unique=True)
    _add_part(
        "hypothesis",
        "bone text state reason created_by updated_by",
        integers="parent position",
        times="created_at updated_at",
    )
    _add_part(
        "evidence",
        "stance kind text sys_id number snapshot answer answered_by created_by",
        integers="hypothesis",
        times="created_at",
    )
    _add_part(
        "action",
        "kind text owner done_by verified_by created_by",
        times="created_at",
        optional_times="due_at done_at verified_at",
    )
    _add_part("approval", "by comment content", integers="version", times="at")
    _add_part("verdict", "kind by sys_id number text figures accepted_by reason", integers="look", times="at")
    for table in ("hypothesis", "evidence", "action", "approval", "verdict"):
        op.create_index(f"ix_{table}_case_id", table, ["case_id"])
    _add_events()


def _columns(texts: str, integers: str, times: str, optional_times: str) -> tuple[sa.Column[object], ...]:
    return (
        *(sa.Column(name, _TEXT, nullable=False) for name in texts.split()),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in integers.split()),
        *(sa.Column(name, _TIME, nullable=False) for name in times.split()),
        *(sa.Column(name, _TIME, nullable=True) for name in optional_times.split()),
    )


def _add_part(table: str, texts: str, *, integers: str = "", times: str, optional_times: str = "") -> None:
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        *_columns(texts, integers, times, optional_times),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
        sqlite_autoincrement=True,
    )


def _add_case() -> None:
    op.create_table(
        "rca_case",
        sa.Column("id", sa.Integer(), nullable=False),
        *_columns(
            "title statement stage owner created_by updated_by is_not alternatives review signature",
            "version",
            "created_at updated_at",
            "closed_at trigger_at fixed_at",
        ),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in ("revision", "cluster", "burst")),
        sa.PrimaryKeyConstraint("id", name="pk_rca_case"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_rca_case_stage", "rca_case", ["stage", "id"])


def _add_tickets() -> None:
    op.create_table(
        "case_ticket",
        sa.Column("case_id", sa.Integer(), autoincrement=False, nullable=False),
        *_columns("sys_id number role summary added_by", "", "added_at", "opened_at"),
        sa.PrimaryKeyConstraint("case_id", "sys_id", name="pk_case_ticket"),
    )
    op.create_index("ix_case_ticket_sys_id", "case_ticket", ["sys_id"])


def _add_events() -> None:
    op.create_table(
        "case_event",
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        *_columns("by kind sys_id changes text", "case_id subject version", "at", ""),
        sa.PrimaryKeyConstraint("seq", name="pk_case_event"),
    )
    op.create_index("ix_case_event_case_id", "case_event", ["case_id", "seq"])
