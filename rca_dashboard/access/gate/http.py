"""The gate for HTTP: pages are for those who have logged in, REST says itself, and nobody asks too much."""

import json
import math
from collections.abc import Callable, Mapping

from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from rca_dashboard.access.buckets import Buckets
from rca_dashboard.access.gate.bodies import BodyError, whole_body
from rca_dashboard.access.gate.paths import REST_FOLDER, WEBHOOK_PATH, Area, area_of, login_location
from rca_dashboard.access.gate.visitors import Visitors
from rca_dashboard.access.identity import NOBODY, Identity, Role
from rca_dashboard.store.engine import DatabaseUnavailableError

_READS = frozenset({"GET", "HEAD", "OPTIONS"})
_RETRY_SECONDS = "5"


class HttpGate:
    """Answers what may not pass, and hands on the rest with who visits.

    Args:
        app: What Reflex built, with REST before it.
        visitors: Finds out who visits.
        may_call: Says whether an ``Origin`` may.
        requests: A bucket for each visitor of REST.
        hints: A bucket for each visitor of the webhook.
    """

    def __init__(
        self,
        app: ASGIApp,
        visitors: Visitors,
        may_call: Callable[[str], bool],
        requests: Buckets,
        hints: Buckets,
    ) -> None:
        self._app = app
        self._visitors = visitors
        self._may_call = may_call
        self._requests = requests
        self._hints = hints

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer or hand on."""
        area = area_of(scope["path"])
        refusal = self._foreign(scope)
        identity = NOBODY
        try:
            if refusal is None and area is not Area.PUBLIC:
                identity = await self._visitors.identity(scope)
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
            await self._app(self._visitors.announced(scope, identity), receive, send)

    def _foreign(self, scope: Scope) -> Response | None:
        """Refuse what another site's page sends in its visitor's name, a login too."""
        origins = _values(scope, b"origin")
        if not origins and _is_from_another_site(scope):
            return _refuse(403, "foreign_site", "Requests that another site's page makes are refused.")
        if scope["method"] in _READS or all(self._may_call(origin) for origin in origins):
            return None
        message = "This origin is not allowed: set PUBLIC_URL to the app's address, or add the origin to CORS_ORIGINS."
        return _refuse(403, "foreign_origin", message)

    def _refusal(self, scope: Scope, area: Area, identity: Identity) -> Response | None:
        # A path of REST's that is not written plainly is no page either: programs get no redirect, and no way around
        # the limit.
        is_rest = area is Area.REST or scope["path"].startswith(REST_FOLDER)
        buckets = self._hints if scope["path"] == WEBHOOK_PATH else self._requests
        if is_rest and (wait := buckets.take(self._visitors.counted_as(scope, identity))):
            message = f"Too many requests; retry in {wait:.2f} s."
            return _refuse(429, "too_many_requests", message, {"Retry-After": str(math.ceil(wait))})
        if area is Area.REST or identity.role is not Role.NOBODY:
            # Starlette's routes match no line break: its own answer would be no JSON.
            has_break = is_rest and "\n" in scope["path"]
            return _refuse(404, "not_found", "Not found: the path contains a line break.") if has_break else None
        if not is_rest and scope["method"] in ("GET", "HEAD"):
            query = scope.get("query_string", b"").decode("latin-1")
            headers = {"Cache-Control": "no-store"}
            return RedirectResponse(login_location(scope["path"], query), status_code=303, headers=headers)
        return _refuse(401, "not_authenticated", "Log in first.")


def _values(scope: Scope, header: bytes) -> list[str]:
    return [value.decode("latin-1") for name, value in scope["headers"] if name == header]


def _is_from_another_site(scope: Scope) -> bool:
    """Whether a browser says so in the headers that no page can set (Fetch Metadata, W3C).

    A link from elsewhere that a person follows is no such request, and what sends none of these headers is no browser.
    Public files hold nothing of anybody's, and pages answer what they show by a login alone.
    """
    site = {value.strip().lower() for value in _values(scope, b"sec-fetch-site")}
    if not site & {"cross-site", "same-site"}:
        return False
    if scope["method"] not in _READS:
        return True
    is_navigation = _values(scope, b"sec-fetch-mode") == ["navigate"]
    return "cross-site" in site and scope["path"].startswith(REST_FOLDER) and not is_navigation


def _refuse(status: int, code: str, message: str, headers: Mapping[str, str] | None = None) -> Response:
    """Return an answer in the shape of REST's (CONTRACT: REST), which a page can read as well."""
    body = json.dumps({"success": False, "error": {"code": code, "message": message}})
    return Response(body, status, {"Cache-Control": "no-store", **(headers or {})}, media_type="application/json")
