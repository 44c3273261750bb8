"""What a cycle reads and stores: tickets, or the service levels beside them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol

from rca_dashboard.domain.json_types import JsonObject
from rca_dashboard.domain.progress.cursor import Cursor
from rca_dashboard.domain.tickets.change import Origin
from rca_dashboard.servicenow.sla_records import sla_from_record
from rca_dashboard.store.tickets.upsert import UpsertResult
from rca_dashboard.sync.reading import TicketReading
from rca_dashboard.sync.writer import Writer


class Row(Protocol):
    """A version of a record."""

    @property
    def sys_id(self) -> str:
        """The record's key."""
        ...

    @property
    def updated_at(self) -> datetime | None:
        """When it was updated."""
        ...

    @property
    def mod_count(self) -> int:
        """How often it was updated."""
        ...


class Rows(Protocol):
    """Converts a page's records, and stores them with the cursor after them."""

    def read(self, records: Sequence[JsonObject]) -> Sequence[Row]:
        """Return the rows of some records."""
        ...

    async def store(self, rows: Sequence[Any], *, origin: Origin, at: datetime, cursor: Cursor | None) -> UpsertResult:
        """Store rows, and the cursor with them."""
        ...


class TicketRows:
    """Tickets.

    Args:
        reading: Converts records.
        writer: Stores tickets.
    """

    def __init__(self, reading: TicketReading, writer: Writer) -> None:
        self._reading = reading
        self._writer = writer

    def read(self, records: Sequence[JsonObject]) -> Sequence[Row]:
        """Return the tickets of some records."""
        return self._reading.tickets(records)

    async def store(self, rows: Sequence[Any], *, origin: Origin, at: datetime, cursor: Cursor | None) -> UpsertResult:
        """Store tickets."""
        return await self._writer.store(rows, origin=origin, at=at, cursor=cursor)


class SlaRows:
    """Service levels.

    Args:
        writer: Stores them.
    """

    def __init__(self, writer: Writer) -> None:
        self._writer = writer

    def read(self, records: Sequence[JsonObject]) -> Sequence[Row]:
        """Return the service levels of some records, except of those without a sys_id or a task."""
        return [sla for sla in map(sla_from_record, records) if sla is not None]

    async def store(self, rows: Sequence[Any], *, origin: Origin, at: datetime, cursor: Cursor | None) -> UpsertResult:
        """Store service levels."""
        return await self._writer.store_slas(rows, origin=origin, at=at, cursor=cursor)
