"""Tickets, the change feed, cursors, polls and key-value pairs."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_TIME = sa.BigInteger().with_variant(postgresql.TIMESTAMP(timezone=True), "postgresql")
_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")

_TICKET_COLUMNS: tuple[tuple[str, sa.types.TypeEngine[Any], bool], ...] = (
    ("table", _TEXT, False),
    ("ticket_id", _TEXT, False),
    ("mod_count", sa.BigInteger(), False),
    ("digest", sa.BigInteger(), False),
    ("revision", sa.BigInteger(), False),
    ("arrived_at", _TIME, True),
    ("is_active", sa.Boolean(), False),
    ("is_deleted", sa.Boolean(), False),
    ("priority", sa.Integer(), True),
    ("impact", sa.Integer(), True),
    ("urgency", sa.Integer(), True),
    ("opened_at", _TIME, True),
    ("resolved_at", _TIME, True),
    ("closed_at", _TIME, True),
    ("updated_at", _TIME, True),
    ("state", _TEXT, False),
    ("status", _TEXT, False),
    ("category", _TEXT, False),
    ("category_label", _TEXT, False),
    ("subcategory", _TEXT, False),
    ("source", _TEXT, False),
    ("source_label", _TEXT, False),
    ("assignment_group_id", _TEXT, True),
    ("assignment_group_name", _TEXT, True),
    ("assigned_to_id", _TEXT, True),
    ("assigned_to_name", _TEXT, True),
    ("short_description", _TEXT, False),
    ("requester_id", _TEXT, True),
    ("requester_name", _TEXT, True),
    ("company_id", _TEXT, True),
    ("company_name", _TEXT, True),
    ("location_id", _TEXT, True),
    ("location_name", _TEXT, True),
    ("cmdb_ci_id", _TEXT, True),
    ("cmdb_ci_name", _TEXT, True),
    ("business_service_id", _TEXT, True),
    ("business_service_name", _TEXT, True),
    ("problem_id", _TEXT, True),
    ("problem_name", _TEXT, True),
    ("close_code", _TEXT, False),
    ("url", _TEXT, False),
    ("tags", _TEXT, False),
    ("labels", _TEXT, False),
    ("search_text", _TEXT, False),
    ("description", _TEXT, False),
    ("close_notes", _TEXT, False),
    ("extra", _TEXT, False),
)
_TICKET_INDEXES = (
    ("ix_ticket_opened_at", ["is_deleted", "opened_at", "sys_id"]),
    ("ix_ticket_updated_at", ["is_deleted", "updated_at", "sys_id"]),
    ("ix_ticket_priority", ["is_deleted", "priority", "opened_at", "sys_id"]),
    ("ix_ticket_status", ["is_deleted", "status", "opened_at", "sys_id"]),
    ("ix_ticket_state", ["is_deleted", "state", "opened_at", "sys_id"]),
    ("ix_ticket_table", ["is_deleted", "table", "opened_at", "sys_id"]),
    ("ix_ticket_group", ["is_deleted", "assignment_group_name", "opened_at", "sys_id"]),
    ("ix_ticket_group_id", ["is_deleted", "assignment_group_id", "opened_at", "sys_id"]),
    ("ix_ticket_active", ["is_deleted", "is_active", "priority"]),
    ("ix_ticket_number", ["is_deleted", "ticket_id", "sys_id"]),
)


def upgrade() -> None:
    _make_ticket()
    _make_feed()
    _make_the_rest()


def _make_ticket() -> None:
    op.create_table(
        "ticket",
        sa.Column("sys_id", _TEXT, nullable=False),
        *(sa.Column(name, kind, nullable=nullable) for name, kind, nullable in _TICKET_COLUMNS),
        sa.PrimaryKeyConstraint("sys_id", name="pk_ticket"),
    )
    for name, columns in _TICKET_INDEXES:
        op.create_index(name, "ticket", columns)
    if op.get_bind().dialect.name == "postgresql":
        # "Newest first, those without a time last" is the default list, and no plain index of PostgreSQL has that
        # order.
        for column in ("opened_at", "updated_at"):
            newest_first = sa.text(f"{column} DESC NULLS LAST")
            op.create_index(
                f"ix_ticket_newest_{column}", "ticket", ["is_deleted", newest_first, sa.text("sys_id DESC")]
            )


def _make_feed() -> None:
    op.create_table(
        "change",
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", _TIME, nullable=False),
        sa.Column("type", _TEXT, nullable=False),
        sa.Column("origin", _TEXT, nullable=False),
        sa.Column("table", _TEXT, nullable=False),
        sa.Column("sys_id", _TEXT, nullable=False),
        sa.Column("ticket_id", _TEXT, nullable=False),
        sa.Column("changes", _TEXT, nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_change"),
    )
    op.create_index("ix_change_sys_id", "change", ["sys_id", "seq"])
    counter = op.create_table(
        "feed_counter",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_feed_counter"),
    )
    op.bulk_insert(counter, [{"id": 1, "seq": 0}])


def _make_the_rest() -> None:
    op.create_table(
        "sweep_cursor",
        sa.Column("table", _TEXT, nullable=False),
        sa.Column("since", _TIME, nullable=True),
        sa.Column("until", _TIME, nullable=True),
        sa.Column("last_updated_on", _TIME, nullable=True),
        sa.Column("last_sys_id", _TEXT, nullable=False),
        sa.Column("is_imported", sa.Boolean(), nullable=False),
        sa.Column("imported", sa.BigInteger(), nullable=False),
        sa.Column("to_import", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("table", name="pk_sweep_cursor"),
    )
    op.create_table(
        "poll",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", _TIME, nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        *(
            sa.Column(name, sa.Integer(), nullable=False)
            for name in ("requests", "new", "updated", "unchanged", "hidden")
        ),
        sa.Column("error", _TEXT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_poll"),
    )
    op.create_table(
        "kept_value",
        sa.Column("name", _TEXT, nullable=False),
        sa.Column("value", _TEXT, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_kept_value"),
    )
