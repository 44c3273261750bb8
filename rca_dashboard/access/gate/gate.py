"""The gate around the whole app: who sends a request, from where, and which headers browsers get with the response.

It wraps the app that Reflex builds, because ``App._add_cors`` of Reflex 0.10.1 always allows credentials, and because
a websocket must be refused before it is accepted.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from rca_dashboard.access.addresses import networks
from rca_dashboard.access.buckets import Buckets
from rca_dashboard.access.gate.demo_browsers import DemoBrowsers
from rca_dashboard.access.gate.headers import SecurityHeaders, content_security_policy
from rca_dashboard.access.gate.http import HttpGate
from rca_dashboard.access.gate.socket import SocketGate
from rca_dashboard.access.gate.visitors import Visitors
from rca_dashboard.access.identity import Identity
from rca_dashboard.access.logins.api_tokens import ApiTokens
from rca_dashboard.access.logins.proxy_logins import ProxyLogins
from rca_dashboard.access.logins.sessions import Sessions
from rca_dashboard.access.sockets.open_sockets import OpenSockets
from rca_dashboard.domain.visibility import EVERYTHING, Visibility
from rca_dashboard.work_id import work


@dataclass(frozen=True, slots=True, kw_only=True)
class GateRules:
    """The rules of the gate.

    Attributes:
        origins: Origins that may call the app, or only ``*`` for any.
        credentials: Whether cross-origin requests may carry cookies.
        trusted_proxies: Addresses and networks whose ``X-Forwarded-For`` counts.
        is_https: Browsers connect over TLS, and get an HSTS header.
        script_hashes: Hashes of the inline scripts in the app's pages; if empty, every inline script may run.
        requests_per_second: Per REST client, with bursts of twice as many; 0 means no limit.
        browsers: Tells the browsers of the demo apart; None anywhere else.
        hints_per_second: Per address at the webhook, with bursts of ten times as many: a bulk change sends many.
    """

    origins: Sequence[str]
    credentials: bool = True
    trusted_proxies: Sequence[str] = ()
    is_https: bool = False
    script_hashes: Sequence[str] = ()
    requests_per_second: float = 50
    hints_per_second: float = 200
    browsers: DemoBrowsers | None = None


class Gate:
    """Passes requests and handshakes that are allowed.

    Args:
        app: The ASGI app that Reflex built.
        rules: The rules.
        sessions: The login sessions; None if no login is required.
        sockets: Counts and throttles open sockets; None for no limits.
        tokens: The API tokens of programs; None for none.
        visibility_of: Returns which tickets someone may see.
        proxy: Identifies people by the headers of an authenticating proxy; None if people log in here.
    """

    def __init__(
        self,
        app: ASGIApp,
        rules: GateRules,
        *,
        sessions: Sessions | None = None,
        sockets: OpenSockets | None = None,
        tokens: ApiTokens | None = None,
        proxy: ProxyLogins | None = None,
        visibility_of: Callable[[Identity], Visibility] = lambda _: EVERYTHING,
    ) -> None:
        self._app = app
        self._origins = frozenset(rules.origins)
        visitors = Visitors(sessions, networks(rules.trusted_proxies), tokens, proxy, rules.browsers)
        requests = Buckets(rules.requests_per_second, rules.requests_per_second * 2)
        hints = Buckets(rules.hints_per_second, rules.hints_per_second * 10)
        self._sockets = SocketGate(app, visitors, self._may_call, sockets or OpenSockets())
        answers = CORSMiddleware(
            HttpGate(app, visitors, self._may_call, requests, hints, visibility_of),
            allow_origins=tuple(rules.origins),
            allow_credentials=rules.credentials,
            allow_methods=("GET", "POST", "PATCH", "DELETE"),
            allow_headers=("Content-Type",),
            expose_headers=("Retry-After",),
        )
        policy = content_security_policy(rules.origins, rules.script_hashes)
        self._http = SecurityHeaders(answers, policy=policy, is_https=rules.is_https)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass or refuse a request or handshake."""
        if scope["type"] == "http":
            with work("request"):
                await self._http(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._sockets(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    def _may_call(self, origin: str) -> bool:
        return origin in self._origins or "*" in self._origins
