"""The gate for HTTP: pages require a login, REST routes declare their own roles, and clients are rate limited."""

import json
import math
from collections.abc import Callable, Mapping

from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from rca_dashboard.access.buckets import Buckets
from rca_dashboard.access.gate.bodies import BodyError, check_length, whole_body
from rca_dashboard.access.gate.paths import HEALTH_PATH, REST_FOLDER, WEBHOOK_PATH, Area, area_of, login_location
from rca_dashboard.access.gate.visitors import Visitors
from rca_dashboard.access.identity import NOBODY, Identity, Role
from rca_dashboard.domain.visibility import Visibility
from rca_dashboard.store.engine import DatabaseUnavailableError
from rca_dashboard.store.limits import seen_by

_READS = frozenset({"GET", "HEAD", "OPTIONS"})
_RETRY_SECONDS = "5"


class HttpGate:
    """Refuses requests that are not allowed, and passes on the rest with the identity of the visitor.

    Args:
        app: The ASGI app that Reflex built, with REST in front of it.
        visitors: Identifies visitors.
        may_call: Returns whether an ``Origin`` is allowed.
        requests: A bucket for each REST client.
        hints: A bucket for each webhook client.
        visibility_of: Returns which tickets someone may see; everything that a request reads is limited to them.
    """

    def __init__(
        self,
        app: ASGIApp,
        visitors: Visitors,
        may_call: Callable[[str], bool],
        requests: Buckets,
        hints: Buckets,
        visibility_of: Callable[[Identity], Visibility],
    ) -> None:
        self._app = app
        self._visitors = visitors
        self._may_call = may_call
        self._requests = requests
        self._hints = hints
        self._visibility_of = visibility_of

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse a request, or pass it on."""
        area = area_of(scope["path"])
        refusal = self._foreign(scope)
        identity = NOBODY
        try:
            check_length(scope)
            if refusal is None and area is not Area.PUBLIC:
                identity = await self._identity(scope, area)
                refusal = self._refusal(scope, area, identity)
            if refusal is None and scope["method"] not in _READS:
                receive = await whole_body(scope, receive)
        except DatabaseUnavailableError:
            message = "The database is unavailable; see the app's log."
            refusal = _refuse(503, "database_unavailable", message, {"Retry-After": _RETRY_SECONDS})
        except BodyError as error:
            refusal = _refuse(error.status, error.code, str(error), {"Connection": "close"})
        if refusal is not None:
            await refusal(scope, receive, send)
        else:
            with seen_by(self._visibility_of(identity)):
                await self._app(self._visitors.announced(scope, identity), receive, send)

    async def _identity(self, scope: Scope, area: Area) -> Identity:
        """Return who asks: a program by its token, which counts for REST alone, or else a person by the cookie."""
        program = await self._visitors.program(scope) if area is Area.REST else None
        return program or await self._visitors.identity(scope)

    def _foreign(self, scope: Scope) -> Response | None:
        """Refuse requests past the proxy, and those that another site's page sends on behalf of its visitor."""
        origins = _values(scope, b"origin")
        if not self._visitors.may_ask(scope) and scope["path"] != HEALTH_PATH:
            message = "Only requests of the authenticating proxy are answered; see TRUSTED_PROXIES."
            return _refuse(403, "not_proxied", message)
        if not origins and _is_from_another_site(scope):
            return _refuse(403, "foreign_site", "Requests that another site's page makes are refused.")
        if scope["method"] in _READS or all(self._may_call(origin) for origin in origins):
            return None
        message = "This origin is not allowed: set PUBLIC_URL to the app's address, or add the origin to CORS_ORIGINS."
        return _refuse(403, "foreign_origin", message)

    def _refusal(self, scope: Scope, area: Area, identity: Identity) -> Response | None:
        # A REST path that is not in plain form is not a page either: programs get no redirect, and cannot bypass the
        # limit.
        is_rest = area is Area.REST or scope["path"].startswith(REST_FOLDER)
        buckets = self._hints if scope["path"] == WEBHOOK_PATH else self._requests
        if is_rest and (wait := buckets.take(self._visitors.counted_as(scope, identity))):
            message = f"Too many requests; retry in {wait:.2f} s."
            return _refuse(429, "too_many_requests", message, {"Retry-After": str(math.ceil(wait))})
        if area is Area.REST or identity.role is not Role.NOBODY:
            # Starlette's routes do not match a line break: its own response would not be JSON.
            has_break = is_rest and "\n" in scope["path"]
            return _refuse(404, "not_found", "Not found: the path contains a line break.") if has_break else None
        if not is_rest and self._visitors.has_proxy:
            message = "You have no access to this dashboard: the proxy names no user, or one without a role."
            return _refuse(403, "no_access", message)
        if not is_rest and scope["method"] in ("GET", "HEAD"):
            query = scope.get("query_string", b"").decode("latin-1")
            headers = {"Cache-Control": "no-store"}
            return RedirectResponse(login_location(scope["path"], query), status_code=303, headers=headers)
        return _refuse(401, "not_authenticated", "Log in first.")


def _values(scope: Scope, header: bytes) -> list[str]:
    return [value.decode("latin-1") for name, value in scope["headers"] if name == header]


def _is_from_another_site(scope: Scope) -> bool:
    """Return whether a browser says so in headers that no page can set (Fetch Metadata, W3C).

    A link on another site that a user follows is not such a request, and a client that sends none of these headers is
    not a browser. Public files contain no user's data, and pages return data only to a logged-in socket.
    """
    site = {value.strip().lower() for value in _values(scope, b"sec-fetch-site")}
    if not site & {"cross-site", "same-site"}:
        return False
    if scope["method"] not in _READS:
        return True
    is_navigation = _values(scope, b"sec-fetch-mode") == ["navigate"]
    return "cross-site" in site and scope["path"].startswith(REST_FOLDER) and not is_navigation


def _refuse(status: int, code: str, message: str, headers: Mapping[str, str] | None = None) -> Response:
    """Return an error in the shape of REST errors (CONTRACT: REST), which a page can read as well."""
    body = json.dumps({"success": False, "error": {"code": code, "message": message}})
    return Response(body, status, {"Cache-Control": "no-store", **(headers or {})}, media_type="application/json")
