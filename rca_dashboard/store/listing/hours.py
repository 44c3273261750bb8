"""The hour of the week in which a ticket was opened, in any zone, as SQL: the same for the chart and for its lists."""

from datetime import timedelta, tzinfo
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Connection, case, cast, func, literal, type_coerce

from rca_dashboard.clock import utc_now
from rca_dashboard.domain.views.hour_of_week import HOURS, offsets
from rca_dashboard.store.schema.tickets import TICKET

_HOUR = 3_600
_MICROSECONDS = 1_000_000
# 1970 began on a Thursday.
_FIRST_HOUR = 72
# Clocks of later years need no case of their own: no ticket was opened then.
_AHEAD = timedelta(days=400)


def opened_in_hour(connection: Connection, zone: tzinfo) -> ColumnElement[Any]:
    """Return the hour of the week in which a ticket was opened; 0 is the first of Monday. NULL without a time."""
    changes = [each for each in offsets(zone) if each[0] <= utc_now() + _AHEAD]
    ahead = [(TICKET.c.opened_at >= since, _literal(offset)) for since, offset in changes[:-1]]
    oldest = _literal(changes[-1][1])
    offset = case(*ahead, else_=oldest) if ahead else oldest
    return ((_seconds(connection) + offset) // _HOUR + _FIRST_HOUR) % HOURS


def _literal(offset: timedelta) -> ColumnElement[int]:
    return literal(int(offset.total_seconds()), BigInteger)


def _seconds(connection: Connection) -> ColumnElement[Any]:
    """Return when a ticket was opened, in seconds since 1970."""
    if connection.dialect.name == "postgresql":
        return cast(func.floor(func.extract("epoch", TICKET.c.opened_at)), BigInteger)
    return type_coerce(TICKET.c.opened_at, BigInteger()) // _MICROSECONDS
