"""Authentication modes. Each is an ``httpx.Auth``, which the client accepts."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from http import HTTPStatus

import httpx

from rca_dashboard.servicenow.authentication.asynchronous_auth import AsynchronousAuth
from rca_dashboard.servicenow.authentication.oauth import OAuth, client_credentials, password_grant
from rca_dashboard.servicenow.errors import CredentialsRefusedError


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """The credentials of all modes; text that a mode does not need is empty.

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
        ValueError: If the mode is unknown.
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
            message = f"unknown authentication mode {credentials.mode!r}"
            raise ValueError(message)


def basic_auth(username: str, password: str) -> httpx.Auth:
    """Return HTTP basic authentication (RFC 7617) in UTF-8, which ServiceNow expects."""
    return httpx.BasicAuth(username, password)


class ApiKey(AsynchronousAuth):
    """ServiceNow's Inbound REST API Key, in the header ``x-sn-apikey``."""

    def __init__(self, key: str) -> None:
        self._key = key

    async def async_auth_flow(self, request: httpx.Request) -> AsyncGenerator[httpx.Request, httpx.Response]:
        """Add the key to the request.

        Raises:
            CredentialsRefusedError: On 401; the error names the setting to check.
        """
        request.headers["x-sn-apikey"] = self._key
        response = yield request
        if response.status_code == HTTPStatus.UNAUTHORIZED:
            raise CredentialsRefusedError(request.url.netloc.decode("ascii"), "SERVICENOW_API_KEY")
