"""Views that are offered by name: the quick ones of everyone, and those that people save."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qsl

from rca_dashboard.domain.tickets.priority import HIGH_PRIORITIES
from rca_dashboard.domain.views.ticket_filter import InvalidViewError
from rca_dashboard.domain.views.view import View

LONGEST_NAME = 80
LONGEST_SAVED_QUERY = 2_000
MOST_VIEWS = 100
DEFAULT_ICON = "list-filter"
# Names of Lucide icons, as the page draws them.
ICONS = (
    DEFAULT_ICON,
    "bookmark",
    "star",
    "flag",
    "flame",
    "alarm-clock",
    "user",
    "users",
    "server",
    "network",
    "mail",
    "monitor",
    "lock",
    "bug",
    "wrench",
    "inbox",
)
_BLANK = re.compile(r"\s+")


class InvalidSavedViewError(ValueError):
    """Raised for a view that cannot be saved; the text names the part and says what is allowed."""


class NotYourViewError(PermissionError):
    """Raised if a user may not share a view, or change one of another user."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuickView:
    """A view that everyone has.

    Attributes:
        key: Its name in the page (``data-view``).
        query: Its canonical query string.
    """

    key: str
    name: str
    icon: str
    query: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedView:
    """A view that a user has saved.

    Attributes:
        query: Its canonical query string, without a page.
        owner: The user who saved it, and sees it if it is not shared.
        position: Its place among the views, the lowest first.
    """

    id: int
    name: str
    query: str
    icon: str
    owner: str
    is_shared: bool
    position: int
    created_at: datetime

    def may_be_seen_by(self, username: str) -> bool:
        """Return whether a user may open the view."""
        return self.is_shared or self.owner == username

    def may_be_changed_by(self, username: str, *, is_admin: bool) -> bool:
        """Return whether a user may change or delete the view: its owner, and for a shared one an admin."""
        return self.owner == username or (self.is_shared and is_admin)


def _query(**parameters: str) -> str:
    return View.from_query(parameters).key


QUICK_VIEWS = (
    QuickView(key="mine", name="My tickets", icon="user", query=_query(assigned_to="me", is_open="true")),
    QuickView(key="unassigned", name="Unassigned", icon="user-x", query=_query(assigned_to="none", is_open="true")),
    QuickView(
        key="major",
        name="Major",
        icon="flame",
        query=_query(priority=",".join(map(str, HIGH_PRIORITIES)), is_open="true"),
    ),
    QuickView(key="open", name="All open", icon="inbox", query=_query(is_open="true")),
    QuickView(key="all", name="All", icon="layers", query="is_open=all"),
)


def parameters_of(query: str) -> dict[str, str]:
    """Return the parameters of a query string, with or without its question mark."""
    return dict(parse_qsl(query.removeprefix("?")))


def view_of(query: str) -> View:
    """Return the list that a named view's query string shows."""
    return View.from_query(parameters_of(query))


def canonical_query(query: str) -> str:
    """Return a query string as it is saved: canonical, and without a page.

    Raises:
        InvalidSavedViewError: If it is too long, or a parameter is invalid.
    """
    parameters = parameters_of(query)
    try:
        view = View.from_query(parameters).at_page(1)
    except InvalidViewError as error:
        message = f"query: {error}"
        raise InvalidSavedViewError(message) from error
    if len(view.key) > LONGEST_SAVED_QUERY:
        message = f"query: a saved view takes at most {LONGEST_SAVED_QUERY} characters"
        raise InvalidSavedViewError(message)
    return view.key


def valid_name(name: str) -> str:
    """Return a view's name without needless white space.

    Raises:
        InvalidSavedViewError: If nothing is left, or it is too long.
    """
    text = _BLANK.sub(" ", name).strip()
    if not text or len(text) > LONGEST_NAME:
        message = f"name: a view's name has 1 to {LONGEST_NAME} characters"
        raise InvalidSavedViewError(message)
    return text


def valid_icon(icon: str) -> str:
    """Return an icon's name.

    Raises:
        InvalidSavedViewError: If there is no such icon.
    """
    if icon not in ICONS:
        message = f"icon: must be one of {', '.join(ICONS)}"
        raise InvalidSavedViewError(message)
    return icon


def merged_query(saved: str, asked: Mapping[str, str]) -> dict[str, str]:
    """Return a saved view's parameters with those of an address, which come first."""
    return {**parameters_of(saved), **{name: value for name, value in asked.items() if value}}
