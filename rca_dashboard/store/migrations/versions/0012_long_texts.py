"""Indexes of long texts, and the rows that the database refuses.

PostgreSQL's indexes hold prefixes of texts, because an entry has at most 2,704 bytes, and names are counted by digests.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from rca_dashboard.store.tickets.tallies import name_digest

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_TIME = sa.BigInteger().with_variant(postgresql.TIMESTAMP(timezone=True), "postgresql")
_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
_PREFIX = 600
_LISTED = (
    ("ix_ticket_group", "assignment_group_name", ("opened_at", "id", "kind")),
    ("ix_ticket_assigned_to", "assigned_to_name", ("opened_at", "id", "kind")),
    ("ix_ticket_number", "ticket_id", ("id", "kind")),
    ("ix_ticket_short_description", "short_description", ("id", "kind")),
)
_REFERENCES = ("problem_id", "cmdb_ci_id", "parent_id")
_SORTED = ("ticket_id", "short_description", "assignment_group_name", "assigned_to_name")
_LONG = " OR ".join(f"length({name}) > {_PREFIX}" for name in _SORTED)


def upgrade() -> None:
    _make_rejected_row()
    _rebuild_names()
    if op.get_bind().dialect.name == "postgresql":
        _index_prefixes()


def _make_rejected_row() -> None:
    op.create_table(
        "rejected_row",
        sa.Column("table", _TEXT, nullable=False),
        sa.Column("key", _TEXT, nullable=False),
        sa.Column("ticket_id", _TEXT, nullable=False),
        sa.Column("digest", sa.BigInteger(), nullable=False),
        sa.Column("reason", _TEXT, nullable=False),
        sa.Column("since", _TIME, nullable=False),
        sa.Column("last_at", _TIME, nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("content", _TEXT, nullable=False),
        sa.PrimaryKeyConstraint("table", "key", name="pk_rejected_row"),
    )


def _rebuild_names() -> None:
    connection = op.get_bind()
    columns: list[sa.ColumnClause[Any]] = [sa.column(name) for name in ("field", "sys_id", "name", "count")]
    rows = connection.execute(sa.select(*columns).select_from(sa.table("ticket_name", *columns))).mappings().all()
    op.drop_table("ticket_name")
    made = op.create_table(
        "ticket_name",
        sa.Column("field", _TEXT, nullable=False),
        sa.Column("digest", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("sys_id", _TEXT, nullable=False),
        sa.Column("name", _TEXT, nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("field", "digest", name="pk_ticket_name"),
    )
    if rows:
        connection.execute(
            sa.insert(made), [{**row, "digest": name_digest(row["sys_id"], row["name"])} for row in rows]
        )


def _index_prefixes() -> None:
    for index, name, others in _LISTED:
        op.drop_index(index, "ticket")
        op.create_index(index, "ticket", ["is_deleted", sa.text(f"left({name}, {_PREFIX})"), *others])
    for name in _REFERENCES:
        op.drop_index(f"ix_ticket_{name}", "ticket")
        columns = [sa.text(f"left({name}, {_PREFIX})"), "is_deleted", "is_active", "opened_at", "sys_id"]
        op.create_index(f"ix_ticket_{name}", "ticket", columns, postgresql_where=sa.text(f"{name} IS NOT NULL"))
    op.create_index("ix_ticket_long_texts", "ticket", ["id"], postgresql_where=sa.text(_LONG))
