"""How long tickets took and how often they were reassigned, as columns with indexes that charts are read from."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_PREFIX = 600
_STEPS = ((3_600, 60), (86_400, 900), (2_592_000, 21_600))


def upgrade() -> None:
    op.add_column("ticket", sa.Column("ended_after", sa.BigInteger(), nullable=True))
    op.add_column("ticket", sa.Column("reassignments", sa.Integer(), nullable=True))
    connection = op.get_bind()
    is_sqlite = connection.dialect.name == "sqlite"
    connection.execute(sa.text(_OF_SQLITE if is_sqlite else _OF_POSTGRESQL))
    _index(is_sqlite=is_sqlite)


def _index(*, is_sqlite: bool) -> None:
    op.drop_index("ix_ticket_opened_at", "ticket")
    op.create_index(
        "ix_ticket_opened_at", "ticket", ["is_deleted", "opened_at", "id", "kind", "ended_after", "reassignments"]
    )
    op.create_index("ix_ticket_ended_after", "ticket", ["is_deleted", "kind", "is_breached", "ended_after"])
    op.create_index("ix_ticket_reassignments", "ticket", ["is_deleted", "reassignments", "kind"])
    for name, column, others in (
        ("group_ended_after", "assignment_group_name", ["is_breached", "ended_after", "kind"]),
        ("location", "location_name", ["kind"]),
        ("requester", "requester_name", ["kind"]),
    ):
        # An entry of PostgreSQL's indexes has at most 2,704 bytes.
        text = column if is_sqlite else sa.text(f"left({column}, {_PREFIX})")
        op.create_index(f"ix_ticket_{name}", "ticket", ["is_deleted", text, *others])
    is_active = sa.text("is_active IS 1" if is_sqlite else "is_active IS true")
    op.create_index(
        "ix_ticket_active",
        "ticket",
        ["is_deleted", "kind", "opened_at", "updated_at", "is_breached", "reassignments"],
        sqlite_where=is_active,
        postgresql_where=is_active,
    )


def _rounded(seconds: str) -> str:
    steps = " ".join(f"WHEN {seconds} < {limit} THEN {seconds} / {step} * {step}" for limit, step in _STEPS)
    return f"CASE WHEN {seconds} < 0 THEN 0 {steps} ELSE {seconds} / 86400 * 86400 END"


_HAS_ENDED = "NOT is_active AND opened_at IS NOT NULL AND coalesce(resolved_at, closed_at) IS NOT NULL"
_SQLITE_SECONDS = "((coalesce(resolved_at, closed_at) - opened_at) / 1000000)"
_POSTGRESQL_SECONDS = "trunc(extract(epoch FROM coalesce(resolved_at, closed_at) - opened_at))::bigint"
_OF_SQLITE = f"""
UPDATE ticket SET
  ended_after = CASE WHEN {_HAS_ENDED} THEN {_rounded(_SQLITE_SECONDS)} END,
  reassignments = CASE
    WHEN json_extract(extra, '$.reassignment_count') NOT GLOB '*[^0-9]*'
      AND length(json_extract(extra, '$.reassignment_count')) BETWEEN 1 AND 6
    THEN CAST(json_extract(extra, '$.reassignment_count') AS INTEGER) END
"""  # noqa: S608 - of constants
_OF_POSTGRESQL = f"""
UPDATE ticket SET
  ended_after = CASE WHEN {_HAS_ENDED} THEN {_rounded(_POSTGRESQL_SECONDS)} END,
  reassignments = CASE WHEN extra::json ->> 'reassignment_count' ~ '^\\d{{1,6}}$'
    THEN (extra::json ->> 'reassignment_count')::integer END
"""  # noqa: S608 - of constants
