"""Errors of ServiceNow: one class for each thing that a user would do about it.

The text of every error is one sentence for people: what happened, where (the host, never the whole URL, which may
contain credentials), and what to do.
"""

from http import HTTPStatus


class ServiceNowError(Exception):
    """Base class of all errors of ServiceNow.

    Attributes:
        retry_after_seconds: How long ServiceNow wants the client to wait, or None.
        concerns_table: Only the requested table is affected; False if every table would fail alike.
        pause_seconds: How long to wait before another try, unless an admin asks for one.
    """

    concerns_table = False
    pause_seconds = 0.0

    def __init__(self, sentence: str, *, retry_after_seconds: float | None = None) -> None:
        super().__init__(sentence)
        self.retry_after_seconds = retry_after_seconds


class RefusedError(ServiceNowError):
    """The credentials were refused: sending them again and again may lock the account."""


class CredentialsRefusedError(RefusedError):
    """401: wrong or locked account, or wrong credentials; ``settings`` names what to check."""

    def __init__(self, host: str, settings: str = "SERVICENOW_USERNAME and SERVICENOW_PASSWORD") -> None:
        super().__init__(
            f"ServiceNow at {host} refused the credentials (401): check {settings}, "
            "and that the account is active and may use web services."
        )


class TokenRefusedError(RefusedError):
    """No OAuth token was issued; ``reason`` is an error code of RFC 6749, or empty."""

    def __init__(self, host: str, status: int, reason: str, settings: str) -> None:
        detail = f"{status}, {reason}" if reason else str(status)
        super().__init__(
            f"ServiceNow at {host} gave no OAuth token ({detail}): check {settings}, "
            "and that the client stands active in its Application Registry."
        )


class RefusalPauseError(RefusedError):
    """The credentials were refused a moment ago, and are not sent again yet."""

    def __init__(self, sentence: str, seconds: float) -> None:
        super().__init__(sentence)
        self.pause_seconds = seconds


class TableForbiddenError(ServiceNowError):
    """403: the account may not read this table."""

    concerns_table = True

    def __init__(self, host: str, table: str) -> None:
        super().__init__(
            f"ServiceNow at {host} does not let this account read the table {table!r} (403): give the account a role "
            "that may read it, such as itil or snc_read_only, or take the table out of SERVICENOW_TABLES."
        )


class NoSuchTableError(ServiceNowError):
    """400 "Invalid table" or 404: the instance has no such table."""

    concerns_table = True

    def __init__(self, host: str, table: str) -> None:
        super().__init__(
            f"ServiceNow at {host} has no table {table!r}: check SERVICENOW_TABLES for a misspelt name "
            "and SERVICENOW_URL for a wrong instance."
        )


class QueryRefusedError(ServiceNowError):
    """400: the instance knows the table but rejects the query."""

    concerns_table = True

    def __init__(self, host: str, table: str, status: int, message: str) -> None:
        detail = f" ({message})" if message else ""
        super().__init__(
            f"ServiceNow at {host} refused the query for the table {table!r} with status {status}{detail}: "
            "check SERVICENOW_QUERY, or if that is empty, whether the account may read sys_updated_on and sys_id."
        )


class AddressTooLongError(ServiceNowError):
    """414: the query makes the URL longer than something on the way takes."""

    concerns_table = True

    def __init__(self, host: str, table: str, length: int) -> None:
        super().__init__(
            f"ServiceNow at {host}, or a proxy before it, refused the request for the table {table!r} because its URL "
            f"of {length:,} bytes is too long (414): shorten SERVICENOW_QUERY, or raise the proxy's limit to 8,000."
        )


class HeadersTooLongError(ServiceNowError):
    """431, or 400 with a page that says so: the query is not to blame."""

    def __init__(self, host: str, status: int) -> None:
        super().__init__(
            f"ServiceNow at {host}, or a proxy before it, refused the request because its headers are too long "
            f"({status}): see whether a proxy between adds headers, and how long the OAuth token or API key is."
        )


class GateRefusedError(ServiceNowError):
    """A web page with 400 or 403: it comes from something in front of the Table API."""

    def __init__(self, host: str, status: int, page: str) -> None:
        super().__init__(
            f"Something before ServiceNow's Table API at {host} refused the request with status {status} ({page!r}): "
            "see whether a proxy, a firewall or the instance's IP Address Access Control lets this machine in, and "
            "check SERVICENOW_URL."
        )


class ProxyRefusedError(ServiceNowError):
    """407: the proxy on the way wants a login."""

    def __init__(self, host: str) -> None:
        super().__init__(
            f"The proxy on the way to ServiceNow at {host} wants a login (407): put the name and password into "
            "HTTPS_PROXY, or list the host in NO_PROXY."
        )


def gate_refusal(host: str, status: int, page: str) -> ServiceNowError:
    """Return the error of a refusal that came as a web page."""
    is_about_headers = status == HTTPStatus.BAD_REQUEST and any(word in page.lower() for word in ("header", "cookie"))
    return HeadersTooLongError(host, status) if is_about_headers else GateRefusedError(host, status, page)


class RateLimitedError(ServiceNowError):
    """429: too many requests; ``retry_after_seconds`` is how long to wait, if ServiceNow says so."""

    def __init__(self, host: str, retry_after_seconds: float | None, rule: str) -> None:
        wait = "a while" if retry_after_seconds is None else f"{retry_after_seconds:.0f} s"
        named = f" by its rule {rule!r}" if rule else ""
        super().__init__(
            f"ServiceNow at {host} limits the rate of requests{named} (429) and is asked again in {wait}: "
            "poll less often or have the rule raised if this stays.",
            retry_after_seconds=retry_after_seconds,
        )


class UnreachableError(ServiceNowError):
    """No connection, or a lost one: an unknown host name, a refused or lost connection."""

    def __init__(self, host: str, reason: str, remedy: str = "check SERVICENOW_URL and the network") -> None:
        super().__init__(f"ServiceNow at {host} cannot be reached ({reason}): {remedy}.")


class CertificateError(UnreachableError):
    """TLS failed; ``reason`` is OpenSSL's."""


class ProxyFailedError(UnreachableError):
    """The proxy cannot be reached, or refuses to connect; ``proxy`` is named without its password."""

    def __init__(self, host: str, proxy: str, reason: str) -> None:
        through = f"through {proxy}: {reason}" if reason else f"through {proxy}"
        super().__init__(host, through, "check the proxy, or add the host to NO_PROXY")


class TooSlowError(ServiceNowError):
    """No complete answer within the timeout; a small one is late because of the instance, not because of its size."""

    def __init__(self, host: str, table: str, seconds: float, *, is_small: bool = False) -> None:
        remedy = "see whether the instance is overloaded" if is_small else "lower SERVICENOW_POLLING_BATCH_SIZE"
        super().__init__(
            f"ServiceNow at {host} gave no complete answer for the table {table!r} within {seconds:g} s: {remedy}, or "
            "raise SERVICENOW_TIMEOUT_SECONDS if the network is slow."
        )


class TooLargeError(ServiceNowError):
    """One row is too large, even with its long texts cut: no record of a table is."""

    concerns_table = True

    def __init__(self, host: str, table: str, most_bytes: int) -> None:
        super().__init__(
            f"ServiceNow at {host} sent more than {most_bytes / 1_000_000:g} MB for one row of the table {table!r}, "
            "and the rest was not read: see whether something other than the Table API answers there."
        )


class UnexpectedAnswerError(ServiceNowError):
    """Something other than the Table API answered: a login or hibernation page, a redirect, broken JSON."""

    def __init__(self, host: str, what: str, remedy: str) -> None:
        super().__init__(f"{host} did not answer as ServiceNow's Table API does ({what}): {remedy}.")


class TransactionCancelledError(ServiceNowError):
    """200 with an ``error`` beside the ``result``: ServiceNow cancelled its own query, usually after 60 s."""

    concerns_table = True

    def __init__(self, host: str, table: str, message: str) -> None:
        super().__init__(
            f"ServiceNow at {host} broke off its answer for the table {table!r} ({message}): "
            "lower SERVICENOW_POLLING_BATCH_SIZE if this stays."
        )


class ServerFailedError(ServiceNowError):
    """5xx: the instance or a proxy in front of it failed."""

    def __init__(self, host: str, status: int, retry_after_seconds: float | None) -> None:
        super().__init__(
            f"ServiceNow at {host} failed with status {status}: it is asked again by itself; "
            "look at the instance's status page if this stays.",
            retry_after_seconds=retry_after_seconds,
        )


class WrongZoneError(ServiceNowError):
    """Times in a query are read in another zone than UTC: every sweep would request the wrong window."""

    def __init__(self, host: str, zone: str) -> None:
        super().__init__(
            f"ServiceNow at {host} reads the times of this account's queries in {zone} and not in UTC, so that changes "
            "could be missed: set the account's time zone to GMT in its user record (sys_user)."
        )


class WindowIgnoredError(ServiceNowError):
    """Rows came that were not requested, or in another order: continuing could loop or lose rows."""

    concerns_table = True

    def __init__(self, host: str, table: str, what: str) -> None:
        super().__init__(
            f"ServiceNow at {host} did not keep to the query for the table {table!r} ({what}): check that the account "
            "may read sys_updated_on and sys_id, that its time zone is GMT, and that SERVICENOW_QUERY is valid."
        )
