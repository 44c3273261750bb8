"""PostgreSQL's indexes of groups and people hold whole names, so that they answer from themselves alone.

With an index of prefixes PostgreSQL reads each ticket to see the name. A name that is too long for an index is in none.
The index of long texts gets an order of its own, by which it is found whatever PostgreSQL expects of it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

_NAMES = (("ix_ticket_group", "assignment_group_name"), ("ix_ticket_assigned_to", "assigned_to_name"))
_TEXTS = ("ticket_id", "short_description", "assignment_group_name", "assigned_to_name")


def upgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    for index, name in _NAMES:
        op.drop_index(index, "ticket")
        columns = ["is_deleted", name, sa.text("opened_at NULLS FIRST"), "id", "kind"]
        op.create_index(index, "ticket", columns, postgresql_where=sa.text(f"(length({name}) > 600) IS NOT TRUE"))
    op.drop_index("ix_ticket_long_texts", "ticket")
    is_long = sa.text(" OR ".join(f"length({name}) > 600" for name in _TEXTS))
    op.create_index("ix_ticket_long_texts", "ticket", [sa.text("length(short_description)")], postgresql_where=is_long)
