"""Authentication of requests: a password, a bearer token, or an API key."""

import base64
import binascii
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from secrets import compare_digest
from zoneinfo import ZoneInfo

from starlette.requests import Request

from rca_dashboard.simulator.clock import FORMAT
from rca_dashboard.simulator.errors import usual_error
from rca_dashboard.simulator.http.tokens import Tokens

API_KEY_HEADER = "x-sn-apikey"


@dataclass(frozen=True, slots=True)
class Account:
    """The one account that may use the API.

    Attributes:
        client_id: The OAuth client that gets tokens for it; empty if there is none.
        api_key: The required value of ``x-sn-apikey``; empty if no key is accepted.
        allows_basic: False refuses the password at the API, as new instances do; it still gets tokens.
        time_zone: An IANA name. Display values are in it, and times in queries are read in it.
        date_format: The format of display values, for ``strftime``.
    """

    username: str = "admin"
    password: str = field(default="admin", repr=False)
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    api_key: str = field(default="", repr=False)
    allows_basic: bool = True
    time_zone: str = "UTC"
    date_format: str = FORMAT

    @property
    def zone(self) -> tzinfo:
        """The zone of ``time_zone``."""
        return UTC if self.time_zone == "UTC" else ZoneInfo(self.time_zone)

    def has_password(self, username: str, password: str) -> bool:
        """Return whether name and password are correct, in constant time."""
        return _is_same(f"{username}:{password}", f"{self.username}:{self.password}")

    def has_client(self, client_id: str, client_secret: str) -> bool:
        """Return whether that is its OAuth client."""
        is_same = _is_same(f"{client_id}:{client_secret}", f"{self.client_id}:{self.client_secret}")
        return bool(self.client_id) and is_same


def user_name_of(request: Request, account: Account | None, tokens: Tokens) -> str:
    """Return the user name of the request; ``admin`` if no authentication is required.

    Raises:
        TableApiError: 401 if the request has no or wrong credentials, or an expired token.
    """
    if account is None:
        return "admin"
    if _is_allowed(request, account, tokens):
        return account.username
    raise usual_error(401)


def basic_credentials(request: Request) -> tuple[str, str] | None:
    """Return the name and the password of basic authentication; None without them."""
    scheme, _, encoded = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return None
    name, colon, password = _decoded(encoded).partition(":")
    return (name, password) if colon else None


def _is_allowed(request: Request, account: Account, tokens: Tokens) -> bool:
    scheme, _, shown = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return tokens.is_valid(shown.strip())
    if basic := basic_credentials(request):
        return account.allows_basic and account.has_password(*basic)
    return bool(account.api_key) and _is_same(request.headers.get(API_KEY_HEADER, ""), account.api_key)


def _is_same(shown: str, expected: str) -> bool:
    return compare_digest(shown.encode(errors="replace"), expected.encode())


def _decoded(encoded: str) -> str:
    try:
        return base64.b64decode(encoded, validate=True).decode(errors="replace")
    except (binascii.Error, ValueError):
        return ""
