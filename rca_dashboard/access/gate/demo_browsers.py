"""The browsers of the demo, where no one logs in: each has its own columns, marks, bell and ServiceNow user."""

import re
import secrets
from hashlib import sha256

from rca_dashboard.access.identity import Identity, Role

_COOKIE = "rca_demo_browser"
_TOKEN_BYTES = 16
_SENT = re.compile(rf"(?:^|;\s*){_COOKIE}=([0-9a-f]{{{2 * _TOKEN_BYTES}}})(?:;|$)")
_SECONDS = 365 * 24 * 3600
# Who has not been there for so many others needs no notifications.
_MOST_KNOWN = 500


class DemoBrowsers:
    """Gives each browser a username by a cookie, which protects nothing: every visitor of the demo may do everything.

    Args:
        is_secure: Whether browsers send the cookie over TLS only.
    """

    def __init__(self, *, is_secure: bool = False) -> None:
        self._is_secure = is_secure
        self._known: dict[str, None] = {}

    @property
    def usernames(self) -> tuple[str, ...]:
        """The usernames of the browsers that came last."""
        return tuple(self._known)

    def identity(self, cookies: str) -> Identity | None:
        """Return who a browser with these cookies is; None for one without ours."""
        token = _token_in(cookies)
        return self._identity(token) if token else None

    def first_visit(self) -> tuple[Identity, str]:
        """Return who a new browser is, and the ``Set-Cookie`` header by which it is known from then on."""
        token = secrets.token_hex(_TOKEN_BYTES)
        secure = "; Secure" if self._is_secure else ""
        cookie = f"{_COOKIE}={token}; Path=/; Max-Age={_SECONDS}; HttpOnly; SameSite=Lax{secure}"
        return self._identity(token), cookie

    def _identity(self, token: str) -> Identity:
        username = f"visitor-{sha256(token.encode()).hexdigest()[:8]}"
        self._known.pop(username, None)
        self._known[username] = None
        if len(self._known) > _MOST_KNOWN:
            del self._known[next(iter(self._known))]
        return Identity(username=username, role=Role.ADMIN)


def _token_in(cookies: str) -> str:
    found = _SENT.search(cookies)
    return found.group(1) if found else ""
