"""ID tokens and logout tokens: their signature, issuer, audience and times. Only asymmetric signatures are accepted."""

import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Protocol

from authlib.oidc.core import CodeIDToken  # pyright: ignore[reportMissingTypeStubs] - Authlib has no types
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from rca_dashboard.access.single_sign_on.errors import Refusal, SignOnError

# Neither ``none`` nor HS256, whose key would be the public key or the client's secret.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519")
LEEWAY_SECONDS = 60
# A logout token is used at once; an old one is a replay (OpenID Connect Back-Channel Logout 1.0, section 2.6).
_OLDEST_LOGOUT_SECONDS = 300
_LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"


class Keys(Protocol):
    """Where the provider's keys come from."""

    async def __call__(self, *, has_unknown: bool = False) -> KeySet:
        """Return the keys, read again if a token names an unknown one."""
        ...


class SignedTokens:
    """Checks what the provider signed.

    Args:
        keys: Returns the provider's keys.
        issuer: Returns the issuer as the provider writes it.
        client_id: The audience.
        now: The time in seconds since 1970.
    """

    def __init__(
        self, keys: Keys, issuer: Callable[[], Awaitable[str]], client_id: str, now: Callable[[], float] = time.time
    ) -> None:
        self._keys = keys
        self._issuer = issuer
        self._client_id = client_id
        self._now = now

    async def id_claims(self, token: str, *, nonce: str, access_token: str) -> Mapping[str, Any]:
        """Return the claims of an ID token.

        Raises:
            SignOnError: If it is not one that the provider made for this login.
            ProviderUnavailableError: If the provider's keys cannot be read.
        """
        header, claims = await self._signed(token)
        options: dict[str, Any] = {"iss": {"value": await self._issuer()}, "aud": {"value": self._client_id}}
        parameters = {"nonce": nonce, "client_id": self._client_id, "access_token": access_token}
        checked: Any = CodeIDToken(claims, header, options=options, params=parameters)
        try:
            checked.validate(now=int(self._now()), leeway=LEEWAY_SECONDS)
        except Exception as error:
            raise _invalid("the ID token", error) from error
        if not isinstance(claims["sub"], str) or not claims["sub"]:
            raise SignOnError(Refusal.INVALID, "the ID token has no subject")
        return claims

    async def logout_claims(self, token: str) -> Mapping[str, Any]:
        """Return the claims of a logout token (OpenID Connect Back-Channel Logout 1.0, section 2.6).

        Raises:
            SignOnError: If it is none.
            ProviderUnavailableError: If the provider's keys cannot be read.
        """
        _, claims = await self._signed(token)
        audience, now = claims.get("aud"), self._now()
        events, issued_at, expires = claims.get("events"), claims.get("iat"), claims.get("exp", now)
        problems = {
            "issuer": claims.get("iss") != await self._issuer(),
            "audience": self._client_id not in (audience if isinstance(audience, list) else [audience]),
            "time": not isinstance(issued_at, int | float)
            or not isinstance(expires, int | float)
            or not now - _OLDEST_LOGOUT_SECONDS <= issued_at <= now + LEEWAY_SECONDS
            or expires < now - LEEWAY_SECONDS,
            "event": not isinstance(events, dict) or _LOGOUT_EVENT not in events,
            "nonce": "nonce" in claims,
            "identifier": not isinstance(claims.get("jti"), str),
            "subject": not any(isinstance(claims.get(name), str) for name in ("sub", "sid")),
        }
        wrong = [name for name, is_wrong in problems.items() if is_wrong]
        if wrong:
            raise SignOnError(Refusal.INVALID, f"the logout token has a wrong {wrong[0]}")
        return claims

    async def _signed(self, token: str) -> tuple[dict[str, Any], dict[str, Any]]:
        try:
            decoded = self._decoded(token, await self._keys())
        except (JoseError, ValueError):
            # The provider may have changed its keys since they were read.
            try:
                decoded = self._decoded(token, await self._keys(has_unknown=True))
            except (JoseError, ValueError) as error:
                raise _invalid("the token", error) from error
        return decoded.header, decoded.claims

    @staticmethod
    def _decoded(token: str, keys: KeySet) -> jwt.Token:
        return jwt.decode(token, keys, algorithms=ALGORITHMS)


def _invalid(what: str, error: Exception) -> SignOnError:
    reason = " ".join(str(error).split()) or type(error).__name__
    return SignOnError(Refusal.INVALID, f"{what} is not valid: {reason[:200]}")
