"""Where an account comes from, whom a provider says it belongs to, and which of the provider's sessions a login is."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    for name, default in (("source", "password"), ("subject", ""), ("name", ""), ("email", "")):
        op.add_column("account", sa.Column(name, _TEXT, nullable=False, server_default=default))
    op.create_index("ix_account_subject", "account", ["subject"])
    for name in ("provider_session", "id_token"):
        op.add_column("login_session", sa.Column(name, _TEXT, nullable=False, server_default=""))
    op.create_index("ix_login_session_provider_session", "login_session", ["provider_session"])
