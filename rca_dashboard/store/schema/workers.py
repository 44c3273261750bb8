"""Tables by which several workers agree: who leads, which workers run, and what was ordered at them."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, LargeBinary, Table
from sqlmodel import Field

from rca_dashboard.store.schema.column_types import PlainText, RowId, UtcTime
from rca_dashboard.store.schema.tickets import Record


class LeaseRecord(Record, table=True):
    """One row: which worker leads, until when by the database's clock, and the status that all workers show.

    ``number`` rises with each change of the holder and never falls: a write with an older number is refused.
    """

    __tablename__ = "lease"  # pyright: ignore[reportAssignmentType]

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    holder: str = Field(sa_type=PlainText)
    number: int = Field(sa_type=BigInteger)
    ends_at: datetime = Field(sa_type=UtcTime)
    status: str = Field(sa_type=PlainText)


class WorkerRecord(Record, table=True):
    """One running worker, as it was when it last reported; ``figures`` is a JSON object."""

    __tablename__ = "worker"  # pyright: ignore[reportAssignmentType]

    id: str = Field(sa_type=PlainText, primary_key=True)
    version: str = Field(sa_type=PlainText)
    started_at: datetime = Field(sa_type=UtcTime)
    seen_at: datetime = Field(sa_type=UtcTime)
    figures: str = Field(sa_type=PlainText)


class CommandRecord(Record, table=True):
    """What a person ordered at a worker that does not lead; the leader takes it, and writes its answer.

    ``arguments`` and ``answer`` are JSON objects; ``taken_by`` is the number of the lease under which it was taken.
    """

    __tablename__ = "command"  # pyright: ignore[reportAssignmentType]

    id: int | None = Field(default=None, sa_type=RowId, primary_key=True)
    at: datetime = Field(sa_type=UtcTime)
    kind: str = Field(sa_type=PlainText)
    arguments: str = Field(sa_type=PlainText)
    taken_by: int | None = Field(sa_type=BigInteger)
    answer: str | None = Field(sa_type=PlainText)


class LoginAttemptsRecord(Record, table=True):
    """Failed logins of an account, of an address, or of both, as all workers count them; ``key`` says which."""

    __tablename__ = "login_attempts"  # pyright: ignore[reportAssignmentType]

    key: str = Field(sa_type=PlainText, primary_key=True)
    attempts: int
    at: datetime = Field(sa_type=UtcTime)
    at_before: datetime = Field(sa_type=UtcTime)

    __table_args__ = (Index("ix_login_attempts_at", "at"),)


class AcceptedRequestRecord(Record, table=True):
    """A signed request that a worker has accepted: no worker accepts it again."""

    __tablename__ = "accepted_request"  # pyright: ignore[reportAssignmentType]

    digest: str = Field(sa_type=PlainText, primary_key=True)
    until: datetime = Field(sa_type=UtcTime)

    __table_args__ = (Index("ix_accepted_request_until", "until"),)


class BuiltFileRecord(Record, table=True):
    """A file of the built pages, compressed by gzip; ``build`` is the last one served of those that have it."""

    __tablename__ = "built_file"  # pyright: ignore[reportAssignmentType]

    name: str = Field(sa_type=PlainText, primary_key=True)
    build: str = Field(sa_type=PlainText)
    served_at: datetime = Field(sa_type=UtcTime)
    content: bytes = Field(sa_type=LargeBinary)


_tables = Record.metadata.tables
LEASE: Table = _tables["lease"]
WORKER: Table = _tables["worker"]
COMMAND: Table = _tables["command"]
LOGIN_ATTEMPTS: Table = _tables["login_attempts"]
ACCEPTED_REQUEST: Table = _tables["accepted_request"]
BUILT_FILE: Table = _tables["built_file"]
