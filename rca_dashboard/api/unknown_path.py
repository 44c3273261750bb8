"""The response for paths under the API's prefixes without a route: JSON too, for every method."""

from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.routing import Match
from starlette.types import Receive, Scope, Send

from rca_dashboard.access.identity import Role
from rca_dashboard.api.errors import ApiError, error_answer, not_found

_LONGEST_ECHO = 100


class UnknownPath:
    """An ASGI app for the last routes; a function there would handle some methods only.

    It takes every path, so that it also handles a known path with a method that has no route.
    """

    role = Role.NOBODY

    def __init__(self, api: FastAPI) -> None:
        self._api = api

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Respond with 405 if the path has a route for another method, else with 404."""
        path, method = str(scope["path"])[:_LONGEST_ECHO], str(scope["method"])[:_LONGEST_ECHO]
        allowed = sorted(self._methods(scope))
        if allowed:
            message = f"{path} does not allow {method}; it allows {' and '.join(allowed)}."
            answer = error_answer(ApiError(405, "method_not_allowed", message), headers={"Allow": ", ".join(allowed)})
        else:
            answer = error_answer(not_found(f"{path} not found; see /api/v1/docs."))
        await answer(scope, receive, send)

    def _methods(self, scope: Scope) -> set[str]:
        return {
            method
            for route in self._api.routes
            if isinstance(route, APIRoute) and route.matches(scope)[0] is Match.PARTIAL
            for method in route.methods or ()
        }
