"""Who may ask: basic authentication with one account, or nobody is asked."""

import base64
import binascii
from dataclasses import dataclass, field
from secrets import compare_digest

from starlette.requests import Request

from rca_dashboard.simulator.errors import usual_error


@dataclass(frozen=True, slots=True)
class Account:
    """The one account that may use the API."""

    username: str = "admin"
    password: str = field(default="admin", repr=False)


def user_name_of(request: Request, account: Account | None) -> str:
    """Give the user name of who asks; ``admin`` where nobody is asked.

    Raises:
        TableApiError: 401 if the request shows no or another account.
    """
    if account is None:
        return "admin"
    scheme, _, encoded = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "basic" and compare_digest(_decoded(encoded), _expected(account)):
        return account.username
    raise usual_error(401)


def _expected(account: Account) -> bytes:
    return f"{account.username}:{account.password}".encode()


def _decoded(encoded: str) -> bytes:
    try:
        return base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        return b""
