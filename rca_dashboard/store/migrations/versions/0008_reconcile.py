"""How far the slow rotation of a reconcile came."""

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet: the place in the order is taken."""
