"""An identity provider whose answers a test decides: what a certified one never sends."""

import base64
import json
import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

import uvicorn
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from tests.access.single_sign_on.identity_provider import CLIENT_ID
from tests.fixtures.app_server import free_port
from tests.fixtures.quick_server import QuickServer

CODE = "a code"


class LyingProvider:
    """Attributes that tests change: ``claims`` of the next ID token, ``metadata`` and ``userinfo``."""

    def __init__(self) -> None:
        self.port = free_port()
        self.issuer = f"http://127.0.0.1:{self.port}"
        self.key = RSAKey.generate_key(2048, {"use": "sig", "alg": "RS256", "kid": "theirs"})
        self.metadata: dict[str, Any] = {}
        self.userinfo: dict[str, Any] = {}
        self.id_token = ""
        self.forms: list[dict[str, list[str]]] = []
        routes = [
            Route("/.well-known/openid-configuration", self._metadata),
            Route("/jwks", self._keys),
            Route("/token", self._token, methods=["POST"]),
            Route("/userinfo", self._userinfo),
        ]
        self._server = QuickServer(
            uvicorn.Config(Starlette(routes=routes), port=self.port, log_level="critical", ws="none")
        )

    def start(self) -> None:
        self._server.start()

    def stop(self) -> None:
        self._server.stop()

    def claims(self, address: str, **changes: Any) -> dict[str, Any]:
        """Return the claims of a right ID token for a login that began at this address; None drops a claim."""
        nonce = parse_qs(urlsplit(address).query)["nonce"][0]
        now = int(time.time())
        right = {
            "iss": self.issuer,
            "sub": "1",
            "aud": CLIENT_ID,
            "iat": now,
            "exp": now + 300,
            "nonce": nonce,
            "preferred_username": "vera",
            "name": "Vera Lund",
            "email": "vera@example.com",
            "groups": ["desk-admins"],
        }
        return {name: value for name, value in {**right, **changes}.items() if value is not None}

    def signed(self, claims: dict[str, Any]) -> str:
        return jwt.encode({"alg": "RS256", "kid": "theirs"}, claims, self.key)

    def unsigned(self, claims: dict[str, Any]) -> str:
        """Return a token with ``alg: none``."""
        parts = ({"alg": "none", "typ": "JWT"}, claims)
        return (
            ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts) + "."
        )

    def signed_with_public_key(self, claims: dict[str, Any]) -> str:
        """Return a token with HS256 whose secret is the public key that everyone can read."""
        secret = OctKey.import_key(base64.b64encode(self.key.as_pem(private=False)))
        return jwt.encode({"alg": "HS256", "kid": "theirs"}, claims, secret, algorithms=["HS256"])

    def signed_by_other(self, claims: dict[str, Any]) -> str:
        return jwt.encode({"alg": "RS256", "kid": "theirs"}, claims, RSAKey.generate_key(2048))

    async def _metadata(self, _: Request) -> JSONResponse:
        found = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/auth",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
        }
        return JSONResponse({**found, **self.metadata})

    async def _keys(self, _: Request) -> JSONResponse:
        return JSONResponse({"keys": [self.key.as_dict(private=False)]})

    async def _token(self, request: Request) -> JSONResponse:
        self.forms.append(parse_qs((await request.body()).decode()))
        return JSONResponse({"id_token": self.id_token, "access_token": "an access token", "token_type": "Bearer"})

    async def _userinfo(self, _: Request) -> JSONResponse:
        return JSONResponse(self.userinfo)
