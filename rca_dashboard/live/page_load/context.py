"""One page load: its inputs, and what its steps add."""

from dataclasses import dataclass
from typing import Protocol

from reflex.istate.data import ReflexURL
from reflex.state import BaseState, StateUpdate
from reflex_base.event import Event

from rca_dashboard.access.identity import Identity
from rca_dashboard.domain.views.since_looked import SinceLooked
from rca_dashboard.domain.views.view import View
from rca_dashboard.live.messages import Marks

_NOTHING = SinceLooked()


@dataclass(slots=True, kw_only=True)
class PageLoadContext:
    """The data that the steps of a page load read and write, in their order.

    Attributes:
        root: The root of the browser's states; its lock is held.
        event: The browser's event.
        sid: The browser's socket.
        url: The address that the browser shows.
        identity: The user.
        view: The list that the address names; None for another page.
        ticket_key: The ticket that the address names; empty if none.
        case: The case that the address names, empty for the board of cases; None for another page.
        is_operations: Whether the browser shows the operations page and its user may see it.
        marks: The user's marks on the rows of the page; None if they could not be read.
        since: What has happened to the list since the user last looked at it.
    """

    root: BaseState
    event: Event
    sid: str
    url: ReflexURL
    identity: Identity
    view: View | None = None
    ticket_key: str = ""
    case: str | None = None
    is_operations: bool = False
    marks: Marks | None = None
    since: SinceLooked = _NOTHING


class PageStates(Protocol):
    """The states that belong to one browser."""

    async def is_first_event(self, root: BaseState) -> bool:
        """Return True for the first event of a browser's state, and False from then on."""
        ...

    async def fill(self, load: PageLoadContext) -> None:
        """Set what a browser shows, and to which user."""
        ...


class Step(Protocol):
    """A step of a page load; a result ends the load and is the answer, None continues with the next step."""

    async def __call__(self, load: PageLoadContext) -> StateUpdate | None:
        """Run the step."""
        ...
