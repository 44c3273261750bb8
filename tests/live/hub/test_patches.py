"""Changes of a page are sent instead of the page, to browsers that have the page they apply to."""

from dataclasses import replace
from random import Random
from types import SimpleNamespace

from rca_dashboard.domain.views.page import TicketPage, ticket_row
from rca_dashboard.domain.views.page_patch import patch_between
from rca_dashboard.domain.views.view import View
from rca_dashboard.live.hub.list_rooms import RoomPages
from rca_dashboard.live.hub.store_reader import StoreReader
from rca_dashboard.live.messages import ChangedRows, Pulse
from rca_dashboard.live.push import RoomPush
from rca_dashboard.live.reflex_adapter.socket import FIELD_MARKER, Delta
from rca_dashboard.store.engine import Database
from tests.live.hub.browser_player import BrowserPlayer, RecordedList
from tests.live.hub.browsers import Browser, Desk
from tests.live.hub.ticket_hub import store
from tests.tickets import make

KEY = View().key
ROWS = tuple(ticket_row(make(place)) for place in range(40))


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


def random_page(chance: Random, rev: int) -> TicketPage:
    rows = [replace(row, revision=9) if chance.random() < 0.1 else row for row in chance.sample(ROWS, 25)]
    left = tuple(row.sys_id for row in rows[20:22])
    sizes = {"total": chance.randrange(99), "pages": chance.randrange(9), "has_more": chance.random() < 0.5}
    return TicketPage(KEY, rev, tuple(rows[: chance.randint(0, 20)]), boot="boot", left=left, **sizes)


def test_a_patch_makes_the_next_page_of_any_page_in_the_browser() -> None:
    chance = Random(5)
    pairs = [(random_page(chance, 7), random_page(chance, 8)) for _ in range(2_000)]
    patched = [(before, after, patch) for before, after in pairs if (patch := patch_between(before, after))]
    with BrowserPlayer() as player:
        played = player.play_lists(
            RecordedList((before, patch), before, Pulse(KEY, after.rev, after.boot)) for before, after, patch in patched
        )
    assert len(patched) > 300
    for (_, after, _), shown in zip(patched, played, strict=True):
        screen = shown.after
        assert screen.rows == after.rows
        assert (screen.total, screen.pages, screen.has_more) == (after.total, after.pages, after.has_more)
        assert not shown.is_behind


class Wire:
    """Keeps what is delivered."""

    def __init__(self) -> None:
        self.delivered: list[dict[str, Delta]] = []

    async def deliver(self, deltas: dict[str, Delta]) -> None:
        self.delivered.append(deltas)


def recorded_push() -> tuple[Wire, RoomPush]:
    """Return a push, and what it delivers."""
    wire, names = Wire(), ("tickets", "changed")
    screens = SimpleNamespace(**{name: SimpleNamespace(get_full_name=lambda name=name: name) for name in names})
    return wire, RoomPush(wire, screens)  # pyright: ignore[reportArgumentType] - all that it needs of both


async def test_a_changed_row_travels_once_in_a_frame_with_the_list_or_beside_it() -> None:
    page = TicketPage(KEY, 7, ROWS[:20], boot="boot")
    row = replace(ROWS[3], revision=8)
    after = replace(page, rev=8, rows=(*page.rows[:3], row, *page.rows[4:]))
    for base, elsewhere in ((page, ()), (None, ()), (page, (ROWS[30],))):
        wire, push = recorded_push()
        changed = ChangedRows(rev=8, rows=(row, *elsewhere))
        async with push.together():
            await push.page(after, base)
            await push.changed(changed)
        ((everybody, to_all), (room, to_view)) = wire.delivered[0].items()
        assert (everybody, room) == (push.everybody, push.room_of(KEY))  # of two values, the room's counts
        assert to_all == {"changed": {"changed" + FIELD_MARKER: changed}}
        assert to_view["changed"] == {"changed" + FIELD_MARKER: replace(changed, rows=elsewhere)}


async def test_pages_sent_together_are_one_patch_of_the_page_sent_before(database: Database) -> None:
    versions: list[TicketPage] = []
    for place in range(20):
        store(database, make(place))
        versions.append(await StoreReader(database).page(View()))
    wire, push = recorded_push()
    async with push.together():
        await push.page(versions[18], versions[17])
        await push.page(versions[19], versions[18])
    patch = patch_between(versions[17], versions[19])
    assert wire.delivered == [{push.room_of(KEY): {"tickets": {"patch" + FIELD_MARKER: patch}}}]
