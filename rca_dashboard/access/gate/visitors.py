"""The identity and the client address of a request or a handshake."""

from starlette.datastructures import Headers
from starlette.types import Scope

from rca_dashboard.access.addresses import Network, client_address, neighbourhood, remember_address
from rca_dashboard.access.gate.demo_browsers import DemoBrowsers
from rca_dashboard.access.identity import EVERYBODY, NOBODY, Identity, identify
from rca_dashboard.access.logins.api_tokens import PREFIX, ApiTokens
from rca_dashboard.access.logins.proxy_logins import ProxyLogins
from rca_dashboard.access.logins.sessions import Sessions

_SEEN_BY_THE_GATE_ALONE = (b"origin", b"authorization")


class Visitors:
    """Identifies visitors.

    Args:
        sessions: The login sessions; None if no login is required.
        trusted_proxies: Addresses and networks whose ``X-Forwarded-For`` counts.
        tokens: The API tokens; None if no login is required.
        proxy: Identifies people by the headers of an authenticating proxy; None if people log in here.
        browsers: Tells the browsers of the demo apart; None anywhere else.
    """

    def __init__(
        self,
        sessions: Sessions | None,
        trusted_proxies: tuple[Network, ...],
        tokens: ApiTokens | None = None,
        proxy: ProxyLogins | None = None,
        browsers: DemoBrowsers | None = None,
    ) -> None:
        self._sessions = sessions
        self._tokens = tokens
        self._proxy = proxy
        self._browsers = browsers
        self._trusted_proxies = trusted_proxies

    async def identity(self, scope: Scope) -> Identity:
        """Return the visitor's identity, or ``NOBODY`` without a valid session.

        Raises:
            DatabaseUnavailableError: If the session cannot be checked now.
        """
        cookies = "; ".join(Headers(scope=scope).getlist("cookie"))
        if self._sessions is None:
            return (self._browsers.identity(cookies) if self._browsers and cookies else None) or EVERYBODY
        if self._proxy is not None:
            return await self._proxy.identity(scope, self.address(scope)) or NOBODY
        return (await self._sessions.identity(cookies) if cookies else None) or NOBODY

    def first_visit(self, identity: Identity) -> tuple[Identity, str]:
        """Return who opens a socket, and a ``Set-Cookie`` header: empty, but for a browser that the demo sees first."""
        return self._browsers.first_visit() if self._browsers and identity == EVERYBODY else (identity, "")

    @property
    def has_proxy(self) -> bool:
        """Whether an authenticating proxy says who people are."""
        return self._proxy is not None

    def may_ask(self, scope: Scope) -> bool:
        """Return whether a request may come from where it does: only from the authenticating proxy, if there is one."""
        return self._proxy is None or self._proxy.is_proxied(scope)

    async def program(self, scope: Scope) -> Identity | None:
        """Return the identity of a program that sends an API token: ``NOBODY`` if it is not valid, None without one.

        Raises:
            DatabaseUnavailableError: If the token cannot be checked now.
        """
        sent = [_bearer(value) for value in Headers(scope=scope).getlist("authorization")]
        tokens = [token for token in sent if token is not None and not self._is_of_proxy(token)]
        if self._tokens is None or not tokens:
            return None
        found = await self._tokens.identity(tokens[0], self.address(scope)) if len(tokens) == 1 else None
        return found or NOBODY

    def _is_of_proxy(self, token: str) -> bool:
        """Return whether a proxy may have added a token, which says nothing here: oauth2-proxy can pass its own on."""
        return self._proxy is not None and not token.startswith(PREFIX)

    def address(self, scope: Scope) -> str:
        """Return the client's address."""
        return client_address(scope, self._trusted_proxies)

    def counted_as(self, scope: Scope, identity: Identity) -> str:
        """Return the key for rate limits: the user, or the address without a login."""
        if identity.token_id:
            return f"token {identity.token_id}"
        if identity.session_id:
            return f"user {identity.username}"
        return f"address {neighbourhood(self.address(scope))}"

    def announced(self, scope: Scope, identity: Identity) -> Scope:
        """Return the scope for the app, with the identity, and without the session cookie, the token and the origin."""
        kept: list[tuple[bytes, bytes]] = []
        for name, value in scope["headers"]:
            if name == b"cookie":
                others = self._without_session(value.decode("latin-1")).encode("latin-1")
                kept.extend([(name, others)] if others else [])
            elif name not in _SEEN_BY_THE_GATE_ALONE:
                kept.append((name, value))
        announced: Scope = {**scope, "headers": _combined(kept)}
        identify(announced, identity)
        remember_address(announced, self.address(scope))
        return announced

    def _without_session(self, cookie_header: str) -> str:
        return cookie_header if self._sessions is None else self._sessions.without_cookie(cookie_header)


def _combined(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """Return the lines of each header as one list (RFC 9110, 5.3): what reads one value then sees that there are more.

    Otherwise the first would count for some routes, and the last for others.
    """
    values: dict[bytes, bytes] = {}
    for name, value in headers:
        values[name] = values[name] + (b"; " if name == b"cookie" else b", ") + value if name in values else value
    return list(values.items())


def _bearer(header: str) -> str | None:
    """Return the token in an ``Authorization`` header, or None if it is of another kind."""
    kind, _, token = header.partition(" ")
    return token.strip() if kind.lower() == "bearer" else None
