"""The views in the navigation, and how many tickets each has."""

from typing import Any

import reflex as rx
from reflex.state import BaseState

from rca_dashboard.access.identity import Role
from rca_dashboard.access.permissions import allowed
from rca_dashboard.domain.views.saved_view import InvalidSavedViewError, NotYourViewError
from rca_dashboard.domain.views.since_looked import SinceLooked
from rca_dashboard.live.messages import ViewItem
from rca_dashboard.live.running import running
from rca_dashboard.ui.pushed.me import current_identity
from rca_dashboard.ui.pushed.sight import sight_of
from rca_dashboard.ui.pushed.undo import DeletedView, offer_undo

LONGEST_SENT = 2_000


class ViewsState(rx.State):
    """The views that the user is offered; the page load sets the user and the list on the screen.

    A view's count is in ``counts``, which all browsers share, or in ``my_counts``: read it with ``count_of``. 10,001
    means more than 10,000, and -1 that it was not counted yet.
    """

    _username: str = ""
    _view_key: str | None = None

    @rx.var(cache=False, initial_value=[])
    def quick(self) -> list[ViewItem]:
        """The views that everyone has: My tickets, Unassigned, Major, All open, All."""
        return running().live.views.quick(self._username)

    @rx.var(cache=False, initial_value=[])
    def saved(self) -> list[ViewItem]:
        """The saved views that the user may see, in their order."""
        return running().live.views.saved(self._username)

    @rx.var(cache=False, initial_value={})
    def counts(self) -> dict[str, int]:
        """The counts of the views that everyone may see, by key."""
        return running().live.views.counts(sight_of(self).hub.view_counts)

    @rx.var(cache=False, initial_value={})
    def my_counts(self) -> dict[str, int]:
        """The counts of the user's own views, by key."""
        return running().live.views.my_counts(self._username)

    @rx.var(cache=False, initial_value="")
    def current(self) -> str:
        """The key of the view that the list shows; empty if its filter is no view's, or on another page."""
        return "" if self._view_key is None else running().live.views.current(self._username, self._view_key)


class SinceLookedState(rx.State):
    """What has happened to the list since the user last looked at it; the page load sets it."""

    since: rx.Field[SinceLooked] = rx.field(default_factory=SinceLooked)


class SavingState(rx.State):
    """Saves views, and changes those that the user may change; says what became of it."""

    answer: str = ""
    is_error: bool = False

    @rx.event
    @allowed(Role.VIEWER)
    async def save(self, query: str, form: dict[str, Any]) -> None:
        """Save a list's filter as a view."""
        save = running().live.view_changes.save
        await self._try("View saved.", save, query=query, **{"icon": "", **_sent(form)})

    @rx.event
    @allowed(Role.VIEWER)
    async def change(self, key: str, form: dict[str, Any]) -> None:
        """Rename a view, give it another icon, share it or keep it for its owner alone."""
        await self._try("View changed.", running().live.view_changes.change, _id_of(key), **_sent(form))

    @rx.event
    @allowed(Role.VIEWER)
    async def delete(self, key: str) -> None:
        """Delete a view."""
        view = await self._try("View deleted.", running().live.view_changes.delete, _id_of(key))
        if view is not None:
            await offer_undo(self, f"View “{view.name}” deleted", DeletedView(view))

    @rx.event
    @allowed(Role.VIEWER)
    async def order(self, keys: list[str]) -> None:
        """Put the views that the user owns into this order."""
        await self._try("", running().live.view_changes.order, [_id_of(key) for key in keys[:LONGEST_SENT]])

    @rx.event
    @allowed(Role.VIEWER)
    async def set_default(self, key: str) -> None:
        """Open the list with this view from now on; empty for all open tickets."""
        identity = await current_identity(self)
        await running().live.views.set_default(identity.username, key[:LONGEST_SENT])

    async def _try(self, answer: str, act: Any, *args: object, **kwargs: object) -> Any:  # noqa: ANN401 - a method of the views
        identity = await current_identity(self)
        try:
            done = await act(identity, *args, **kwargs)
        except (InvalidSavedViewError, NotYourViewError) as error:
            self.answer, self.is_error = f"{str(error)[:1].upper()}{str(error)[1:]}.", True
            return None
        self.answer, self.is_error = answer, False
        return done


def count_of(item: Any) -> rx.Var[int]:  # noqa: ANN401 - a var of a ViewItem, whose fields are vars too
    """Return how many tickets a view of the navigation has."""
    return rx.cond(item.is_personal, ViewsState.my_counts[item.key], ViewsState.counts[item.key]).to(int)


async def give_views(root: BaseState, username: str, view_key: str | None) -> None:
    """Set whose views a browser shows, and which list; None if its page is no list."""
    views = await root.get_state(ViewsState)
    views._username = username  # noqa: SLF001 - ours; a public method of a state could be called by any browser
    views._view_key = view_key  # noqa: SLF001 - as above


async def give_since(root: BaseState, since: SinceLooked) -> None:
    """Set what has happened to a browser's list since its user last looked at it."""
    (await root.get_state(SinceLookedState)).since = since


def _id_of(key: str) -> int:
    return int(key) if key.isascii() and key.isdigit() and len(key) <= 9 else 0  # noqa: PLR2004 - more digits than any id


def _sent(form: dict[str, Any]) -> dict[str, Any]:
    """Return the name in a form, whether the view is to be shared, and the icon if one is chosen."""
    sent = {"name": str(form.get("name", ""))[:LONGEST_SENT], "shared": bool(form.get("shared"))}
    icon = str(form.get("icon") or "")[:LONGEST_SENT]
    return {**sent, "icon": icon} if icon else sent
