"""The routes of named views: the caller's own, and those that are shared."""

from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager
from datetime import datetime
from typing import Annotated, Any, Protocol

from fastapi import Path, Request
from pydantic import Field, StrictBool

from rca_dashboard.access.identity import Identity, Role, identity_of
from rca_dashboard.api.answers import JsonAnswer, success, success_list
from rca_dashboard.api.errors import ApiError, not_found
from rca_dashboard.api.routes import Routes
from rca_dashboard.api.schemas import Answer, ListAnswer, Schema
from rca_dashboard.domain.iso8601 import to_iso
from rca_dashboard.domain.json_types import Json
from rca_dashboard.domain.views.saved_view import ICONS, LONGEST_NAME, MOST_VIEWS, NotYourViewError, SavedView

LONGEST_QUERY = 10_000
LARGEST_ID = 2**31 - 1

ViewId = Annotated[int, Path(ge=1, le=LARGEST_ID)]
Name = Annotated[str, Field(max_length=2 * LONGEST_NAME, description="1 to 80 characters, white space aside.")]
QueryString = Annotated[
    str, Field(max_length=LONGEST_QUERY, description="The list's query string; a page in it is not saved.")
]
Icon = Annotated[str, Field(max_length=40, description=f"One of {', '.join(ICONS)}.")]


class NewView(Schema):
    """A view to save."""

    name: Name
    query: QueryString
    shared: StrictBool = Field(default=False, description="Everyone sees it; only agents and admins may share.")
    icon: Icon | None = None


class ChangedView(Schema):
    """What to change of a view; what is left out stays."""

    name: Name | None = None
    query: QueryString | None = None
    shared: StrictBool | None = None
    icon: Icon | None = None
    position: int | None = Field(default=None, ge=0, le=LARGEST_ID, description="The lowest comes first.")


class ViewSchema(Schema):
    """A saved view."""

    id: int
    name: str
    query: str = Field(description="The canonical query string of `/tickets`, and of the page.")
    icon: str
    shared: bool
    owner: str
    is_mine: bool
    position: int
    created_at: datetime


class Deleted(Schema):
    """The view that was deleted."""

    id: int


class ReadsViews(Protocol):
    """Reads saved views: ``live.personal.named_views.NamedViews``."""

    def all_saved(self, username: str) -> Awaitable[tuple[SavedView, ...]]:
        """Return the views that a user may see."""
        ...


class ChangesViews(Protocol):
    """Changes saved views: ``live.personal.view_changes.ViewChanges``."""

    def save(
        self, identity: Identity, *, name: str, query: str, shared: bool = False, icon: str = ""
    ) -> Awaitable[SavedView]:
        """Store a new view."""
        ...

    def change(self, identity: Identity, view_id: int, **changes: Any) -> Awaitable[SavedView | None]:  # noqa: ANN401 - a view's fields
        """Change a view; None if it is not seen."""
        ...

    def delete(self, identity: Identity, view_id: int) -> Awaitable[SavedView | None]:
        """Delete a view; None if it is not seen."""
        ...


class ViewEndpoints:
    """The endpoints for named views."""

    def __init__(self, views: Callable[[], ReadsViews], changes: Callable[[], ChangesViews]) -> None:
        self._views = views
        self._changes = changes

    async def list_views(self, request: Request) -> JsonAnswer:
        """List the saved views that you may see, in their order: your own, and the shared ones."""
        username = identity_of(request.scope).username
        found = await self._views().all_saved(username)
        shown = [_json(view, username) for view in found]
        return success_list(shown, page=1, limit=max(len(shown), MOST_VIEWS), total=len(shown))

    async def save_view(self, request: Request, body: NewView) -> JsonAnswer:
        """Save a list's query string under a name."""
        identity = identity_of(request.scope)
        with _refused_as_forbidden():
            view = await self._changes().save(
                identity, name=body.name, query=body.query, shared=body.shared, icon=body.icon or ""
            )
        return success(_json(view, identity.username), status=201)

    async def change_view(self, request: Request, view_id: ViewId, body: ChangedView) -> JsonAnswer:
        """Change a view: its owner may, and for a shared one an admin."""
        identity = identity_of(request.scope)
        changes = body.model_dump(exclude_none=True)
        with _refused_as_forbidden():
            view = await self._changes().change(identity, view_id, **changes)
        if view is None:
            raise _no_view(view_id)
        return success(_json(view, identity.username))

    async def delete_view(self, request: Request, view_id: ViewId) -> JsonAnswer:
        """Delete a view: its owner may, and for a shared one an admin."""
        with _refused_as_forbidden():
            view = await self._changes().delete(identity_of(request.scope), view_id)
        if view is None:
            raise _no_view(view_id)
        return success({"id": view_id})


def add_view_routes(routes: Routes, views: Callable[[], ReadsViews], changes: Callable[[], ChangesViews]) -> None:
    """Add the routes below ``/views``."""
    endpoints = ViewEndpoints(views, changes)
    routes.get("/views", endpoints.list_views, role=Role.VIEWER, errors=(503,), response_model=ListAnswer[ViewSchema])
    routes.post(
        "/views",
        endpoints.save_view,
        role=Role.VIEWER,
        errors=(422, 503),
        status_code=201,
        response_model=Answer[ViewSchema],
    )
    routes.patch(
        "/views/{view_id}",
        endpoints.change_view,
        role=Role.VIEWER,
        errors=(404, 422, 503),
        response_model=Answer[ViewSchema],
    )
    routes.delete(
        "/views/{view_id}",
        endpoints.delete_view,
        role=Role.VIEWER,
        errors=(404, 422, 503),
        response_model=Answer[Deleted],
    )


@contextmanager
def _refused_as_forbidden() -> Generator[None]:
    try:
        yield
    except NotYourViewError as error:
        raise ApiError(403, "forbidden", f"{str(error)[:1].upper()}{str(error)[1:]}.") from error


def _no_view(view_id: int) -> ApiError:
    return not_found(f"There is no view {view_id} that you may see.")


def _json(view: SavedView, username: str) -> dict[str, Json]:
    return {
        "id": view.id,
        "name": view.name,
        "query": view.query,
        "icon": view.icon,
        "shared": view.is_shared,
        "owner": view.owner,
        "is_mine": view.owner == username,
        "position": view.position,
        "created_at": to_iso(view.created_at),
    }
