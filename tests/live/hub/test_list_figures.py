"""Figures of lists: one filter that cannot be read keeps nothing from the others."""

import pytest

from rca_dashboard.domain.views.figures import ListFigures
from rca_dashboard.domain.views.view import TicketFilter, View
from rca_dashboard.live.hub.list_figures import FiguresOfLists
from rca_dashboard.store.engine import DatabaseUnavailableError

VIEWS = tuple(View(filter=TicketFilter(priority=(number,))).key for number in range(1, 6))


class Rooms:
    def __init__(self) -> None:
        self.sent: list[str] = []

    def occupied_views(self) -> frozenset[str]:
        return frozenset(VIEWS)

    async def figures(self, view_key: str, figures: ListFigures) -> None:
        assert figures.view == view_key
        self.sent.append(view_key)


async def test_a_filter_that_cannot_be_read_keeps_nothing_from_the_others() -> None:
    rooms = Rooms()

    async def read(wanted: TicketFilter) -> ListFigures:
        if wanted.priority == (3,):
            message = "a query that takes too long"
            raise DatabaseUnavailableError(message)
        return ListFigures()

    figures = FiguresOfLists(read, rooms)
    with pytest.raises(DatabaseUnavailableError):
        await figures.step()
    assert sorted(rooms.sent) == sorted(set(VIEWS) - {VIEWS[2]})
    rooms.sent.clear()
    with pytest.raises(DatabaseUnavailableError):
        await figures.step()
    assert rooms.sent == []
