"""ServiceNow's clock, as its answers tell it. Ours may be minutes off, and never decides what is read.

A time in a query must mean what it says, too: where the account's zone is another than UTC, nothing is read at all.
West of Greenwich every sweep would ask for a window in the future, find it empty and go on, and nobody would notice.
"""

import time
from datetime import datetime, timedelta

from rca_dashboard.clock import Monotonic
from rca_dashboard.servicenow.client import TableClient
from rca_dashboard.servicenow.errors import UnexpectedAnswerError, WrongZoneError
from rca_dashboard.servicenow.probe.zone import UTC_OFFSET, known_row, offset_of, reads_as_utc, zone_name

# The Date header is cut down to the second, so that the server may already be this much further.
_RESOLUTION = timedelta(seconds=1)


class ServerClock:
    """The last answer's ``Date`` plus the monotonic time since. One for each instance.

    Args:
        client: Whose answers count.
        monotonic: The clock by which the client notes when it heard them.
        trusts_zone: The account is known to be on UTC; else that is tried before anything is read.
    """

    def __init__(self, client: TableClient, monotonic: Monotonic = time.monotonic, *, trusts_zone: bool = True) -> None:
        self._client = client
        self._monotonic = monotonic
        self._is_utc = trusts_zone

    @property
    def is_known(self) -> bool:
        """Whether any answer has told the time yet."""
        return self._client.server_time is not None

    @property
    def is_utc(self) -> bool:
        """Whether times in a query are known to be read in UTC."""
        return self._is_utc

    async def ask(self, table: str) -> None:
        """Ask for a row of a table, for the sake of the answer's ``Date``; the first one is found again by its time.

        Raises:
            ServiceNowError: When ServiceNow does not answer, tells no time, or reads times in another zone.
        """
        if self._is_utc:
            await self._client.get_page(table, "", limit=1, fields="sys_id")
        else:
            await self._try_zone(table)
        if self._client.server_time is None:
            remedy = "see whether a proxy between us and the instance takes it out"
            raise UnexpectedAnswerError(self._client.host, "its answer has no Date", remedy)

    async def _try_zone(self, table: str) -> None:
        row = await known_row(self._client, table)
        if row is None:
            return
        self._is_utc = await reads_as_utc(self._client, table, row)
        offset = UTC_OFFSET if self._is_utc else await offset_of(self._client, table)
        if offset is not None and offset != UTC_OFFSET:
            raise WrongZoneError(self._client.host, zone_name(offset))

    def upper_bound(self) -> datetime:
        """Return the end of a sweep that begins now: the second that the server's clock is in, or the next one.

        Not an earlier one, but for the answer's way here: a row of the server's present second would have to wait for
        another poll. What enters that second later is found by the overlap.

        Raises:
            RuntimeError: Before any answer has told the time.
        """
        heard = self._client.server_time
        if heard is None:
            message = "no answer has told the server's time yet"
            raise RuntimeError(message)
        passed = timedelta(seconds=self._monotonic() - heard.heard_at)
        return (heard.said + passed + _RESOLUTION).replace(microsecond=0)
