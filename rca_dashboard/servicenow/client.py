"""Client of the Table API: requests one page of records, with the count and the server's clock."""

import asyncio
import time
from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from urllib.parse import quote

import httpx

from rca_dashboard.clock import Monotonic, utc_now
from rca_dashboard.domain.json_types import JsonObject
from rca_dashboard.servicenow import errors
from rca_dashboard.servicenow.answer import records_of
from rca_dashboard.servicenow.answer_headers import date_of, total_of
from rca_dashboard.servicenow.authentication.refusals import Refusals
from rca_dashboard.servicenow.body import (
    ACCEPT_ENCODING,
    CUTS_LONG_TEXTS,
    LONGEST_BODY,
    BodyTooLargeError,
    UnknownEncodingError,
    bound_body,
)
from rca_dashboard.servicenow.connection_errors import connection_error
from rca_dashboard.servicenow.network import Network, direct_network, no_cookies
from rca_dashboard.servicenow.paging.page_sizes import PageSizes
from rca_dashboard.tracing import span

DEFAULT_TIMEOUT_SECONDS = 30.0
# Distinguishes a host that drops packets from one that responds slowly.
_CONNECT_SECONDS = 10.0
_SMALL_BODY = 100_000


@dataclass(frozen=True, slots=True)
class ServerTime:
    """The server's time (``Date``, truncated to the second), and the monotonic time when it was received."""

    said: datetime
    received_at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TablePage:
    """One answer.

    Attributes:
        records: The rows that the account may see, as they came.
        total: How many rows the query matches, including hidden ones; None if the server does not count.
        server_time: The server's time, or None.
        limit: How many rows were requested in the end: fewer if so many are too large.
    """

    records: tuple[JsonObject, ...]
    total: int | None
    server_time: ServerTime | None
    limit: int


class TableClient:
    """Sends requests to one instance.

    Attributes:
        requests: How many requests it has made.
        server_time: The server's time in the last complete answer, or None before the first.

    Args:
        url: The instance, such as ``https://dev1.service-now.com``.
        auth: The authentication; None sends anonymous requests.
        timeout_seconds: The limit for a whole request.
        network: The proxy and the certificate authorities; None connects directly and trusts the public ones.
        monotonic: A monotonic clock in seconds, for ``ServerTime.received_at``.
    """

    def __init__(
        self,
        url: str,
        auth: httpx.Auth | None = None,
        *,
        timeout_seconds: float = DEFAULT_TIMEOUT_SECONDS,
        network: Network | None = None,
        monotonic: Monotonic = time.monotonic,
    ) -> None:
        self.requests = 0
        self.server_time: ServerTime | None = None
        self._timeout_seconds = timeout_seconds
        self._monotonic = monotonic
        self._page_sizes = PageSizes()
        self._refusals = Refusals(monotonic)
        self._network = network = network or direct_network()
        # A redirect would lead to a login page, and forward the credentials.
        self._http = httpx.AsyncClient(
            base_url=url,
            auth=auth,
            timeout=httpx.Timeout(timeout_seconds, connect=min(_CONNECT_SECONDS, timeout_seconds / 2)),
            follow_redirects=False,
            cookies=no_cookies(),
            headers={"Accept": "application/json", "Accept-Encoding": ACCEPT_ENCODING},
            event_hooks={"response": [bound_body]},
            proxy=network.proxy,
            verify=network.certificates,
            trust_env=False,  # network has read the environment, and says which variable is wrong
        )

    @property
    def instance(self) -> str:
        """The instance's URL without credentials."""
        return str(self._http.base_url.copy_with(userinfo=b"")).rstrip("/")

    @property
    def host(self) -> str:
        """The instance's host name, with its port unless it is the default."""
        return self._http.base_url.netloc.decode("ascii")

    @property
    def barred_seconds(self) -> float:
        """For how much longer ServiceNow asked not to be called, by any job that shares this client's login."""
        return self._refusals.barred_seconds

    @property
    def timeout_seconds(self) -> float:
        """The limit for a whole request."""
        return self._timeout_seconds

    async def get_page(self, table: str, query: str, *, limit: int, offset: int = 0, fields: str = "") -> TablePage:
        """Return one page, with values and display values, and links that mark reference fields.

        Args:
            table: The table's name.
            query: An encoded query; without an ORDERBY the order of the rows is undefined.
            limit: The most rows to return. ACLs cut after it, so that fewer rows do not mean the end.
            offset: The number of rows to skip.
            fields: Comma-separated field names, or empty for all.

        Raises:
            RefusalPauseError: Without a request, while refused credentials are not to be sent again.
            ServiceNowError: If the answer is not a complete list of records.
        """
        parameters = {
            "sysparm_query": query,
            "sysparm_limit": "",
            "sysparm_offset": str(offset),
            "sysparm_display_value": "all",
        }
        if fields:
            parameters["sysparm_fields"] = fields
        self._refusals.check()
        try:
            response, received_at, limit = await self._get_what_fits(table, parameters, limit)
            records = await self._records(response, table)
        except errors.ServiceNowError as failure:
            self._refusals.bar(failure.retry_after_seconds or 0.0)
            if isinstance(failure, errors.RefusedError):
                self._refusals.note(failure)
            raise
        self._refusals.forget()
        said = date_of(response)
        server_time = ServerTime(said, received_at) if said else None
        self.server_time = server_time or self.server_time
        return TablePage(records=tuple(records), total=total_of(response), server_time=server_time, limit=limit)

    def end_pause(self) -> None:
        """Allow one try with refused credentials now, because an admin asks for it."""
        self._refusals.end_pause()

    def on_accepted(self, listener: Callable[[], None]) -> None:
        """Call a function each time that any job's credentials are accepted after they were refused."""
        self._refusals.on_accepted(listener)

    async def wait(self, seconds: float, *, ends_early: bool) -> None:
        """Wait before the next try.

        Args:
            seconds: How long.
            ends_early: Whether to end once another job's request shows that refused credentials are accepted again;
                False for a time that ServiceNow asked for.
        """
        await (self._refusals.wait(seconds) if ends_early else asyncio.sleep(seconds))

    def counting_apart(self) -> "TableClient":
        """Return a client that counts its own requests; it shares connections and login, and closes with the first."""
        other = copy(self)
        other.requests = 0
        return other

    async def aclose(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def _records(self, response: httpx.Response, table: str) -> list[JsonObject]:
        read = partial(records_of, response, host=self.host, table=table, now=utc_now())
        # A small body is read in less time than a thread takes to begin.
        return await asyncio.to_thread(read) if len(response.content) > _SMALL_BODY else read()

    async def _get_what_fits(
        self, table: str, parameters: dict[str, str], wanted: int
    ) -> tuple[httpx.Response, float, int]:
        """Ask for fewer rows where so many are too long; of a row that is too long by itself, cut long texts.

        Raises:
            ServiceNowError: When there is no whole answer.
        """
        question = f"{table} {parameters.get('sysparm_fields', '')}"
        while True:
            limit = self._page_sizes.limit(question, wanted)
            cuts = self._page_sizes.is_one_row_too_large(question)
            parameters["sysparm_limit"] = str(limit)
            try:
                with span("servicenow.request", is_part=True, table=table, limit=limit):
                    response, received_at = await self._get(parameters, table, cuts_long_texts=cuts)
            except BodyTooLargeError:
                if cuts:
                    raise errors.TooLargeError(self.host, table, LONGEST_BODY) from None
                self._page_sizes.halve(question, limit)
            else:
                self._page_sizes.note(question, len(response.content))
                return response, received_at, limit

    async def _get(
        self, parameters: dict[str, str], table: str, *, cuts_long_texts: bool
    ) -> tuple[httpx.Response, float]:
        path = f"/api/now/table/{quote(table, safe='')}"
        extensions = {CUTS_LONG_TEXTS: True} if cuts_long_texts else None
        self.requests += 1
        try:
            # httpx limits each read, not their sum: a server that sends slowly could hold the request forever.
            async with (
                asyncio.timeout(self._timeout_seconds),
                self._http.stream("GET", path, params=parameters, extensions=extensions) as response,
            ):
                received_at = self._monotonic()
                await response.aread()
                return response, received_at
        except httpx.ConnectTimeout as error:
            raise connection_error(self.host, error, self._network.proxy_name) from None
        except (TimeoutError, httpx.TimeoutException):
            is_small = parameters["sysparm_limit"] == "1"
            raise errors.TooSlowError(self.host, table, self._timeout_seconds, is_small=is_small) from None
        except UnknownEncodingError as error:
            remedy = "see whether a proxy changes its answers"
            raise errors.UnexpectedAnswerError(self.host, str(error), remedy) from None
        except httpx.DecodingError:
            raise errors.UnexpectedAnswerError(self.host, "a broken body", "it is asked again by itself") from None
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise connection_error(self.host, error, self._network.proxy_name) from None
