"""``POST /oauth_token.do``: tokens for a client, for a user's password, or for a refresh token.

Source: ServiceNow's documentation of its OAuth token endpoint, and RFC 6749 (4.3, 4.4, 6).
"""

from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from rca_dashboard.simulator.http.authentication import Account, basic_credentials
from rca_dashboard.simulator.http.tokens import Grant, Tokens

PATH = "/oauth_token.do"
_NO_STORE = {"Cache-Control": "no-store", "Pragma": "no-cache"}


class OAuthApi:
    """Answers token requests."""

    def __init__(self, account: Account | None, tokens: Tokens) -> None:
        self._account = account
        self._tokens = tokens

    def route(self) -> Route:
        """Return the endpoint's route."""
        return Route(PATH, self._answer, methods=["POST"])

    async def _answer(self, request: Request) -> Response:
        form = dict(parse_qsl((await request.body()).decode(errors="replace"), keep_blank_values=True))
        basic = basic_credentials(request)
        client = basic or (form.get("client_id", ""), form.get("client_secret", ""))
        if self._account is None or not self._account.has_client(*client):
            return _refused("invalid_client")
        grants = {"client_credentials": self._by_client, "password": self._by_password, "refresh_token": self._again}
        grant_type = form.get("grant_type", "")
        if grant_type not in grants:
            return _refused("unsupported_grant_type")
        grant = grants[grant_type](form)
        return _granted(grant) if grant else _refused("server_error")

    def _by_client(self, _form: dict[str, str]) -> Grant:
        return self._tokens.give(with_refresh=False)

    def _by_password(self, form: dict[str, str]) -> Grant | None:
        is_right = self._account and self._account.has_password(form.get("username", ""), form.get("password", ""))
        return self._tokens.give(with_refresh=True) if is_right else None

    def _again(self, form: dict[str, str]) -> Grant | None:
        return self._tokens.refreshed(form.get("refresh_token", ""))


def _granted(grant: Grant) -> JSONResponse:
    refresh = {"refresh_token": grant.refresh} if grant.refresh else {}
    body = {
        "access_token": grant.access,
        **refresh,
        "scope": "useraccount",
        "token_type": "Bearer",
        "expires_in": int(grant.seconds),
    }
    return JSONResponse(body, headers=_NO_STORE)


def _refused(error: str) -> JSONResponse:
    """Return the error; ServiceNow answers 401 with ``server_error`` and ``access_denied`` for wrong credentials."""
    return JSONResponse({"error": error, "error_description": "access_denied"}, 401, _NO_STORE)
