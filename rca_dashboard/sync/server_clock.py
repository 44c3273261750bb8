"""ServiceNow's clock, as known from its answers. The local clock may be minutes off, and never decides what is read.

A time in a query must mean what it says, too: if the account's zone is not UTC, nothing is read at all. West of
Greenwich every sweep would request a window in the future, find it empty and continue unnoticed.
"""

import time
from datetime import datetime, timedelta

from rca_dashboard.clock import Monotonic
from rca_dashboard.servicenow.client import TableClient
from rca_dashboard.servicenow.errors import UnexpectedAnswerError, WrongZoneError
from rca_dashboard.servicenow.probe.zone import UTC_OFFSET, known_row, offset_of, reads_as_utc, zone_name

# The Date header is truncated to the second, so the server may already be this much further.
_RESOLUTION = timedelta(seconds=1)


class ServerClock:
    """The last answer's ``Date`` plus the monotonic time since. One per instance.

    Args:
        client: The client whose answers count.
        monotonic: The clock with which the client records when an answer came.
        trusts_zone: The account is known to be on UTC; otherwise that is verified before anything is read.
    """

    def __init__(self, client: TableClient, monotonic: Monotonic = time.monotonic, *, trusts_zone: bool = True) -> None:
        self._client = client
        self._monotonic = monotonic
        self._is_utc = trusts_zone

    @property
    def is_known(self) -> bool:
        """Whether any answer has had a time yet."""
        return self._client.server_time is not None

    @property
    def is_utc(self) -> bool:
        """Whether times in a query are known to be read in UTC."""
        return self._is_utc

    async def ask(self, table: str) -> None:
        """Request a row for the answer's ``Date``; the first time, verify that the row is found by its own time.

        Raises:
            ServiceNowError: If ServiceNow does not answer, sends no time, or reads times in another zone.
        """
        if self._is_utc:
            await self._client.get_page(table, "", limit=1, fields="sys_id")
        else:
            await self._try_zone(table)
        if self._client.server_time is None:
            remedy = "check whether a proxy removes it"
            raise UnexpectedAnswerError(self._client.host, "its answer has no Date header", remedy)

    async def _try_zone(self, table: str) -> None:
        row = await known_row(self._client, table)
        if row is None:
            return
        self._is_utc = await reads_as_utc(self._client, table, row)
        offset = UTC_OFFSET if self._is_utc else await offset_of(self._client, table)
        if offset is not None and offset != UTC_OFFSET:
            raise WrongZoneError(self._client.host, zone_name(offset))

    def upper_bound(self) -> datetime:
        """Return the end of a sweep that starts now: the second that the server's clock is in, or the next one.

        Never an earlier one, apart from the answer's latency: a row of the server's current second would have to wait
        for another poll. Rows that are written in that second later are found by the overlap.

        Raises:
            RuntimeError: If no answer has had a time yet.
        """
        heard = self._client.server_time
        if heard is None:
            message = "the server's time is not known yet"
            raise RuntimeError(message)
        passed = timedelta(seconds=self._monotonic() - heard.heard_at)
        return (heard.said + passed + _RESOLUTION).replace(microsecond=0)
