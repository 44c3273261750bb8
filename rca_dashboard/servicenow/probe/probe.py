"""Check an instance before using it: everything that can be wrong independently has its own check."""

from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any

from rca_dashboard.clock import Clock, utc_now
from rca_dashboard.domain.check import Check, failed, passed
from rca_dashboard.servicenow import errors
from rca_dashboard.servicenow.client import TableClient
from rca_dashboard.servicenow.probe.query import QueryProbe
from rca_dashboard.servicenow.probe.table import look_at_page_size, look_at_table
from rca_dashboard.servicenow.probe.time import CLOCKS, ZONE, look_at_clocks, look_at_zone

ADDRESS = "SERVICENOW_URL"
CREDENTIALS = "Credentials"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the instance is used for: the settings of the same names."""

    tables: tuple[str, ...]
    query: str = ""
    batch_size: int = 1000


class Probe:
    """Checks one instance.

    Args:
        client: The instance: some ten requests, and four for each field of the query in each table.
        wanted: What it is used for.
        now: The local clock.
    """

    def __init__(self, client: TableClient, wanted: Wanted, *, now: Clock = utc_now) -> None:
        self._client = client
        self._wanted = wanted
        self._now = now
        self._checks: list[Check] = []
        self._is_servicenow = False

    async def look(self) -> tuple[Check, ...]:
        """Return the results; no failure of ServiceNow raises.

        Checks that depend on a failed one are skipped: repeated refused logins might lock the account.
        """
        self._checks = []
        try:
            await self._look()
        except errors.ServiceNowError as error:
            self._checks = [*self._before(error), *self._checks]
        else:
            # Any web server can answer "no such table": that proves neither ServiceNow nor a login.
            if self._is_servicenow:
                self._checks = [*self._answers(), passed(CREDENTIALS, "ServiceNow accepts them"), *self._checks]
        return tuple(self._checks)

    async def _look(self) -> None:
        """Run the checks one after the other.

        Raises:
            ServiceNowError: For failures that concern more than one table.
        """
        client, wanted = self._client, self._wanted
        sound = [table for table in wanted.tables if await self._add(f"Table {table}", look_at_table(client, table))]
        if not sound:
            return
        await self._add(CLOCKS, look_at_clocks(client, sound[0], self._now))
        await self._add(ZONE, look_at_zone(client, sound, self._now()))
        await self._add("Page size", look_at_page_size(client, sound[0], wanted.batch_size))
        if wanted.query:
            for table in sound:
                probe = QueryProbe(client, table, wanted.query)
                await self._add(probe.name, probe.look(self._now()))

    async def _add(self, name: str, look: Coroutine[Any, Any, Check]) -> bool:
        """Run a check, and return whether ServiceNow answered as it should, whatever the result."""
        try:
            self._checks.append(await look)
        except errors.ServiceNowError as error:
            if not error.concerns_table:
                raise
            self._is_servicenow = self._is_servicenow or not isinstance(error, errors.NoSuchTableError)
            self._checks.append(_refused(name, error))
            return False
        self._is_servicenow = True
        return True

    def _answers(self) -> list[Check]:
        return [passed(ADDRESS, f"ServiceNow answers at {self._client.instance}")]

    def _before(self, error: errors.ServiceNowError) -> list[Check]:
        if isinstance(error, errors.RefusedError):
            return [*self._answers(), _refused(CREDENTIALS, error)]
        return [_refused(ADDRESS, error)]


def _refused(name: str, error: errors.ServiceNowError) -> Check:
    """Return a failed check from an error's sentence: what happened before the colon, what to do after it."""
    text = str(error)
    end = text.find("): ") + 1 or text.find(": ")
    return failed(name, text[:end], text[end + 2 :].rstrip("."))
