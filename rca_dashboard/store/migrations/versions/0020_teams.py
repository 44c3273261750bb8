"""Teams, and the groups that the identity provider names for an account."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "team",
        sa.Column("id", sa.Integer(), nullable=False),
        *(sa.Column(name, _TEXT, nullable=False) for name in ("name", "filter", "usernames", "groups", "roles")),
        sa.PrimaryKeyConstraint("id", name="pk_team"),
    )
    op.add_column("account", sa.Column("groups", _TEXT, nullable=False, server_default="[]"))
