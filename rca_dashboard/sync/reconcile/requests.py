"""Requests of a reconcile: each is counted, and retried if it may succeed a little later."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from rca_dashboard.servicenow.client import TableClient, TablePage
from rca_dashboard.servicenow.errors import RefusedError, ServiceNowError

# A reconcile is not worth a longer wait: the next one runs in an hour.
LONGEST_WAIT_SECONDS = 60.0
_WAITS = (1.0, 5.0)

Sleep = Callable[[float], Awaitable[None]]


@dataclass(slots=True)
class ReconcileTally:
    """The counts of a run so far, over all tables; see ``domain.progress.reconcile.ReconcileStatus``.

    Attributes:
        went_back: By table, how many tickets have an older version in ServiceNow than the stored one.
    """

    checked: int = 0
    deleted: int = 0
    left_query: int = 0
    silent: int = 0
    requests: int = 0
    warnings: list[str] = field(default_factory=list[str])
    went_back: Counter[str] = field(default_factory=Counter[str])


class TableRequests:
    """Requests rows of one table.

    Args:
        client: The instance.
        table: The table's name.
        tally: Counts the requests.
        sleep: Waits for a number of seconds.
    """

    def __init__(self, client: TableClient, table: str, tally: ReconcileTally, *, sleep: Sleep = asyncio.sleep) -> None:
        self.table = table
        self.host = client.host
        self._client = client
        self._tally = tally
        self._sleep = sleep

    async def page(self, query: str, limit: int, offset: int = 0, *, fields: str = "") -> TablePage:
        """Return a page.

        Raises:
            ServiceNowError: If ServiceNow does not answer, after three attempts if a retry may help.
        """
        for wait in _WAITS:
            try:
                return await self._ask(query, limit, offset, fields)
            except ServiceNowError as failure:
                asked = failure.retry_after_seconds or 0.0
                if _is_hopeless(failure) or asked > LONGEST_WAIT_SECONDS:
                    raise
                await self._sleep(max(wait, asked))
        return await self._ask(query, limit, offset, fields)

    async def _ask(self, query: str, limit: int, offset: int, fields: str) -> TablePage:
        self._tally.requests += 1
        return await self._client.get_page(self.table, query, limit=limit, offset=offset, fields=fields)


def _is_hopeless(failure: ServiceNowError) -> bool:
    """Return whether an immediate retry is useless or, with a refused password, may lock the account."""
    return failure.concerns_table or isinstance(failure, RefusedError)
