"""The gate around the whole app: which origins may call it, and who asks.

It stands outside of what Reflex builds, because ``App._add_cors`` of Reflex 0.10.1 always allows credentials, and
because a websocket must be refused before it is accepted.
"""

import logging
from collections.abc import Sequence

from starlette.datastructures import Headers
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from rca_dashboard.access.identity import EVERYBODY, identify

logger = logging.getLogger(__name__)

_MOST_ORIGINS_NAMED = 20


class Gate:
    """Lets HTTP and websockets through for allowed origins alone, and says who a request belongs to.

    Args:
        app: What Reflex built.
        origins: Origins that may, or ``*`` alone for every one.
        credentials: Whether their requests may carry cookies.
    """

    def __init__(self, app: ASGIApp, *, origins: Sequence[str], credentials: bool) -> None:
        self._app = app
        self._origins = frozenset(origins)
        self._named: set[str] = set()
        self._http = CORSMiddleware(
            self._without_origin,
            allow_origins=tuple(origins),
            allow_credentials=credentials,
            allow_methods=("GET", "POST"),
            allow_headers=("Content-Type",),
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what is allowed."""
        if scope["type"] in ("http", "websocket"):
            identify(scope, EVERYBODY)
        if scope["type"] == "http":
            await self._http(scope, receive, send)
        elif scope["type"] == "websocket" and not self._may_open(Headers(scope=scope).get("origin")):
            # Closing before accepting is an answer of 403 (ASGI, "Close - send event").
            await receive()
            await send({"type": "websocket.close", "code": 1008})
        else:
            await self._app(scope, receive, send)

    async def _without_origin(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = [(name, value) for name, value in scope["headers"] if name != b"origin"]
        await self._app({**scope, "headers": headers}, receive, send)

    def _may_open(self, origin: str | None) -> bool:
        if origin is not None and (origin in self._origins or "*" in self._origins):
            return True
        shown = (origin or "no origin")[:200]
        if shown not in self._named and len(self._named) < _MOST_ORIGINS_NAMED:
            self._named.add(shown)
            logger.warning(
                "Refused a websocket from %r: set PUBLIC_URL to where browsers find the app, or add it to CORS_ORIGINS",
                shown,
            )
        return False
