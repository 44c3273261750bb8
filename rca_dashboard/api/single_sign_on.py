"""The routes of single sign-on: to the identity provider, back from it, and its own logout."""

from typing import Annotated
from urllib.parse import parse_qs, urlencode

from fastapi import Header, Query, Request
from starlette.responses import RedirectResponse

from rca_dashboard.access.addresses import address_of
from rca_dashboard.access.gate.paths import LOGIN_PATH, own_path
from rca_dashboard.access.identity import Role
from rca_dashboard.access.single_sign_on.errors import ProviderUnavailableError, Refusal, SignOnError
from rca_dashboard.access.single_sign_on.sign_on import Answer as ProviderAnswer
from rca_dashboard.access.single_sign_on.sign_on import SingleSignOn
from rca_dashboard.api.answers import JsonAnswer, success
from rca_dashboard.api.errors import ApiError
from rca_dashboard.api.routes import Routes
from rca_dashboard.api.schemas import Answer, Schema

_LONGEST = 4_000
Part = Annotated[str, Query(max_length=_LONGEST)]
Cookies = Annotated[str, Header(alias="Cookie", include_in_schema=False)]
UserAgent = Annotated[str, Header(include_in_schema=False)]
_NO_STORE = {"Cache-Control": "no-store"}
_LOGOUT_FORM = {
    "requestBody": {
        "required": True,
        "content": {
            "application/x-www-form-urlencoded": {
                "schema": {
                    "type": "object",
                    "required": ["logout_token"],
                    "properties": {"logout_token": {"type": "string"}},
                }
            }
        },
    }
}


class Methods(Schema):
    """How people log in here: who with a password (`everyone`, `admins` or `nobody`), and whether by single sign-on.

    `is_provider_away` says that the identity provider did not answer the last login, a moment ago.
    """

    password: str
    single_sign_on: bool
    is_provider_away: bool


class EndedSessions(Schema):
    """How many sessions were ended."""

    ended: int


class SignOnEndpoints:
    """The endpoints of single sign-on."""

    def __init__(self, sign_on: SingleSignOn | None, home: str, passwords_for: str) -> None:
        self._sign_on = sign_on
        self._home = home
        self._passwords_for = passwords_for

    async def login_methods(self) -> JsonAnswer:
        """Return how people log in."""
        return success(
            {
                "password": self._passwords_for,
                "single_sign_on": self._sign_on is not None,
                "is_provider_away": self._sign_on is not None and self._sign_on.provider.is_away,
            }
        )

    async def start_single_sign_on(
        self,
        wanted: Annotated[
            str, Query(alias="next", max_length=_LONGEST, description="The page to open afterwards.")
        ] = "/",
    ) -> RedirectResponse:
        """Lead the browser to the identity provider."""
        sign_on = self._existing()
        try:
            address, cookie = await sign_on.begin(wanted)
        except ProviderUnavailableError:
            return self._to_login(Refusal.UNAVAILABLE, wanted)
        return _redirect(address, cookie)

    async def finish_single_sign_on(
        self,
        request: Request,
        state: Part = "",
        code: Part = "",
        iss: Part = "",
        error: Part = "",
        cookie: Cookies = "",
        user_agent: UserAgent = "",
    ) -> RedirectResponse:
        """Log in whom the identity provider sends back, and lead the browser to the page that was asked for."""
        sign_on = self._existing()
        answer = ProviderAnswer(state=state, code=code, issuer=iss, error=error)
        try:
            finished = await sign_on.finish(answer, cookie, address_of(request.scope), user_agent)
        except SignOnError as problem:
            return self._to_login(problem.refusal, cookie=sign_on.clearing(state))
        except ProviderUnavailableError:
            return self._to_login(Refusal.UNAVAILABLE, cookie=sign_on.clearing(state))
        # Checked when it began, and again: the cookie is signed, but the rules may have changed since.
        page = self._home + own_path(finished.wanted)
        return _redirect(page, sign_on.clearing(state), finished.login.cookie)

    async def end_sessions_by_provider(self, request: Request) -> JsonAnswer:
        """End the sessions that the identity provider names in a logout token."""
        sign_on = self._existing()
        form = parse_qs((await request.body()).decode("latin-1"))
        tokens = form.get("logout_token", [])
        if len(tokens) != 1:
            raise ApiError(400, "invalid_request", "The form must have one logout_token.")
        try:
            ended = await sign_on.end_by_provider(tokens[0], address_of(request.scope))
        except SignOnError:
            raise ApiError(400, "invalid_request", "The logout token is not valid.") from None
        except ProviderUnavailableError:
            raise ApiError(503, "provider_unavailable", "The identity provider's keys cannot be read.") from None
        return success({"ended": ended})

    def _existing(self) -> SingleSignOn:
        if self._sign_on is None:
            raise ApiError(409, "no_single_sign_on", "Single sign-on is turned off: set AUTH_MODE to oidc.")
        return self._sign_on

    def _to_login(self, refusal: Refusal, wanted: str = "/", *, cookie: str = "") -> RedirectResponse:
        page = own_path(wanted)
        query = {"sign_on": str(refusal), **({"next": page} if page != "/" else {})}
        return _redirect(f"{self._home}{LOGIN_PATH}?{urlencode(query)}", *([cookie] if cookie else []))


def add_sign_on_routes(routes: Routes, sign_on: SingleSignOn | None, home: str, passwords_for: str) -> None:
    """Add ``/auth/methods`` and ``/auth/oidc/…``.

    Args:
        routes: Where they are added.
        sign_on: None if there is no single sign-on; the routes then say so.
        home: The address of the app's pages.
        passwords_for: Who may log in with a password: ``everyone``, ``admins`` or ``nobody``.
    """
    endpoints = SignOnEndpoints(sign_on, home, passwords_for)
    redirects = {"status_code": 303, "response_class": RedirectResponse}
    routes.get("/auth/methods", endpoints.login_methods, role=Role.NOBODY, response_model=Answer[Methods])
    routes.get(
        "/auth/oidc/login", endpoints.start_single_sign_on, role=Role.NOBODY, errors=(409, 422, 503), **redirects
    )
    routes.get(
        "/auth/oidc/callback", endpoints.finish_single_sign_on, role=Role.NOBODY, errors=(409, 422, 503), **redirects
    )
    routes.post(
        "/auth/oidc/backchannel-logout",
        endpoints.end_sessions_by_provider,
        role=Role.NOBODY,
        errors=(400, 409, 503),
        response_model=Answer[EndedSessions],
        openapi_extra=_LOGOUT_FORM,
    )


def _redirect(address: str, *cookies: str) -> RedirectResponse:
    answer = RedirectResponse(address, 303, _NO_STORE)
    for cookie in cookies:
        answer.headers.append("Set-Cookie", cookie)
    return answer
