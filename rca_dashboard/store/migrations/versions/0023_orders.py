"""PostgreSQL's indexes of times in the order of the lists: tickets without a time last where the newest come first.

An index whose missing values come first has that order when it is read backwards, and the order within a group or a
person too. The two that had only the newest first are not needed any more.
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

_TIMES = ("opened_at", "updated_at", "resolved_at", "closed_at")
# Charts read these beside the time, from the index alone.
_ALSO_READ = {"opened_at": ("ended_after", "reassignments")}
_NAMES = (("ix_ticket_group", "assignment_group_name"), ("ix_ticket_assigned_to", "assigned_to_name"))


def upgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    for column in ("opened_at", "updated_at"):
        op.drop_index(f"ix_ticket_newest_{column}", "ticket")
    for column in _TIMES:
        _make_again(f"ix_ticket_{column}", sa.text(f"{column} NULLS FIRST"), then=_ALSO_READ.get(column, ()))
    for index, name in _NAMES:
        _make_again(index, sa.text(f"left({name}, 600)"), sa.text("opened_at NULLS FIRST"))


def _make_again(index: str, *columns: sa.TextClause, then: tuple[str, ...] = ()) -> None:
    op.drop_index(index, "ticket")
    op.create_index(index, "ticket", ["is_deleted", *columns, "id", "kind", *then])
