"""The session cookie: a random token with a signature, so that a forged one costs no database query."""

import secrets
from hashlib import sha256
from http.cookies import SimpleCookie

from itsdangerous import BadSignature, Signer

# A page on a sibling domain may add cookies of the same name; more than a few are an attack.
_MOST_TRIED = 4


def session_id_of(token: str) -> str:
    """Return the id under which a token's session is stored: its SHA-256 in hexadecimal."""
    return sha256(token.encode()).hexdigest()


def cookie_name(database_secret: str, *, is_secure: bool) -> str:
    """Return the cookie's name, which differs between two dashboards on one host.

    Browsers keep cookies by host and not by port (RFC 6265, section 8.5): with one name, a login to the dashboard on
    one port would replace the login to the other. Browsers refuse a ``__Host-`` cookie of a sibling domain.

    Args:
        database_secret: The secret kept in the database, which no other dashboard has.
        is_secure: Whether browsers connect over TLS, without which they refuse the prefix.
    """
    suffix = sha256(f"cookie name {database_secret}".encode()).hexdigest()[:8]
    return f"{'__Host-' if is_secure else ''}rca_session_{suffix}"


class SessionCookie:
    """Issues and reads the cookie.

    Args:
        secret: The key that signs it.
        name: From ``cookie_name``.
        is_secure: Whether browsers send it over TLS only.
        seconds: Its lifetime in the browser.
    """

    def __init__(self, secret: str, *, name: str, is_secure: bool, seconds: int) -> None:
        self._name = name
        self._signer = Signer(secret, salt="rca_dashboard.session", digest_method=sha256)
        self._is_secure = is_secure
        self._seconds = seconds

    def issue(self) -> tuple[str, str]:
        """Create a session's token; return its id and the value of the ``Set-Cookie`` header."""
        token = secrets.token_urlsafe(32)
        return session_id_of(token), self._header(self._signer.sign(token).decode(), self._seconds)

    def clearing(self) -> str:
        """Return the ``Set-Cookie`` header that deletes the cookie in a browser."""
        return self._header("", 0)

    def session_ids(self, header: str) -> tuple[str, ...]:
        """Return the ids of the sessions in a ``Cookie`` header that have a valid signature."""
        found: list[str] = []
        for value in self._values(header)[:_MOST_TRIED]:
            try:
                found.append(session_id_of(self._signer.unsign(value).decode()))
            except (BadSignature, UnicodeError):
                continue
        return tuple(found)

    def _header(self, value: str, seconds: int) -> str:
        cookie: SimpleCookie = SimpleCookie({self._name: value})
        attributes = {"path": "/", "max-age": seconds, "httponly": True, "samesite": "Lax", "secure": self._is_secure}
        for name, attribute in attributes.items():
            cookie[self._name][name] = attribute
        return cookie[self._name].OutputString()

    def without_session(self, header: str) -> str:
        """Return a ``Cookie`` header without the session cookie, which nothing inside the gate needs or may pass on."""
        others = (part.strip() for part in header.split(";"))
        return "; ".join(part for part in others if part and part.partition("=")[0].strip() != self._name)

    def _values(self, header: str) -> list[str]:
        pairs = (part.partition("=") for part in header.split(";"))
        return [value.strip().strip('"') for name, _, value in pairs if name.strip() == self._name]
