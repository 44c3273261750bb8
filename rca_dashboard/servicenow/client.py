"""One request to the Table API: a page of records, the count, and the server's clock."""

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
    """What the server's clock said (``Date``, cut down to the second), and our monotonic clock when we heard it."""

    said: datetime
    heard_at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TablePage:
    """One answer.

    Attributes:
        records: The rows that the account may see, as they came.
        total: How many rows the query matches, hidden ones too; None where the server does not count.
        server_time: What the server's clock said, or None.
    """

    records: tuple[JsonObject, ...]
    total: int | None
    server_time: ServerTime | None


class TableClient:
    """Asks one instance.

    Attributes:
        requests: How many requests it has made.
        server_time: What the server's clock said in the last whole answer, or None before one.

    Args:
        url: The instance, such as ``https://dev1.service-now.com``.
        auth: How to prove who asks; None asks anonymously.
        timeout_seconds: The limit for a whole request.
        monotonic: Seconds that only rise, for ``ServerTime.heard_at``.
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
        # A redirect would lead to a login page, and take the credentials along.
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
        """The instance's host name, with its port where it is unusual."""
        return self._http.base_url.netloc.decode("ascii")

    async def get_page(self, table: str, query: str, *, limit: int, offset: int = 0, fields: str = "") -> TablePage:
        """Get one page, with values and display values, and links that tell which fields are references.

        Args:
            table: The table's name.
            query: An encoded query; without an ORDERBY the rows come in no order.
            limit: Rows at most. Access rules cut after it, so that fewer rows do not mean the end.
            offset: Rows to pass over.
            fields: Names of fields with commas, or nothing for all.

        Raises:
            ServiceNowError: For everything but a whole list of records.
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
        # A small body is read in less time than a thread takes to begin.
        records = await asyncio.to_thread(read) if len(response.content) > _SMALL_BODY else read()
        said = date_of(response)
        server_time = ServerTime(said, heard_at) if said else None
        self.server_time = server_time or self.server_time
        return TablePage(records=tuple(records), total=total_of(response), server_time=server_time)

    def counting_apart(self) -> "TableClient":
        """Return a client for another job: with these connections and this login, and a count of its own requests.

        Who made the first one closes it, and with it this one.
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
            # httpx limits each read, not their sum: a server that drips would hold us for ever.
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
    """Return a jar that takes no cookie from any host.

    Each request authenticates itself. A session cookie would be refused (401) for as long as it is sent once its node
    has forgotten it, would keep the time zone that the account had at its start, and new ones for each answer grew the
    headers by 49 kB in 16 s.
    """
    return CookieJar(DefaultCookiePolicy(allowed_domains=[]))


def _reason(error: Exception) -> str:
    if isinstance(error, httpx.RemoteProtocolError | httpx.ReadError):
        return "the connection was cut"
    text = str(error)
    if "getaddrinfo" in text or "Name or service not known" in text or "name resolution" in text:
        return "its name is unknown"
    if "CERTIFICATE" in text.upper():
        return "its certificate is not trusted"
    # Without detail: the text of a socket's error differs by platform, and may hold addresses of a proxy.
    return "no connection" if isinstance(error, httpx.ConnectError) else type(error).__name__
