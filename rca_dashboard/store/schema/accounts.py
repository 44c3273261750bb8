"""Tables of accounts and their logins."""

from datetime import datetime

from sqlalchemy import Index, Table, text
from sqlmodel import Field

from rca_dashboard.store.schema.column_types import PlainText, UtcTime
from rca_dashboard.store.schema.tickets import Record

# For rows that older versions wrote.
_EMPTY = {"server_default": text("''")}


class AccountRecord(Record, table=True):
    """An account; ``key`` is its case-folded username, so that no two differ by case alone."""

    __tablename__ = "account"  # pyright: ignore[reportAssignmentType]

    key: str = Field(sa_type=PlainText, primary_key=True)
    username: str = Field(sa_type=PlainText)
    password_hash: str = Field(sa_type=PlainText)
    role: str = Field(sa_type=PlainText)
    is_disabled: bool
    created_at: datetime = Field(sa_type=UtcTime)
    password_changed_at: datetime = Field(sa_type=UtcTime)
    source: str = Field(sa_type=PlainText, sa_column_kwargs={"server_default": "password"})
    subject: str = Field(sa_type=PlainText, sa_column_kwargs=_EMPTY)
    name: str = Field(sa_type=PlainText, sa_column_kwargs=_EMPTY)
    email: str = Field(sa_type=PlainText, sa_column_kwargs=_EMPTY)
    groups: str = Field(sa_type=PlainText, sa_column_kwargs={"server_default": "[]"})

    __table_args__ = (Index("ix_account_subject", "subject"),)


class SessionRecord(Record, table=True):
    """A login; ``id`` is the SHA-256 of the cookie's token, so that the database alone gives no access to it."""

    __tablename__ = "login_session"  # pyright: ignore[reportAssignmentType]

    id: str = Field(sa_type=PlainText, primary_key=True)
    account_key: str = Field(sa_type=PlainText)
    created_at: datetime = Field(sa_type=UtcTime)
    last_used_at: datetime = Field(sa_type=UtcTime)
    expires_at: datetime = Field(sa_type=UtcTime)
    address: str = Field(sa_type=PlainText)
    user_agent: str = Field(sa_type=PlainText)
    revoked_at: datetime | None = Field(sa_type=UtcTime)
    provider_session: str = Field(sa_type=PlainText, sa_column_kwargs=_EMPTY)
    id_token: str = Field(sa_type=PlainText, sa_column_kwargs=_EMPTY)

    __table_args__ = (
        Index("ix_login_session_account_key", "account_key", "address"),
        Index("ix_login_session_revoked_at", "revoked_at"),
        Index("ix_login_session_expires_at", "expires_at"),
        Index("ix_login_session_provider_session", "provider_session"),
    )


_tables = Record.metadata.tables
ACCOUNT: Table = _tables["account"]
SESSION: Table = _tables["login_session"]
