"""Parsers of settings: each returns the value of a text, or raises a ``ValueError`` that says what is allowed."""

import re
from collections.abc import Callable
from ipaddress import IPv6Address, ip_network
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from rca_dashboard.sync.schedule import CronTrigger

_TABLE_NAME = re.compile(r"[a-z][a-z0-9_]{0,79}")  # 80 is ServiceNow's own limit for a table's name
_HOST = re.compile(r"[A-Za-z0-9._-]+|[0-9A-Fa-f:.]+")
# The parent of every task table: it lists the records of all of them.
_PARENT_OF_ALL = "task"
_TRUE = ("true", "1", "yes")
_FALSE = ("false", "0", "no")
_ROLES = ("viewer", "agent", "admin")
_LOOPBACK = re.compile(r"localhost|127\.\d+\.\d+\.\d+|::1")

DEFAULT_PUBLIC_URL = "http://localhost:3000"


def as_is(text: str) -> str:
    """Return any text unchanged."""
    return text


def header_text(text: str) -> str:
    """Return a text that a header can carry: visible ASCII characters, or empty."""
    if not re.fullmatch(r"[!-~]*", text):
        raise ValueError("must consist of visible ASCII characters without spaces")
    return text


def truth(text: str) -> bool:
    """Parse a boolean."""
    word = text.lower()
    if word not in (*_TRUE, *_FALSE):
        raise ValueError(f"must be one of {', '.join((*_TRUE, *_FALSE))}")
    return word in _TRUE


def whole_number(least: int, most: int) -> Callable[[str], int]:
    """Return the parser of an integer from ``least`` to ``most``, inclusive."""

    def read(text: str) -> int:
        if not re.fullmatch(r"[0-9]{1,9}", text) or not least <= int(text) <= most:
            raise ValueError(f"must be a whole number from {least} to {most}")
        return int(text)

    return read


def time_zone(text: str) -> str:
    """Return the name of a time zone."""
    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError("must be an IANA time zone such as Europe/Berlin") from error
    return text


def one_of(*words: str) -> Callable[[str], str]:
    """Return the parser of one of ``words``."""

    def read(text: str) -> str:
        word = next((known for known in words if known.lower() == text.lower()), None)
        if word is None:
            raise ValueError(f"must be one of {', '.join(words)}")
        return word

    return read


servicenow_mode = one_of("basic", "oauth_client_credentials", "oauth_password", "api_key")
_ACCESS_MODES = ("none", "password", "oidc", "password,oidc", "proxy")
log_level = one_of("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
log_format = one_of("text", "json")


def _http_parts(text: str) -> SplitResult:
    try:
        parts = urlsplit(text)
        is_address = parts.scheme in ("http", "https") and _HOST.fullmatch(parts.hostname or "") and parts.port != 0
    except ValueError:  # the original message could contain a password
        parts, is_address = SplitResult("", "", "", "", ""), False
    if not is_address:
        raise ValueError("must be a URL with http or https and a host, such as https://name.example.com")
    if parts.username is not None or parts.password is not None:
        raise ValueError("must not contain a username or password, which have settings of their own")
    return parts


def http_origin(text: str) -> str:
    """Return the origin (RFC 6454) of an http(s) URL: scheme, host and, unless it is the default, port.

    It is written as browsers send it, which compress IPv6 addresses: another spelling would match no request.
    """
    parts = _http_parts(text)
    host = parts.hostname or ""
    host = f"[{_compressed(host)}]" if ":" in host else host
    usual = {"http": 80, "https": 443}[parts.scheme]
    return f"{parts.scheme}://{host}" + (f":{parts.port}" if parts.port not in (None, usual) else "")


def _compressed(host: str) -> str:
    address = IPv6Address(host)
    mapped = address.ipv4_mapped
    return "::ffff:{:x}:{:x}".format(*divmod(int(mapped), 2**16)) if mapped else address.compressed


def optional_http_origin(text: str) -> str:
    """Return the origin of an http(s) URL, or empty; the path is dropped, as URLs are copied from the browser."""
    return http_origin(text) if text else ""


def instance_id(text: str) -> str:
    """Read what identifies an instance whatever its URL is: any word, such as its first host name, or nothing."""
    word = text.lower().removeprefix("https://").rstrip("/")
    if not re.fullmatch(r"[a-z0-9._:-]{0,200}", word) or word == "demo":
        raise ValueError(
            "must be a host name, or a word of letters, digits, dots, colons, dashes and underscores, but not demo"
        )
    return word


def collector_url(text: str) -> str:
    """Parse the http(s) URL of an OpenTelemetry collector, with its path, or empty."""
    return text and f"{http_origin(text)}{urlsplit(text).path}".rstrip("/")


def public_url(text: str) -> str:
    """Parse the http(s) URL of the app for browsers; the app cannot be served below a path."""
    parts = _http_parts(text)
    if parts.path.strip("/") or parts.query or parts.fragment:
        raise ValueError("must be a URL without a path, such as https://desk.example.com")
    return http_origin(text)


def issuer_url(text: str) -> str:
    """Parse an OpenID Connect issuer, an https URL with its path, or empty; http is for tests on this machine."""
    if text:
        parts = _http_parts(text)
        if parts.query or parts.fragment or text.endswith("/.well-known/openid-configuration"):
            raise ValueError("must be the issuer's URL without /.well-known/… and without a query")
        if parts.scheme == "http" and not _LOOPBACK.fullmatch(parts.hostname or ""):
            raise ValueError("must be an https URL: over http, anyone on the way could log in as anyone")
    return text.rstrip("/")


def access_mode(text: str) -> str:
    """Parse how people log in; ``oidc,password`` is the same as ``password,oidc``."""
    words = ",".join(sorted(_words(text.lower()), reverse=True))
    if words not in _ACCESS_MODES:
        raise ValueError(f"must be {', '.join(_ACCESS_MODES[:-1])} or {_ACCESS_MODES[-1]}")
    return words


def header_name(text: str) -> str:
    """Parse the name of a header, or nothing."""
    if not re.fullmatch(r"[A-Za-z0-9-]*", text):
        raise ValueError("must be the name of a header, such as X-Forwarded-User")
    return text


def role(text: str) -> str:
    """Parse a role, or nothing."""
    if text.lower() not in ("", *_ROLES):
        raise ValueError(f"must be empty or one of {', '.join(_ROLES)}")
    return text.lower()


def roles(text: str) -> tuple[str, ...]:
    """Parse comma-separated roles, or nothing."""
    names = tuple(name.lower() for name in _words(text))
    if set(names) - set(_ROLES):
        raise ValueError(f"must be empty or some of {', '.join(_ROLES)}, separated by commas")
    return names


def role_mapping(text: str) -> tuple[tuple[str, str], ...]:
    """Parse pairs of a role and a group, such as ``admin:desk-admins``; a backslash keeps a comma in a name."""
    pairs: list[tuple[str, str]] = []
    for part in re.split(r"(?<!\\),", text):
        name, _, group = (piece.strip() for piece in part.partition(":"))
        if not part.strip():
            continue
        if name.lower() not in _ROLES or not group:
            raise ValueError("must be roles and groups such as admin:desk-admins,agent:desk-agents,viewer:everyone")
        pairs.append((name.lower(), group.replace("\\,", ",").removeprefix("/")))
    return tuple(pairs)


def scopes(text: str) -> tuple[str, ...]:
    """Parse OpenID Connect scopes, separated by spaces or commas; ``openid`` is one of them."""
    names = tuple(dict.fromkeys(re.split(r"[\s,]+", text.strip())))
    if "openid" not in names or not all(re.fullmatch(r"[!#-\[\]-~]+", name) for name in names):
        raise ValueError("must be scopes separated by spaces, openid among them, such as openid profile email")
    return names


def _words(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for part in text.split(",") if (word := part.strip())))


def table_names(text: str) -> tuple[str, ...]:
    """Parse comma-separated names of ServiceNow's task tables."""
    names = _words(text)
    if not names or not all(_TABLE_NAME.fullmatch(name) for name in names):
        raise ValueError(
            "must be names of task tables separated by commas, such as incident,problem,change_request,sc_req_item"
        )
    if _PARENT_OF_ALL in names and len(names) > 1:
        raise ValueError("must be task alone, or child tables without task, which includes their records")
    return names


def origins(text: str) -> tuple[str, ...]:
    """Parse comma-separated origins (RFC 6454), or only ``*`` for any."""
    names = _words(text)
    if names == ("*",):
        return names
    for name in names:
        if name == "*" or urlsplit(name).path.strip("/") or urlsplit(name).query:
            raise ValueError("must be origins separated by commas, such as https://desk.example.com:8443, or only *")
    return tuple(http_origin(name) for name in names)


def proxies(text: str) -> tuple[str, ...]:
    """Parse comma-separated IP addresses and networks."""
    try:
        return tuple(str(ip_network(name.removeprefix("[").removesuffix("]"))) for name in _words(text))
    except ValueError:
        raise ValueError("must be IP addresses and networks separated by commas, such as 10.0.0.7,10.0.0.0/8") from None


def cron(text: str) -> str:
    """Validate a cron expression of five fields, or six with seconds first."""
    CronTrigger(text)
    return text


def cron_or_never(text: str) -> str:
    """Validate a cron expression like ``cron``; ``never`` becomes empty."""
    try:
        return "" if text.lower() == "never" else cron(text)
    except ValueError as error:
        raise ValueError(f"{error}, or never") from None
