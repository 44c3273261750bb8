"""Tables of accounts, their logins, API tokens, links and second factors, and of teams."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, Table, false, text
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
    must_change_password: bool = Field(sa_column_kwargs={"server_default": false()})
    last_login_at: datetime | None = Field(sa_type=UtcTime)

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


class ApiTokenRecord(Record, table=True):
    """A token of a program; ``hash`` is its SHA-256, so that the database alone gives no access."""

    __tablename__ = "api_token"  # pyright: ignore[reportAssignmentType]

    id: str = Field(sa_type=PlainText, primary_key=True)
    hash: str = Field(sa_type=PlainText)
    account_key: str = Field(sa_type=PlainText)
    name: str = Field(sa_type=PlainText)
    role: str = Field(sa_type=PlainText)
    scopes: str = Field(sa_type=PlainText)
    created_at: datetime = Field(sa_type=UtcTime)
    expires_at: datetime = Field(sa_type=UtcTime)
    last_used_at: datetime | None = Field(sa_type=UtcTime)
    last_used_from: str = Field(sa_type=PlainText)

    __table_args__ = (
        Index("ix_api_token_hash", "hash", unique=True),
        Index("ix_api_token_account_key", "account_key"),
    )


class PasswordLinkRecord(Record, table=True):
    """A link by which a person chooses a password, once; ``hash`` is the SHA-256 of what the link holds."""

    __tablename__ = "password_link"  # pyright: ignore[reportAssignmentType]

    hash: str = Field(sa_type=PlainText, primary_key=True)
    account_key: str = Field(sa_type=PlainText)
    purpose: str = Field(sa_type=PlainText)
    created_at: datetime = Field(sa_type=UtcTime)
    expires_at: datetime = Field(sa_type=UtcTime)
    created_by: str = Field(sa_type=PlainText)

    __table_args__ = (Index("ix_password_link_account_key", "account_key"),)


class SecondFactorRecord(Record, table=True):
    """The authenticator app of an account; ``last_step`` is the period of the last code, as each code counts once."""

    __tablename__ = "second_factor"  # pyright: ignore[reportAssignmentType]

    account_key: str = Field(sa_type=PlainText, primary_key=True)
    secret: str = Field(sa_type=PlainText)
    confirmed_at: datetime | None = Field(sa_type=UtcTime)
    last_step: int = Field(sa_type=BigInteger)


class RecoveryCodeRecord(Record, table=True):
    """A code that replaces the authenticator app once; ``hash`` is its SHA-256, with the account's key."""

    __tablename__ = "recovery_code"  # pyright: ignore[reportAssignmentType]

    hash: str = Field(sa_type=PlainText, primary_key=True)
    account_key: str = Field(sa_type=PlainText)

    __table_args__ = (Index("ix_recovery_code_account_key", "account_key"),)


class TeamRecord(Record, table=True):
    """People who see the same tickets; ``filter``, ``usernames``, ``groups`` and ``roles`` are JSON."""

    __tablename__ = "team"  # pyright: ignore[reportAssignmentType]

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(sa_type=PlainText)
    filter: str = Field(sa_type=PlainText)
    usernames: str = Field(sa_type=PlainText)
    groups: str = Field(sa_type=PlainText)
    roles: str = Field(sa_type=PlainText)


_tables = Record.metadata.tables
ACCOUNT: Table = _tables["account"]
SESSION: Table = _tables["login_session"]
API_TOKEN: Table = _tables["api_token"]
TEAM: Table = _tables["team"]
PASSWORD_LINK: Table = _tables["password_link"]
SECOND_FACTOR: Table = _tables["second_factor"]
RECOVERY_CODE: Table = _tables["recovery_code"]
