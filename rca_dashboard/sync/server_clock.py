"""ServiceNow's clock, as its answers tell it. Ours may be minutes off, and never decides what is read."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta

from rca_dashboard.servicenow.client import TableClient
from rca_dashboard.servicenow.errors import UnexpectedAnswerError

# The Date header is cut down to the second, so that the server may already be this much further.
_RESOLUTION = timedelta(seconds=1)


class ServerClock:
    """The last answer's ``Date`` plus the monotonic time since. One for each instance.

    Args:
        client: Whose answers count.
        monotonic: The clock by which the client notes when it heard them.
    """

    def __init__(self, client: TableClient, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._client = client
        self._monotonic = monotonic

    @property
    def is_known(self) -> bool:
        """Whether any answer has told the time yet."""
        return self._client.server_time is not None

    async def ask(self, table: str) -> None:
        """Ask for one row of a table, for the sake of the answer's ``Date``.

        Raises:
            ServiceNowError: When ServiceNow does not answer, or tells no time.
        """
        page = await self._client.get_page(table, "", limit=1, fields="sys_id")
        if page.server_time is None:
            remedy = "see whether a proxy between us and the instance takes it out"
            raise UnexpectedAnswerError(self._client.host, "its answer has no Date", remedy)

    def upper_bound(self) -> datetime:
        """Give the end of a sweep that begins now: the second that the server's clock is in, or the next one.

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
