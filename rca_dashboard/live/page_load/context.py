"""One page load: what is known of it, and what its steps find out."""

from dataclasses import dataclass
from typing import Protocol

from reflex.istate.data import ReflexURL
from reflex.state import BaseState, StateUpdate
from reflex_base.event import Event

from rca_dashboard.access.identity import Identity
from rca_dashboard.domain.views.view import View
from rca_dashboard.live.messages import Marks


@dataclass(slots=True, kw_only=True)
class PageLoadContext:
    """What the steps of a page load read and write, in their order.

    Attributes:
        root: The browser's states, whose lock is held.
        event: What the browser sent.
        sid: Its socket.
        url: The address that it shows.
        identity: Who it belongs to.
        view: The list that the address names; None for another page.
        ticket_key: The ticket that the address names; empty where it names none.
        is_operations: Whether it shows the operations page, and may.
        marks: The person's marks on the rows of the page; None while they cannot be read.
    """

    root: BaseState
    event: Event
    sid: str
    url: ReflexURL
    identity: Identity
    view: View | None = None
    ticket_key: str = ""
    is_operations: bool = False
    marks: Marks | None = None


class PageStates(Protocol):
    """The states that hold what belongs to one browser."""

    async def is_first_event(self, root: BaseState) -> bool:
        """Say whether a browser's event is the first that its state sees; the next one is not."""
        ...

    async def fill(self, load: PageLoadContext) -> None:
        """Say what a browser shows, and to whom."""
        ...


class Step(Protocol):
    """A step of a page load; what it returns is the answer, and None lets the next step follow."""

    async def __call__(self, load: PageLoadContext) -> StateUpdate | None:
        """Take the step."""
        ...
