"""Say why no connection was made, from the errors of httpx: their own texts differ by platform, or name no remedy."""

import re

import httpx

from rca_dashboard.servicenow import errors

_TLS = re.compile(r"\[SSL[^\]]*\] (?P<reason>.*?)(?: \(_ssl\.c:\d+\))?$")
_UNKNOWN_HOST = re.compile("getaddrinfo|Name or service not known|name resolution|No address associated")
# The words of h11; what it says of connections that end is "disconnected" and "closed".
_NOT_HTTP = re.compile(
    "illegal|malformed|Receive buffer too long|bad Content-Length|conflicting|Transfer-Encoding|multiple"
)
_UNKNOWN_ISSUER = re.compile("issuer|self[- ]signed|verify the first certificate")


def connection_error(host: str, error: Exception, proxy: str = "") -> errors.ServiceNowError:
    """Return the error for people.

    Args:
        host: The instance's host.
        error: Raised by httpx.
        proxy: The proxy and the variable that names it, or empty without one.
    """
    if tls := _TLS.search(str(error)):
        return errors.CertificateError(host, *_tls(tls["reason"]))
    if isinstance(error, httpx.ProxyError):
        if str(error).startswith("407"):
            return errors.ProxyRefusedError(host)
        return errors.ProxyFailedError(host, proxy, f"it answered {error}" if str(error)[:1].isdigit() else "")
    reason = _reason(error)
    if proxy and isinstance(error, httpx.ConnectError | httpx.ConnectTimeout):
        return errors.ProxyFailedError(host, proxy, reason)
    return errors.UnreachableError(host, reason)


def _tls(reason: str) -> tuple[str, str]:
    """Return OpenSSL's reason and what to do about it."""
    if _UNKNOWN_ISSUER.search(reason):
        return reason, "set SSL_CERT_FILE to a file with your company's certificate authorities"
    if "expired" in reason or "not yet valid" in reason:
        return reason, "check this machine's clock, and have the certificate renewed"
    return reason.rstrip("."), "check SERVICENOW_URL and the network"


def _reason(error: Exception) -> str:
    if isinstance(error, httpx.RemoteProtocolError) and _NOT_HTTP.search(str(error)):
        return "its answer is not valid HTTP"
    if isinstance(error, httpx.RemoteProtocolError | httpx.ReadError):
        return "the connection was cut"
    if isinstance(error, httpx.ConnectTimeout):
        return "no connection in time"
    if _UNKNOWN_HOST.search(str(error)):
        return "unknown host name"
    # Without detail: the text of a socket error differs by platform and may contain addresses of a proxy.
    return "no connection" if isinstance(error, httpx.ConnectError) else type(error).__name__
