"""The identity and the client address of a request or a handshake."""

from starlette.datastructures import Headers
from starlette.types import Scope

from rca_dashboard.access.addresses import Network, client_address, neighbourhood, remember_address
from rca_dashboard.access.identity import EVERYBODY, NOBODY, Identity, identify
from rca_dashboard.access.logins.sessions import Sessions


class Visitors:
    """Identifies visitors.

    Args:
        sessions: The login sessions; None if no login is required.
        trusted_proxies: Addresses and networks whose ``X-Forwarded-For`` counts.
    """

    def __init__(self, sessions: Sessions | None, trusted_proxies: tuple[Network, ...]) -> None:
        self._sessions = sessions
        self._trusted_proxies = trusted_proxies

    async def identity(self, scope: Scope) -> Identity:
        """Return the visitor's identity, or ``NOBODY`` without a valid session.

        Raises:
            DatabaseUnavailableError: If the session cannot be checked now.
        """
        if self._sessions is None:
            return EVERYBODY
        cookies = "; ".join(Headers(scope=scope).getlist("cookie"))
        return (await self._sessions.identity(cookies) if cookies else None) or NOBODY

    def address(self, scope: Scope) -> str:
        """Return the client's address."""
        return client_address(scope, self._trusted_proxies)

    def counted_as(self, scope: Scope, identity: Identity) -> str:
        """Return the key for rate limits: the user, or the address without a login."""
        if identity.session_id:
            return f"user {identity.username}"
        return f"address {neighbourhood(self.address(scope))}"

    def announced(self, scope: Scope, identity: Identity) -> Scope:
        """Return the scope for the app, with the identity and without the session cookie and the origin."""
        kept: list[tuple[bytes, bytes]] = []
        for name, value in scope["headers"]:
            if name == b"cookie":
                others = self._without_session(value.decode("latin-1")).encode("latin-1")
                kept.extend([(name, others)] if others else [])
            elif name != b"origin":
                kept.append((name, value))
        announced: Scope = {**scope, "headers": kept}
        identify(announced, identity)
        remember_address(announced, self.address(scope))
        return announced

    def _without_session(self, cookie_header: str) -> str:
        return cookie_header if self._sessions is None else self._sessions.without_cookie(cookie_header)
