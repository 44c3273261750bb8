"""Remember up to which change of the feed somebody has marked all as read."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("preference", sa.Column("read_until", sa.BigInteger(), nullable=True))
