"""Find the time zone in which an instance reads times in queries, using a row whose time is known.

Values are in UTC, but a literal such as ``2026-11-23 08:15:00`` may be read in the zone of the account. A sweep would
then request the wrong window; west of Greenwich one in the future, which stays empty.
"""

from datetime import timedelta

from rca_dashboard.servicenow.client import TableClient
from rca_dashboard.servicenow.encoded_query import condition
from rca_dashboard.servicenow.paging.order import Position, position_of

_STAMP = "sys_updated_on"
_FIELDS = f"sys_id,{_STAMP}"
# Offsets of real zones are multiples of 15 min, from UTC-12:00 to UTC+14:00.
_STEP = timedelta(minutes=15)
_LEAST, _MOST = -12 * 4, 14 * 4
# A row that changes during the check proves nothing; the next one may not change.
_TRIES = 3
_ROWS = 20
UTC_OFFSET = timedelta(0)


async def known_row(client: TableClient, table: str, query: str = "") -> Position | None:
    """Return the newest row of a table, or of those that a query selects, that the account sees; None if there is none.

    Raises:
        ServiceNowError: If ServiceNow does not answer.
    """
    order = f"ORDERBYDESC{_STAMP}"
    page = await client.get_page(table, "^".join(filter(None, [query, order])), limit=_ROWS, fields=_FIELDS)
    return next(filter(None, map(position_of, page.records)), None)


async def reads_as_utc(client: TableClient, table: str, row: Position) -> bool:
    """Return whether a row is found by its own time, taken as UTC.

    Raises:
        ServiceNowError: If ServiceNow does not answer.
    """
    return await _is_found(client, table, row, "=", UTC_OFFSET)


async def offset_of(client: TableClient, table: str, query: str = "") -> timedelta | None:
    """Return how far ahead of UTC the zone is in which times in a query are read, at the time of its newest row.

    Raises:
        ServiceNowError: If ServiceNow does not answer.
    """
    for _ in range(_TRIES):
        row = await known_row(client, table, query)
        if row is None:
            return None
        if await reads_as_utc(client, table, row):
            return UTC_OFFSET
        offset = await _search(client, table, row)
        if await _is_found(client, table, row, "=", offset):
            return offset
    return None


async def drops_times(client: TableClient, table: str, row: Position) -> bool:
    """Return whether a row comes despite a condition that excludes its time: the condition is ignored.

    Raises:
        ServiceNowError: If ServiceNow does not answer.
    """
    return await _is_found(client, table, row, "=", timedelta(days=40))


async def _search(client: TableClient, table: str, row: Position) -> timedelta:
    """Return the least offset with which the row's time is not later than the literal: bisection takes 7 requests."""
    low, high = _LEAST, _MOST
    while low < high:
        middle = (low + high) // 2
        if await _is_found(client, table, row, "<=", middle * _STEP):
            high = middle
        else:
            low = middle + 1
    return low * _STEP


async def _is_found(client: TableClient, table: str, row: Position, operator: str, ahead: timedelta) -> bool:
    conditions = (condition("sys_id", "=", row.sys_id), condition(_STAMP, operator, row.updated_on + ahead))
    page = await client.get_page(table, "^".join(conditions), limit=1, fields=_FIELDS)
    return any(position is not None and position.key == row.key for position in map(position_of, page.records))


def zone_name(offset: timedelta) -> str:
    """Return an offset as ``UTC+05:30``."""
    minutes = abs(offset) // timedelta(minutes=1)
    sign = "-" if offset < UTC_OFFSET else "+"
    return f"UTC{sign}{minutes // 60:02}:{minutes % 60:02}"
