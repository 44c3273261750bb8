"""ServiceNow's clock, as known from its answers. The local clock may be minutes off, and never decides what is read.

A time in a query must mean what it says, too: if the account's zone is not UTC, nothing is read at all. West of
Greenwich every sweep would request a window in the future, find it empty and continue unnoticed.
"""

import time
from datetime import datetime, timedelta

from rca_dashboard.clock import Monotonic
from rca_dashboard.servicenow.client import ServerTime, TableClient
from rca_dashboard.servicenow.errors import UnexpectedAnswerError, WrongZoneError
from rca_dashboard.servicenow.probe.zone import UTC_OFFSET, known_row, offset_of, reads_as_utc, zone_name

# The Date header is truncated to the second, so the server may already be this much further.
_RESOLUTION = timedelta(seconds=1)
# Two answers agree that differ by no more than that cut, their way here, and the drift of two ordinary clocks.
_JITTER_SECONDS = 2.0
_DRIFT = 0.001


class ServerClock:
    """The last trusted answer's ``Date`` plus the monotonic time since. One per instance.

    Args:
        client: The client whose answers count.
        monotonic: The clock with which the client records when an answer came.
        trusts_zone: The account is known to be on UTC; otherwise that is verified before anything is read.
    """

    def __init__(self, client: TableClient, monotonic: Monotonic = time.monotonic, *, trusts_zone: bool = True) -> None:
        self._client = client
        self._monotonic = monotonic
        self._is_utc = trusts_zone
        self._latest: ServerTime | None = None
        self._anchor: ServerTime | None = None
        self._claim: ServerTime | None = None

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
        for another poll. Rows that are written in that second later are found by the overlap. If the last answer claims
        a later time than the trusted one, that time: no row is stamped in the future, and the claim may be right.

        Raises:
            RuntimeError: If no answer has had a time yet.
        """
        trusted = self._trusted()
        latest = max(_time_by(said, self._monotonic()) for said in (trusted, self._claim or trusted))
        return latest.replace(microsecond=0)

    def time_now(self) -> datetime:
        """Return the server's time, as the answers agree on it.

        Raises:
            RuntimeError: Before the first answer with a time.
        """
        return self.time_at(self._monotonic())

    def time_at(self, monotonic_seconds: float) -> datetime:
        """Return what the server's time was then, as the answers agree on it by now.

        Raises:
            RuntimeError: Before the first answer with a time.
        """
        return _time_by(self._trusted(), monotonic_seconds)

    def monotonic(self) -> float:
        """Return the seconds by which ``time_at`` goes."""
        return self._monotonic()

    def _trusted(self) -> ServerTime:
        """Evaluate the latest answer's time, and return the one that is trusted.

        A time is trusted if it advances from the one before as the local monotonic clock does. One that does not may
        come from a node with a wrong clock, or this machine may have been asleep: the next one decides which is right.
        """
        latest = self._client.server_time
        if latest is None:
            message = "the server's time is not known yet"
            raise RuntimeError(message)
        if latest is not self._latest:
            self._latest = latest
            is_expected = self._anchor is None or _agree(self._anchor, latest)
            if is_expected or (self._claim is not None and _agree(self._claim, latest)):
                self._anchor, self._claim = latest, None
            else:
                self._claim = latest
        return self._anchor or latest


def _time_by(said: ServerTime, monotonic_seconds: float) -> datetime:
    return said.said + timedelta(seconds=monotonic_seconds - said.received_at) + _RESOLUTION


def _agree(earlier: ServerTime, later: ServerTime) -> bool:
    passed = later.received_at - earlier.received_at
    off = (later.said - earlier.said).total_seconds() - passed
    return abs(off) <= _JITTER_SECONDS + passed * _DRIFT
