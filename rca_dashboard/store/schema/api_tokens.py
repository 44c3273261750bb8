"""The table of API tokens."""

from datetime import datetime

from sqlalchemy import Index, Table
from sqlmodel import Field

from rca_dashboard.store.schema.column_types import PlainText, UtcTime
from rca_dashboard.store.schema.tickets import Record


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


API_TOKEN: Table = Record.metadata.tables["api_token"]
