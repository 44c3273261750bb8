"""How requests prove who they are. Each mode is an ``httpx.Auth``; the client takes any of them."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from http import HTTPStatus

import httpx

from rca_dashboard.servicenow.authentication.asynchronous_auth import AsynchronousAuth
from rca_dashboard.servicenow.authentication.oauth import OAuth, client_credentials, password_grant
from rca_dashboard.servicenow.errors import CredentialsRefusedError


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """What the modes need; empty text where the mode needs none.

    Attributes:
        mode: ``basic``, ``oauth_client_credentials``, ``oauth_password`` or ``api_key``.
    """

    mode: str
    username: str = ""
    password: str = field(default="", repr=False)
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    api_key: str = field(default="", repr=False)


def auth_with(credentials: Credentials) -> httpx.Auth:
    """Return the authentication of a mode.

    Raises:
        ValueError: For a mode that there is not.
    """
    match credentials.mode:
        case "basic":
            return basic_auth(credentials.username, credentials.password)
        case "api_key":
            return ApiKey(credentials.api_key)
        case "oauth_client_credentials":
            return OAuth(client_credentials(credentials.client_id, credentials.client_secret))
        case "oauth_password":
            return OAuth(
                password_grant(
                    credentials.client_id, credentials.client_secret, credentials.username, credentials.password
                )
            )
        case _:
            message = f"there is no authentication mode {credentials.mode!r}"
            raise ValueError(message)


def basic_auth(username: str, password: str) -> httpx.Auth:
    """Return HTTP basic authentication in UTF-8, which ServiceNow reads."""
    return httpx.BasicAuth(username, password)


class ApiKey(AsynchronousAuth):
    """ServiceNow's Inbound REST API Key, in the header ``x-sn-apikey``."""

    def __init__(self, key: str) -> None:
        self._key = key

    async def async_auth_flow(self, request: httpx.Request) -> AsyncGenerator[httpx.Request, httpx.Response]:
        """Send the key along.

        Raises:
            CredentialsRefusedError: On 401, naming the setting that is to be checked.
        """
        request.headers["x-sn-apikey"] = self._key
        response = yield request
        if response.status_code == HTTPStatus.UNAUTHORIZED:
            raise CredentialsRefusedError(request.url.netloc.decode("ascii"), "SERVICENOW_API_KEY")
