"""Saved views: added, changed and deleted, by those who may."""

import asyncio
from collections.abc import Sequence
from typing import Any

from rca_dashboard.access.identity import Identity, Role
from rca_dashboard.clock import utc_now
from rca_dashboard.domain.views.saved_view import (
    MOST_VIEWS,
    InvalidSavedViewError,
    NotYourViewError,
    SavedView,
    canonical_query,
    valid_icon,
    valid_name,
)
from rca_dashboard.live.personal.named_views import NamedViews
from rca_dashboard.live.personal.view_offers import view_icon
from rca_dashboard.store.engine import Database
from rca_dashboard.store.personal import views as kept


class ViewChanges:
    """Changes saved views, and shows everyone the result.

    Args:
        database: Stores them.
        views: Shows them.
    """

    def __init__(self, database: Database, views: NamedViews) -> None:
        self._database = database
        self._views = views

    async def save(
        self, identity: Identity, *, name: str, query: str, shared: bool = False, icon: str = ""
    ) -> SavedView:
        """Store a new view.

        Raises:
            InvalidSavedViewError: If a part of it is invalid, or the user has too many views.
            NotYourViewError: If the user may not share views.
        """
        values: dict[str, Any] = {"name": valid_name(name), "query": canonical_query(query), "is_shared": shared}
        values["icon"] = valid_icon(icon) if icon else view_icon(values["query"])
        _check_sharing(identity, is_shared=shared)
        if (
            sum(each.owner == identity.username for each in await self._views.all_saved(identity.username))
            >= MOST_VIEWS
        ):
            message = f"a user has at most {MOST_VIEWS} views: delete one first"
            raise InvalidSavedViewError(message)
        view = await asyncio.to_thread(kept.add_view, self._database, owner=identity.username, at=utc_now(), **values)
        await self._views.follow()
        return view

    async def change(self, identity: Identity, view_id: int, **changes: Any) -> SavedView | None:  # noqa: ANN401 - as REST and the page send them
        """Change some of a view: ``name``, ``query``, ``shared``, ``icon``, ``position``; None if it is not seen.

        Raises:
            InvalidSavedViewError: If a part is invalid.
            NotYourViewError: If the user may not change it, or not share it.
        """
        view = await self._changeable(identity, view_id)
        if view is None:
            return None
        checks = {"name": valid_name, "query": canonical_query, "icon": valid_icon}
        values = {name: checks[name](value) if name in checks else value for name, value in changes.items()}
        if "shared" in values:
            values["is_shared"] = values.pop("shared")
        # Whoever may no longer share cannot change what others see either; they can keep the view for themselves.
        _check_sharing(identity, is_shared=bool(values.get("is_shared", view.is_shared)))
        if values:
            view = await asyncio.to_thread(kept.change_view, self._database, view_id, **values)
        await self._views.follow()
        return view

    async def delete(self, identity: Identity, view_id: int) -> SavedView | None:
        """Delete a view, and return what it was; None if it is not seen.

        Raises:
            NotYourViewError: If the user may not delete it.
        """
        view = await self._changeable(identity, view_id)
        if view is not None:
            await asyncio.to_thread(kept.delete_view, self._database, view_id)
            await self._views.follow()
        return view

    async def restore(self, identity: Identity, view: SavedView) -> None:
        """Save a view again that the user has just deleted, as it was."""
        if view.may_be_changed_by(identity.username, is_admin=identity.role >= Role.ADMIN):
            await asyncio.to_thread(kept.restore_view, self._database, view)
            await self._views.follow()

    async def order(self, identity: Identity, view_ids: Sequence[int]) -> None:
        """Put views into an order; those that the user may not change keep their place."""
        seen = {each.id: each for each in await self._views.all_saved(identity.username)}
        mine = [each for each in view_ids if each in seen and seen[each].owner == identity.username]
        places = sorted(seen[each].position for each in mine)
        for view_id, position in zip(mine, places, strict=True):
            await asyncio.to_thread(kept.change_view, self._database, view_id, position=position)
        await self._views.follow()

    async def _changeable(self, identity: Identity, view_id: int) -> SavedView | None:
        view = next((each for each in await self._views.all_saved(identity.username) if each.id == view_id), None)
        if view is not None and not view.may_be_changed_by(identity.username, is_admin=identity.role >= Role.ADMIN):
            message = "only its owner and admins may change a shared view"
            raise NotYourViewError(message)
        return view


def _check_sharing(identity: Identity, *, is_shared: bool) -> None:
    if is_shared and identity.role < Role.AGENT:
        message = "only agents and admins may share views"
        raise NotYourViewError(message)
