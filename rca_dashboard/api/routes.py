"""How routes are added: each declares the minimum role that may use it, and returns its errors as JSON."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from fastapi import Depends, FastAPI, Request, Response
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute, Route

from rca_dashboard.access.identity import Identity, Role, TokenScope, identity_of
from rca_dashboard.api.errors import ApiError, as_api_error, error_answer
from rca_dashboard.api.schemas import ErrorAnswer

Endpoint = Callable[..., Any]


# For routes that every API token may use, and for those that none may.
ANY_SCOPE = frozenset(TokenScope)
NO_SCOPE: frozenset[TokenScope] = frozenset()
# A token with one of these may read and change nothing, whatever a route does.
_READING = frozenset({TokenScope.TICKETS, TokenScope.FEED})


@dataclass(frozen=True, slots=True)
class RequiredRole:
    """The minimum role for a route, and its check, which FastAPI runs before it parses any parameter.

    Attributes:
        scopes: A program needs a token with one of these scopes.
        is_for_enrolment: A session may use it that has to set up a second factor first.
    """

    role: Role
    scopes: frozenset[TokenScope] = NO_SCOPE
    is_for_enrolment: bool = False

    async def __call__(self, request: Request) -> None:
        """Check the role of the request's user.

        Raises:
            ApiError: 401 without a login, 403 if the role is too low or the token lacks the scope.
        """
        identity = identity_of(request.scope)
        if identity.role >= self.role:
            self._check_scope(identity)
            return
        if identity.must_enrol:
            if self.is_for_enrolment:
                return
            message = "Your role requires a second factor: log in again to set it up, or use /auth/second-factor."
            raise ApiError(401, "second_factor_enrolment_required", message)
        if identity.role is Role.NOBODY:
            raise ApiError(401, "not_authenticated", "Log in first.")
        needed, held = self.role.name.lower(), identity.role.name.lower()
        raise ApiError(403, "forbidden", f"This needs the role {needed}; yours is {held}.")

    def _check_scope(self, identity: Identity) -> None:
        if identity.scopes is None or self.role is Role.NOBODY or identity.scopes & self.scopes:
            return
        needed = " or ".join(sorted(self.scopes))
        message = f"This needs a token with the scope {needed}." if needed else "No API token may be used here."
        raise ApiError(403, "wrong_scope", message)


class AnsweringRoute(APIRoute):
    """A route that handles its own errors, so that the app mounted behind keeps its own error handling."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return FastAPI's handler, with a JSON response for anything it raises."""
        handle = super().get_route_handler()

        async def answer(request: Request) -> Response:
            try:
                return await handle(request)
            except Exception as error:  # noqa: BLE001 - as_api_error logs what nobody foresaw
                api_error = as_api_error(error, request.url.path)
                return error_answer(api_error, headers=api_error.headers)

        return answer


class Routes:
    """Adds routes to an app under a prefix. None can be added without a role.

    Args:
        api: The app.
        prefix: The prefix of every path.
        tag: The heading in the OpenAPI document.
        scope: What an API token needs here, where a route names no scopes itself; None if tokens may not be used.
            ``tickets`` and ``feed`` are for reading: with them a token may use no route that changes something.
    """

    def __init__(self, api: FastAPI, *, prefix: str = "", tag: str, scope: TokenScope | None) -> None:
        self._scopes = frozenset({scope}) if scope else NO_SCOPE
        self._api = api
        self._prefix = prefix
        self._tag = tag
        # FastAPI 0.165 includes routers lazily; routes that are added to the app itself can be iterated.
        api.router.route_class = AnsweringRoute

    def get(self, path: str, endpoint: Endpoint, *, role: Role, errors: tuple[int, ...] = (), **options: Any) -> None:  # noqa: ANN401 - FastAPI's own options
        """Add a route for GET, and for HEAD, which programs and load balancers expect too."""
        self._add("GET", path, endpoint, role=role, errors=errors, options={**options})
        # Without a model, which only the document needs; it would be built a second time.
        undocumented = {**options, "response_model": None, "include_in_schema": False}
        undocumented.pop("responses", None)
        self._add("HEAD", path, endpoint, role=role, errors=(), options=undocumented)

    def post(self, path: str, endpoint: Endpoint, *, role: Role, errors: tuple[int, ...] = (), **options: Any) -> None:  # noqa: ANN401 - FastAPI's own options
        """Add a route for POST."""
        self._add("POST", path, endpoint, role=role, errors=errors, options=options)

    def patch(self, path: str, endpoint: Endpoint, *, role: Role, errors: tuple[int, ...] = (), **options: Any) -> None:  # noqa: ANN401 - the same
        """Add a route for PATCH."""
        self._add("PATCH", path, endpoint, role=role, errors=errors, options=options)

    def delete(self, path: str, endpoint: Endpoint, *, role: Role, **options: Any) -> None:  # noqa: ANN401 - the same
        """Add a route for DELETE."""
        errors = options.pop("errors", ())
        self._add("DELETE", path, endpoint, role=role, errors=errors, options=options)

    def _add(
        self,
        method: str,
        path: str,
        endpoint: Endpoint,
        *,
        role: Role,
        errors: tuple[int, ...],
        options: dict[str, Any],
    ) -> None:
        scopes = options.pop("scopes", self._scopes)
        is_for_enrolment = options.pop("is_for_enrolment", False)
        if method not in ("GET", "HEAD"):
            scopes -= _READING
        denials = (401, 403) if role > Role.NOBODY else ()
        # The gate refuses a body that is too slow, too large or encoded, on every route that may have one.
        refusals = (408, 413, 415) if method not in ("GET", "HEAD") else ()
        is_documented = options.get("include_in_schema", True)
        self._api.add_api_route(
            f"{self._prefix}{path}",
            endpoint,
            methods=[method],
            tags=[self._tag],
            # Listed because FastAPI would document its own shape for 422. The gate limits the rate of all routes.
            responses=_documented_errors(*denials, *errors, *refusals, 429, 500) if is_documented else None,
            dependencies=[Depends(RequiredRole(role, scopes, is_for_enrolment))],
            operation_id=endpoint.__name__ if method != "HEAD" else None,
            **options,
        )


def _documented_errors(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return the OpenAPI responses of errors; only the last one names the model, the others refer to its schema.

    FastAPI builds a pydantic adapter for each model of each route: 50 routes took 55 ms with one for each status.
    """
    schema = {"$ref": f"#/components/schemas/{ErrorAnswer.__name__}"}
    referring = {status: {"content": {"application/json": {"schema": schema}}} for status in statuses[:-1]}
    return {**referring, statuses[-1]: {"model": ErrorAnswer}}


def role_of(route: BaseRoute) -> Role | None:
    """Return the minimum role for a route, or None for a route that declares none."""
    if isinstance(route, APIRoute):
        stated = (depends.dependency for depends in route.dependencies)
        return next((each.role for each in stated if isinstance(each, RequiredRole)), None)
    return getattr(route.endpoint, "role", None) if isinstance(route, Route) else None


def scopes_of(route: BaseRoute) -> frozenset[TokenScope]:
    """Return the scopes of API tokens that may use a route."""
    if not isinstance(route, APIRoute):
        return NO_SCOPE
    stated = (depends.dependency for depends in route.dependencies)
    return next((each.scopes for each in stated if isinstance(each, RequiredRole)), NO_SCOPE)
