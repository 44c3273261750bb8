"""The change of the feed up to which a user has marked everything as read."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("preference", sa.Column("read_until", sa.BigInteger(), nullable=True))
