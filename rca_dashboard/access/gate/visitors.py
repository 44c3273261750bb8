"""Who visits: the identity and the address of a request or a handshake."""

from starlette.datastructures import Headers
from starlette.types import Scope

from rca_dashboard.access.addresses import Network, client_address, neighbourhood, remember_address
from rca_dashboard.access.identity import EVERYBODY, NOBODY, Identity, identify
from rca_dashboard.access.logins.sessions import Sessions


class Visitors:
    """Finds out who visits.

    Args:
        sessions: The logins; None where everybody may see and do everything.
        trusted_proxies: Whose ``X-Forwarded-For`` counts.
    """

    def __init__(self, sessions: Sessions | None, trusted_proxies: tuple[Network, ...]) -> None:
        self._sessions = sessions
        self._trusted_proxies = trusted_proxies

    async def identity(self, scope: Scope) -> Identity:
        """Return who visits; nobody, where there is no login that goes on.

        Raises:
            DatabaseUnavailableError: If that cannot be found out now.
        """
        if self._sessions is None:
            return EVERYBODY
        cookies = "; ".join(Headers(scope=scope).getlist("cookie"))
        return (await self._sessions.identity(cookies) if cookies else None) or NOBODY

    def address(self, scope: Scope) -> str:
        """Return the address that the visit comes from."""
        return client_address(scope, self._trusted_proxies)

    def counted_as(self, scope: Scope, identity: Identity) -> str:
        """Return what limits count by: the user, or the address where there is no login."""
        if identity.session_id:
            return f"user {identity.username}"
        return f"address {neighbourhood(self.address(scope))}"

    def announced(self, scope: Scope, identity: Identity) -> Scope:
        """Return the scope that the app sees: it says who visits, and our cookie and the origin are gone from it."""
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
