"""Check the difference between the clocks, and the time zone in which queries are read."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from rca_dashboard.clock import Clock
from rca_dashboard.domain.check import Check, failed, passed, warned
from rca_dashboard.servicenow.client import TableClient
from rca_dashboard.servicenow.encoded_query import condition
from rca_dashboard.servicenow.probe.zone import UTC_OFFSET, drops_times, known_row, offset_of, zone_name

ZONE = "Time zone"
CLOCKS = "Clocks"
# A webhook's signature is valid for 5 min, and ages on the page use the local clock. Date is truncated to the second.
_SLIGHTLY_OFF, _FAR_OFF = timedelta(seconds=30), timedelta(seconds=120)
_HALF_A_SECOND = timedelta(seconds=0.5)
# Half a year away, for zones that equal UTC only in winter.
_HALF_A_YEAR = timedelta(days=170)
_GMT = "set the account's time zone to GMT in its user record (sys_user); polling waits until then"


def clocks(said: datetime, local: tuple[datetime, datetime]) -> Check:
    """Return the check of the difference between the instance's clock and the local one.

    Args:
        said: The instance's ``Date``.
        local: The local time before the request and after its answer.
    """
    started, ended = local
    off = said + _HALF_A_SECOND - (started + (ended - started) / 2)
    seconds = round(off.total_seconds())
    side = "ahead of" if seconds > 0 else "behind"
    seen = f"the instance's clock is {abs(seconds)} s {side} the local clock"
    if abs(off) < _SLIGHTLY_OFF:
        return passed(CLOCKS, seen if seconds else "the instance's clock and the local clock agree")
    remedy = "synchronize this machine's clock by NTP; ages and webhooks use it, polling uses the instance's"
    return (failed if abs(off) >= _FAR_OFF else warned)(CLOCKS, seen, remedy)


async def look_at_clocks(client: TableClient, table: str, now: Clock) -> Check:
    """Return the check of the difference between the clocks.

    Raises:
        ServiceNowError: If ServiceNow does not answer.
    """
    started = now()
    page = await client.get_page(table, "", limit=1, fields="sys_id")
    if page.server_time is None:
        remedy = "check whether a proxy removes the Date header; polling needs it"
        return failed(CLOCKS, "answers have no Date header", remedy)
    return clocks(page.server_time.said, (started, now()))


async def look_at_zone(client: TableClient, tables: Sequence[str], now: datetime) -> Check:
    """Return the check of the zone in which times in a query are read, using a row of now and one of half a year ago.

    Args:
        client: The instance.
        tables: The readable tables; the first that shows a row is used.
        now: Any time of today.

    Raises:
        ServiceNowError: If ServiceNow does not answer.
    """
    for table in tables:
        row = await known_row(client, table)
        if row is None:
            continue
        if await drops_times(client, table, row):
            seen = f"a query's condition on sys_updated_on is ignored in {table}"
            return failed(ZONE, seen, "grant the account read access to that field; polling needs it to page")
        earlier = condition("sys_updated_on", "<=", now - _HALF_A_YEAR)
        return _zone(await offset_of(client, table), await offset_of(client, table, earlier))
    return warned(ZONE, "not checked: no row is visible", "try again when there is one")


def _zone(of_now: timedelta | None, of_the_other_season: timedelta | None) -> Check:
    offsets = [offset for offset in (of_now, of_the_other_season) if offset is not None]
    if not offsets:
        return warned(ZONE, "not checked: the newest row keeps changing", "try again at a quieter time")
    if all(offset == UTC_OFFSET for offset in offsets):
        return passed(ZONE, "times in a query are read in UTC, as intended")
    named = " and ".join(dict.fromkeys(map(zone_name, offsets)))
    return failed(ZONE, f"times in a query are read in {named}, not in UTC", _GMT)
