"""What a setting's text may be: each function turns it into a value, or says in a ``ValueError`` what is allowed."""

import re
from collections.abc import Callable
from ipaddress import ip_network
from urllib.parse import SplitResult, urlsplit

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from rca_dashboard.sync.schedule import CronTrigger

_TABLE_NAME = re.compile(r"[a-z][a-z0-9_]*")
_HOST = re.compile(r"[A-Za-z0-9._-]+|[0-9A-Fa-f:.]+")
_POSTGRESQL = ("postgresql", "postgres", "postgresql+psycopg")
_LONGEST_TABLE_NAME = 80  # ServiceNow's own limit for a table's name
# The parent of every task table: it lists the records of all of them.
_PARENT_OF_ALL = "task"
_TRUE = ("true", "1", "yes")
_FALSE = ("false", "0", "no")


def as_is(text: str) -> str:
    """Accept any text."""
    return text


def header_text(text: str) -> str:
    """Accept what a header can carry: visible ASCII characters, or nothing."""
    if not re.fullmatch(r"[!-~]*", text):
        raise ValueError("allowed are visible ASCII characters without spaces")
    return text


def truth(text: str) -> bool:
    """Read a yes or no."""
    word = text.lower()
    if word not in (*_TRUE, *_FALSE):
        raise ValueError(f"allowed are {', '.join((*_TRUE, *_FALSE))}")
    return word in _TRUE


def whole_number(least: int, most: int) -> Callable[[str], int]:
    """Make the reader of a whole number between ``least`` and ``most``, both allowed."""

    def read(text: str) -> int:
        if not re.fullmatch(r"[0-9]{1,9}", text) or not least <= int(text) <= most:
            raise ValueError(f"allowed is a whole number from {least} to {most}")
        return int(text)

    return read


def one_of(*words: str, unbuilt: tuple[str, ...] = (), advice: str = "") -> Callable[[str], str]:
    """Make the reader of one of ``words``; those in ``unbuilt`` are refused with ``advice``."""

    def read(text: str) -> str:
        word = next((known for known in words if known.lower() == text.lower()), None)
        if word is None:
            raise ValueError(f"allowed are {', '.join(words)}")
        if word in unbuilt:
            raise ValueError(advice)
        return word

    return read


servicenow_mode = one_of("basic", "oauth_client_credentials", "oauth_password", "api_key")
access_mode = one_of(
    "none",
    "password",
    "oidc",
    unbuilt=("oidc",),
    advice="single sign-on is not built yet; set AUTH_MODE=password",
)
log_level = one_of("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")


def _http_parts(text: str) -> SplitResult:
    try:
        parts = urlsplit(text)
        is_address = parts.scheme in ("http", "https") and _HOST.fullmatch(parts.hostname or "") and parts.port != 0
    except ValueError:  # its text would quote what may be a password
        parts, is_address = SplitResult("", "", "", "", ""), False
    if not is_address:
        raise ValueError("allowed is an address such as https://name.example.com, with http or https and a host")
    if parts.username is not None or parts.password is not None:
        raise ValueError("a name and a password do not belong in this address; they have settings of their own")
    return parts


def http_origin(text: str) -> str:
    """Read an http(s) address and give its origin (RFC 6454): scheme, host and, if it is not the usual one, port."""
    parts = _http_parts(text)
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    usual = {"http": 80, "https": 443}[parts.scheme]
    return f"{parts.scheme}://{host}" + (f":{parts.port}" if parts.port not in (None, usual) else "")


def optional_http_origin(text: str) -> str:
    """Read an http(s) address or nothing; what follows the host is dropped (people copy it from the browser)."""
    return http_origin(text) if text else ""


def public_url(text: str) -> str:
    """Read the http(s) address where browsers find the app; paths below a host are not served."""
    parts = _http_parts(text)
    if parts.path.strip("/") or parts.query or parts.fragment:
        raise ValueError("allowed is an address without a path, such as https://desk.example.com")
    return http_origin(text)


def issuer_url(text: str) -> str:
    """Read an OpenID Connect issuer (an http(s) address, its path kept) or nothing."""
    if text:
        _http_parts(text)
    return text.rstrip("/")


def _words(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for part in text.split(",") if (word := part.strip())))


def table_names(text: str) -> tuple[str, ...]:
    """Read comma-separated names of ServiceNow's task tables."""
    names = _words(text)
    if not names or not all(_TABLE_NAME.fullmatch(name) and len(name) <= _LONGEST_TABLE_NAME for name in names):
        raise ValueError(
            "allowed are names of task tables with commas between them: incident,problem,change_request,sc_req_item"
        )
    if _PARENT_OF_ALL in names and len(names) > 1:
        raise ValueError(
            f"allowed is {_PARENT_OF_ALL} alone, or the tables below it without {_PARENT_OF_ALL}, which lists their "
            "records too"
        )
    return names


def origins(text: str) -> tuple[str, ...]:
    """Read comma-separated origins (RFC 6454), or ``*`` alone for every one."""
    names = _words(text)
    if names == ("*",):
        return names
    for name in names:
        if name == "*" or urlsplit(name).path.strip("/") or urlsplit(name).query:
            raise ValueError(
                "allowed are origins such as https://desk.example.com:8443 with commas between, or * alone"
            )
    return tuple(http_origin(name) for name in names)


def proxies(text: str) -> tuple[str, ...]:
    """Read comma-separated IP addresses and networks."""
    try:
        return tuple(str(ip_network(name)) for name in _words(text))
    except ValueError:
        raise ValueError("allowed are addresses and networks such as 10.0.0.7,192.168.0.0/16") from None


def cron(text: str) -> str:
    """Read a cron expression of five fields, or six with seconds first."""
    CronTrigger(text)
    return text


def cron_or_never(text: str) -> str:
    """Read a cron expression as ``cron`` does; the word ``never`` becomes nothing."""
    try:
        return "" if text.lower() == "never" else cron(text)
    except ValueError as error:
        raise ValueError(f"{error}, or never") from None


def database_url(text: str) -> str:
    """Read SQLAlchemy's address of a SQLite file or a PostgreSQL database; psycopg 3 becomes the driver."""
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):  # its text would quote the password
        url = None
    if url is None or url.drivername not in ("sqlite", *_POSTGRESQL):
        raise ValueError("allowed is sqlite:///file.db or postgresql://user:password@host/name")
    if not url.database or url.database == ":memory:":
        raise ValueError("it names no database; allowed is sqlite:///file.db or postgresql://user:password@host/name")
    if url.drivername in _POSTGRESQL:
        url = url.set(drivername="postgresql+psycopg")
    return url.render_as_string(hide_password=False)


def no_redis_yet(text: str) -> str:
    """Refuse Redis: without the relay between workers, a second worker's browsers would hear nothing."""
    if text:
        raise ValueError("several workers come later; leave REDIS_URL empty, one worker needs no Redis")
    return text
