"""OAuth 2.0 with ServiceNow's ``/oauth_token.do`` (RFC 6749): client credentials, and password with refresh.

All requests share one token. The first request that finds it missing, expired or refused gets a new one while the
others wait.
"""

import asyncio
import time
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from http import HTTPStatus

import httpx

from rca_dashboard.clock import Monotonic
from rca_dashboard.servicenow.authentication.asynchronous_auth import AsynchronousAuth
from rca_dashboard.servicenow.authentication.token_answer import Token, token_of
from rca_dashboard.servicenow.errors import CredentialsRefusedError, ServiceNowError, TokenRefusedError

_PATH = b"/oauth_token.do"
# A request that is sent with the token must still arrive before it expires.
_EARLY_SECONDS = 60.0
_TRIES = 2

Form = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """An OAuth grant: what is exchanged for a token.

    Attributes:
        form: The form fields of the first token request.
        settings: The settings to check when it is refused.
        is_refreshable: The next token is requested with the refresh token that came with the last.
    """

    form: Form = field(repr=False)
    settings: str
    is_refreshable: bool

    def refresh_form(self, refresh_token: str) -> Form:
        """Return the form fields that request another token without the password."""
        client = {name: self.form[name] for name in ("client_id", "client_secret")}
        return {"grant_type": "refresh_token", "refresh_token": refresh_token, **client}


def client_credentials(client_id: str, client_secret: str) -> Grant:
    """Return the client credentials grant (RFC 6749, 4.4): a new token costs no more than a refresh."""
    return Grant(
        form={"grant_type": "client_credentials", "client_id": client_id, "client_secret": client_secret},
        settings="SERVICENOW_CLIENT_ID and SERVICENOW_CLIENT_SECRET",
        is_refreshable=False,
    )


def password_grant(client_id: str, client_secret: str, username: str, password: str) -> Grant:
    """Return the password grant (RFC 6749, 4.3 and 6)."""
    client = {"client_id": client_id, "client_secret": client_secret}
    return Grant(
        form={"grant_type": "password", **client, "username": username, "password": password},
        settings="SERVICENOW_USERNAME, SERVICENOW_PASSWORD, SERVICENOW_CLIENT_ID and SERVICENOW_CLIENT_SECRET",
        is_refreshable=True,
    )


class OAuth(AsynchronousAuth):
    """Sends a bearer token with each request, requesting one when needed. For one event loop.

    Args:
        grant: What is exchanged for the token.
        monotonic: A monotonic clock, in seconds.
    """

    def __init__(self, grant: Grant, *, monotonic: Monotonic = time.monotonic) -> None:
        self._grant = grant
        self._monotonic = monotonic
        self._lock = asyncio.Lock()
        self._token: Token | None = None
        self._renew_at = 0.0
        self._attempts = 0
        self._failure: ServiceNowError | None = None

    async def async_auth_flow(self, request: httpx.Request) -> AsyncGenerator[httpx.Request, httpx.Response]:
        """Add the token; on 401 get a new one, unless another request has, and retry once.

        Raises:
            ServiceNowError: If no token can be obtained, or a new one is refused too.
        """
        host = request.url.netloc.decode("ascii")
        refused: Token | None = None
        for _ in range(_TRIES):
            token = self._good_token(refused)
            if token is None:
                async with self._turn():
                    token = self._good_token(refused)
                    form = self._first_form() if token is None else None
                    while form is not None:
                        asked_at = self._monotonic()
                        answer = yield _token_request(request, form)
                        await answer.aread()
                        token, form = self._take(answer, form, host, asked_at)
            if token is None:
                break
            request.headers["Authorization"] = f"Bearer {token.text}"
            response = yield request
            if response.status_code != HTTPStatus.UNAUTHORIZED:
                return
            refused = token
        raise CredentialsRefusedError(host, self._grant.settings)

    def _good_token(self, refused: Token | None) -> Token | None:
        is_good = self._token is not refused and self._monotonic() < self._renew_at
        return self._token if is_good else None

    @asynccontextmanager
    async def _turn(self) -> AsyncGenerator[None]:
        """Wait for this request's turn to renew the token.

        Raises:
            ServiceNowError: The failure of the request that went first: four tables that each try a wrong password
                might lock the account.
        """
        attempts = self._attempts
        async with self._lock:
            if self._failure is not None and self._attempts != attempts:
                raise self._failure
            yield

    def _first_form(self) -> Form:
        refresh_token = self._token.refresh_token if self._token and self._grant.is_refreshable else ""
        return self._grant.refresh_form(refresh_token) if refresh_token else self._grant.form

    def _take(self, answer: httpx.Response, form: Form, host: str, asked_at: float) -> tuple[Token | None, Form | None]:
        """Store the token of an answer, or return the form to try next: refresh tokens expire too."""
        try:
            token = token_of(answer, host=host, settings=self._grant.settings)
        except ServiceNowError as failure:
            if isinstance(failure, TokenRefusedError) and form is not self._grant.form:
                return None, self._grant.form
            self._attempts += 1
            self._failure = failure
            raise
        lifetime = float("inf") if token.lifetime_seconds is None else token.lifetime_seconds
        self._attempts += 1
        self._failure = None
        self._token = token
        self._renew_at = asked_at + lifetime - min(_EARLY_SECONDS, lifetime / 2)
        return token, None


def _token_request(request: httpx.Request, form: Form) -> httpx.Request:
    """Return the token request, to the same instance and with the same timeouts as ``request``."""
    return httpx.Request(
        "POST",
        request.url.copy_with(raw_path=_PATH),
        data=dict(form),
        headers={"Accept": "application/json"},
        extensions=request.extensions,
    )
