"""Links that set a password, second factors, when accounts logged in, and passwords that have to be changed."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

_TIME = sa.BigInteger().with_variant(postgresql.TIMESTAMP(timezone=True), "postgresql")
_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.add_column("account", sa.Column("must_change_password", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("account", sa.Column("last_login_at", _TIME, nullable=True))
    op.execute(
        "UPDATE account SET last_login_at = (SELECT max(login_session.created_at) FROM login_session "
        "WHERE login_session.account_key = account.key)"
    )
    op.create_table(
        "password_link",
        sa.Column("hash", _TEXT, nullable=False),
        sa.Column("account_key", _TEXT, nullable=False),
        sa.Column("purpose", _TEXT, nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("expires_at", _TIME, nullable=False),
        sa.Column("created_by", _TEXT, nullable=False),
        sa.PrimaryKeyConstraint("hash", name="pk_password_link"),
    )
    op.create_index("ix_password_link_account_key", "password_link", ["account_key"])
    op.create_table(
        "second_factor",
        sa.Column("account_key", _TEXT, nullable=False),
        sa.Column("secret", _TEXT, nullable=False),
        sa.Column("confirmed_at", _TIME, nullable=True),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("account_key", name="pk_second_factor"),
    )
    op.create_table(
        "recovery_code",
        sa.Column("hash", _TEXT, nullable=False),
        sa.Column("account_key", _TEXT, nullable=False),
        sa.PrimaryKeyConstraint("hash", name="pk_recovery_code"),
    )
    op.create_index("ix_recovery_code_account_key", "recovery_code", ["account_key"])
