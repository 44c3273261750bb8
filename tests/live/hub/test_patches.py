"""What has changed of a page is told instead of the page, to those who have what it changes."""

from dataclasses import replace
from random import Random
from types import SimpleNamespace

from rca_dashboard.domain.views.page import TicketPage
from rca_dashboard.domain.views.page_patch import patch_between
from rca_dashboard.domain.views.view import View
from rca_dashboard.live.hub.list_rooms import RoomPages
from rca_dashboard.live.hub.store_reader import StoreReader
from rca_dashboard.live.push import RoomPush, room_of
from rca_dashboard.live.reflex_adapter.socket import FIELD_MARKER, Delta
from rca_dashboard.store.engine import Database
from tests.live.hub.browsers import Browser, Desk
from tests.live.hub.ticket_hub import store
from tests.tickets import make

KEY = View().key


class ReaderOfOne(StoreReader):
    """The real store; ``opened`` is what one reader has done, which changes a page and no ``rev``."""

    opened = 0

    async def page(self, view: View) -> TicketPage:
        page = await super().page(view)
        return replace(page, total=page.total - self.opened)


async def test_after_two_pages_of_one_rev_the_next_is_whole_again(database: Database) -> None:
    store(database, *(make(place) for place in range(20)))
    desk, reader, browser = Desk(Random(0)), ReaderOfOne(database), Browser(view=View())
    pages = RoomPages(reader, desk, "boot")
    desk.rooms[KEY] = {browser}
    await pages.open(KEY)
    told: list[bool] = []
    for opened in (0, 1, 1, 1):
        if opened == reader.opened:
            store(database, make(30 + len(told)))
        reader.opened = opened
        before = browser.patches
        await pages.refresh(KEY)
        told.append(browser.patches > before)
    assert told == [True, False, False, True]


class Wire:
    """Keeps what is delivered."""

    def __init__(self) -> None:
        self.delivered: list[dict[str, Delta]] = []

    async def deliver(self, deltas: dict[str, Delta]) -> None:
        self.delivered.append(deltas)


async def test_pages_that_go_together_are_one_patch_of_what_was_told_before_them(database: Database) -> None:
    versions: list[TicketPage] = []
    for place in range(20):
        store(database, make(place))
        versions.append(await StoreReader(database).page(View()))
    wire, screens = Wire(), SimpleNamespace(tickets=SimpleNamespace(get_full_name=lambda: "tickets"))
    push = RoomPush(wire, screens)  # pyright: ignore[reportArgumentType] - all that it needs of both
    async with push.together():
        await push.page(versions[18], versions[17])
        await push.page(versions[19], versions[18])
    patch = patch_between(versions[17], versions[19])
    assert wire.delivered == [{room_of(KEY): {"tickets": {"patch" + FIELD_MARKER: patch}}}]
