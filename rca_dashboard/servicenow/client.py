"""Client of the Table API: requests one page of records, with the count and the server's clock."""

import asyncio
import time
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from http.cookiejar import CookieJar, DefaultCookiePolicy
from urllib.parse import quote

import httpx

from rca_dashboard.clock import Monotonic, utc_now
from rca_dashboard.domain.json_types import JsonObject
from rca_dashboard.servicenow import errors
from rca_dashboard.servicenow.answer import records_of
from rca_dashboard.servicenow.answer_headers import date_of, total_of

DEFAULT_TIMEOUT_SECONDS = 30.0
_SMALL_BODY = 100_000


@dataclass(frozen=True, slots=True)
class ServerTime:
    """The server's time (``Date``, truncated to the second), and the monotonic time when it was received."""

    said: datetime
    heard_at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TablePage:
    """One answer.

    Attributes:
        records: The rows that the account may see, as they came.
        total: How many rows the query matches, including hidden ones; None if the server does not count.
        server_time: The server's time, or None.
    """

    records: tuple[JsonObject, ...]
    total: int | None
    server_time: ServerTime | None


class TableClient:
    """Sends requests to one instance.

    Attributes:
        requests: How many requests it has made.
        server_time: The server's time in the last complete answer, or None before the first.

    Args:
        url: The instance, such as ``https://dev1.service-now.com``.
        auth: The authentication; None sends anonymous requests.
        timeout_seconds: The limit for a whole request.
        monotonic: A monotonic clock in seconds, for ``ServerTime.heard_at``.
    """

    def __init__(
        self,
        url: str,
        auth: httpx.Auth | None = None,
        *,
        timeout_seconds: float = DEFAULT_TIMEOUT_SECONDS,
        monotonic: Monotonic = time.monotonic,
    ) -> None:
        self.requests = 0
        self.server_time: ServerTime | None = None
        self._timeout_seconds = timeout_seconds
        self._monotonic = monotonic
        # A redirect would lead to a login page, and forward the credentials.
        self._http = httpx.AsyncClient(
            base_url=url,
            auth=auth,
            timeout=timeout_seconds,
            follow_redirects=False,
            cookies=_no_cookies(),
            headers={"Accept": "application/json"},
        )

    @property
    def instance(self) -> str:
        """The instance's URL without credentials."""
        return str(self._http.base_url.copy_with(userinfo=b"")).rstrip("/")

    @property
    def host(self) -> str:
        """The instance's host name, with its port unless it is the default."""
        return self._http.base_url.netloc.decode("ascii")

    async def get_page(self, table: str, query: str, *, limit: int, offset: int = 0, fields: str = "") -> TablePage:
        """Return one page, with values and display values, and links that mark reference fields.

        Args:
            table: The table's name.
            query: An encoded query; without an ORDERBY the order of the rows is undefined.
            limit: The most rows to return. ACLs cut after it, so that fewer rows do not mean the end.
            offset: The number of rows to skip.
            fields: Comma-separated field names, or empty for all.

        Raises:
            ServiceNowError: If the answer is not a complete list of records.
        """
        parameters = {
            "sysparm_query": query,
            "sysparm_limit": str(limit),
            "sysparm_offset": str(offset),
            "sysparm_display_value": "all",
        }
        if fields:
            parameters["sysparm_fields"] = fields
        response, heard_at = await self._get(f"/api/now/table/{quote(table, safe='')}", parameters, table)
        read = partial(records_of, response, host=self.host, table=table, now=utc_now())
        # A small body is parsed in less time than a thread takes to start.
        records = await asyncio.to_thread(read) if len(response.content) > _SMALL_BODY else read()
        said = date_of(response)
        server_time = ServerTime(said, heard_at) if said else None
        self.server_time = server_time or self.server_time
        return TablePage(records=tuple(records), total=total_of(response), server_time=server_time)

    def counting_apart(self) -> "TableClient":
        """Return a client for another job, which shares the connections and the login but counts its own requests.

        Closing the first client closes this one too.
        """
        other = copy(self)
        other.requests = 0
        return other

    async def aclose(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def _get(self, path: str, parameters: dict[str, str], table: str) -> tuple[httpx.Response, float]:
        self.requests += 1
        try:
            # httpx limits each read, not their sum: a server that sends slowly could hold the request forever.
            async with (
                asyncio.timeout(self._timeout_seconds),
                self._http.stream("GET", path, params=parameters) as response,
            ):
                heard_at = self._monotonic()
                await response.aread()
                return response, heard_at
        except (TimeoutError, httpx.TimeoutException):
            raise errors.TooSlowError(self.host, table, self._timeout_seconds) from None
        except httpx.DecodingError:
            raise errors.UnexpectedAnswerError(self.host, "a broken body", "it is asked again by itself") from None
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise errors.UnreachableError(self.host, _reason(error)) from None


def _no_cookies() -> CookieJar:
    """Return a cookie jar that accepts no cookie from any host.

    Each request authenticates itself. Once its node has forgotten it, a session cookie would be refused (401) for as
    long as it is sent; it would also keep the time zone that the account had at its start, and new cookies with each
    answer grew the headers by 49 kB in 16 s.
    """
    return CookieJar(DefaultCookiePolicy(allowed_domains=[]))


def _reason(error: Exception) -> str:
    if isinstance(error, httpx.RemoteProtocolError | httpx.ReadError):
        return "the connection was cut"
    text = str(error)
    if "getaddrinfo" in text or "Name or service not known" in text or "name resolution" in text:
        return "unknown host name"
    if "CERTIFICATE" in text.upper():
        return "its certificate is not trusted"
    # Without detail: the text of a socket error differs by platform and may contain addresses of a proxy.
    return "no connection" if isinstance(error, httpx.ConnectError) else type(error).__name__
