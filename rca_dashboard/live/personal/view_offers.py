"""Which named views a user is offered: the quick ones, and the saved ones that they may see."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from rca_dashboard.domain.views.saved_view import QUICK_VIEWS, SavedView, view_of
from rca_dashboard.domain.views.ticket_filter import ME, TicketFilter
from rca_dashboard.live.messages import ViewItem
from rca_dashboard.store.personal.people import Person


@dataclass(frozen=True, slots=True)
class Offer:
    """A view that a user is offered: its item, and the key of its list for this user."""

    item: ViewItem
    view_key: str
    filter: TicketFilter


def offers_to(person: Person, saved: Sequence[SavedView]) -> Iterator[Offer]:
    """Yield the views that a user is offered, the quick ones first."""
    default = person.default_view or "open"
    for each in QUICK_VIEWS:
        item = ViewItem(each.key, each.name, each.icon, each.query, is_default=each.key == default)
        yield _offer(item, person, is_shared=True)
    for view in saved:
        if view.may_be_seen_by(person.username):
            is_default = str(view.id) == default
            yield _offer(_item(view, person.username, is_default=is_default), person, is_shared=view.is_shared)


def view_icon(query: str) -> str:
    """Return the icon of a view that was saved without one."""
    wanted = view_of(query).filter
    if ME in wanted.assigned_to:
        return "user"
    if wanted.due_before or wanted.breached:
        return "alarm-clock"
    return "flame" if wanted.priority else "list-filter"


def _item(view: SavedView, username: str, *, is_default: bool) -> ViewItem:
    return ViewItem(
        str(view.id),
        view.name,
        view.icon,
        view.query or "is_open=all",
        shared=view.is_shared,
        is_mine=view.owner == username,
        is_default=is_default,
    )


def _offer(item: ViewItem, person: Person, *, is_shared: bool) -> Offer:
    view = view_of(item.query).for_reader(person.username, person.servicenow_id or "")
    wanted = view.filter
    is_personal = not is_shared or ME in wanted.assigned_to or bool(wanted.reader)
    return Offer(replace(item, is_personal=is_personal), view.key, wanted)


def own(offers: Iterable[Offer]) -> list[Offer]:
    """Return the offers whose counts are a user's own."""
    return [each for each in offers if each.item.is_personal]
