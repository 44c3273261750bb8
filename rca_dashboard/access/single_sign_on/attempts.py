"""Logins under way at the provider: each is bound to the browser that began it by a signed cookie."""

import json
import secrets
from collections.abc import Callable
from dataclasses import asdict, dataclass
from hashlib import sha256
from http.cookies import SimpleCookie
from typing import Any, cast

from authlib.oauth2.rfc7636 import (  # pyright: ignore[reportMissingTypeStubs] - Authlib has no types
    create_s256_code_challenge,  # pyright: ignore[reportUnknownVariableType] - the same
)
from itsdangerous import BadSignature, TimestampSigner

# Time to type a password and to find the telephone for the second factor.
LONGEST_ATTEMPT_SECONDS = 900
_SALT = "rca_dashboard.sign_on"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """A login under way.

    Attributes:
        state: What the provider returns with the code; it names the cookie.
        nonce: What the ID token must contain.
        verifier: Proves to the provider that the code belongs to this login (PKCE, RFC 7636).
        wanted: The page to open afterwards.
    """

    state: str
    nonce: str
    verifier: str
    wanted: str

    def __repr__(self) -> str:
        """Return a representation without the secrets."""
        return f"Attempt(wanted={self.wanted!r})"


def new_attempt(wanted: str) -> Attempt:
    """Return a login that begins now."""
    return Attempt(
        state=secrets.token_urlsafe(24),
        nonce=secrets.token_urlsafe(24),
        verifier=secrets.token_urlsafe(48),
        wanted=wanted,
    )


def challenge_of(attempt: Attempt) -> str:
    """Return what the provider is told of the verifier before it has to be shown (PKCE, S256)."""
    challenge: Callable[[str], str] = cast("Any", create_s256_code_challenge)
    return challenge(attempt.verifier)


class AttemptCookie:
    """Keeps an attempt in its browser: no worker has to remember it, and two tabs do not disturb each other.

    Args:
        secret: The key that signs it.
        is_secure: Whether browsers connect over TLS.
    """

    def __init__(self, secret: str, *, is_secure: bool) -> None:
        self._signer = TimestampSigner(secret, salt=_SALT, digest_method=sha256)
        self._is_secure = is_secure

    def issue(self, attempt: Attempt) -> str:
        """Return the ``Set-Cookie`` header that keeps an attempt."""
        value = self._signer.sign(json.dumps(asdict(attempt)).encode().hex()).decode()
        return self._header(attempt.state, value, LONGEST_ATTEMPT_SECONDS)

    def clearing(self, state: str) -> str:
        """Return the ``Set-Cookie`` header that deletes the cookie of an attempt."""
        return self._header(state, "", 0)

    def attempt(self, cookie_header: str, state: str) -> Attempt | None:
        """Return this browser's attempt with this state; None if it began none, or too long ago."""
        name = self._name(state)
        pairs = (part.partition("=") for part in cookie_header.split(";"))
        values = [value.strip().strip('"') for key, _, value in pairs if key.strip() == name]
        if len(values) != 1:
            return None
        try:
            text = self._signer.unsign(values[0], max_age=LONGEST_ATTEMPT_SECONDS).decode()
            found = Attempt(**json.loads(bytes.fromhex(text)))
        except (BadSignature, ValueError, TypeError):
            return None
        return found if secrets.compare_digest(found.state.encode(), state.encode()) else None

    def _name(self, state: str) -> str:
        suffix = sha256(state.encode("utf-8", "surrogatepass")).hexdigest()[:12]
        return f"{'__Host-' if self._is_secure else ''}rca_sign_on_{suffix}"

    def _header(self, state: str, value: str, seconds: int) -> str:
        name = self._name(state)
        cookie: SimpleCookie = SimpleCookie({name: value})
        # Lax: the provider leads the browser back from another site.
        attributes = {"path": "/", "max-age": seconds, "httponly": True, "samesite": "Lax", "secure": self._is_secure}
        for key, attribute in attributes.items():
            cookie[name][key] = attribute
        return cookie[name].OutputString()
