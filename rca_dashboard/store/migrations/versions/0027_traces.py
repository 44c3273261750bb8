"""A change of the feed names the span that stored it, while traces are recorded: a push continues its trace."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.add_column("change", sa.Column("traceparent", _TEXT, nullable=True))
