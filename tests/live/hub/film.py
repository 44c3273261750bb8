"""What the real store returns after each of some hundred writes: read once, replayed in thousands of interleavings."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from rca_dashboard.domain.tickets.change import Change, Origin
from rca_dashboard.domain.tickets.detail import TicketDetail
from rca_dashboard.domain.tickets.ticket import Ticket
from rca_dashboard.domain.views.page import TicketCounts, TicketPage, TicketRow
from rca_dashboard.domain.views.view import TicketFilter, View
from rca_dashboard.store import feed, queries
from rca_dashboard.store.engine import Database
from rca_dashboard.store.listing.membership import matching
from rca_dashboard.store.tickets.detail import TicketSight
from rca_dashboard.store.tickets.upsert import upsert
from tests.live.hub.browsers import Desk

BEGINNING = datetime(2026, 11, 1, tzinfo=UTC)
PLACES = range(40)
VIEWS = (
    View(limit=20),
    View(limit=20, page=2),
    View(limit=20, sort="updated_at"),
    View(limit=20, sort="priority", descending=False),
    View(limit=20, filter=TicketFilter(status=("New",))),
    View(limit=20, filter=TicketFilter(priority=(1,), query="vpn")),
)


@dataclass(frozen=True, slots=True)
class Scene:
    """The store between two writes: the feed's ``seq``, and what it says of each view."""

    seq: int
    pages: dict[str, TicketPage]
    matching: dict[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Film:
    """The store over some time."""

    scenes: tuple[Scene, ...]
    changes: tuple[Change, ...]


def shoot(database: Database, writes: int) -> Film:
    """Write batches of new and changed tickets into a real store, and read each view after each of them."""
    chance = random.Random(0)
    versions: dict[str, Ticket] = {}
    scenes: list[Scene] = []
    for _ in range(writes):
        places = chance.sample(PLACES, chance.choice((1, 1, 2, 4)))
        batch = [next_version(f"{place:032x}", versions, chance) for place in places]
        upsert(database, batch, origin=Origin.POLL, at=datetime.now(UTC))
        scenes.append(_scene(database))
    return Film(tuple(scenes), tuple(feed.changes_after(database, 0, 1_000_000)))


def next_version(sys_id: str, versions: dict[str, Ticket], chance: random.Random) -> Ticket:
    known = versions.get(sys_id)
    count = known.mod_count + 1 if known else 0
    versions[sys_id] = Ticket(
        sys_id=sys_id,
        table="incident",
        ticket_id=f"INC{int(sys_id, 16):07d}",
        short_description=chance.choice(("VPN drops", "Mail is late", "Printer jams")),
        status=chance.choice(("New", "In Progress", "Closed")),
        state="1",
        priority=chance.choice((1, 1, 2, 3, None)),
        opened_at=known.opened_at if known else BEGINNING + timedelta(minutes=chance.randrange(10_000)),
        updated_at=BEGINNING + timedelta(days=10, seconds=count),
        mod_count=count,
    )
    return versions[sys_id]


def _scene(database: Database) -> Scene:
    sys_ids = [f"{place:032x}" for place in PLACES]
    return Scene(
        feed.latest_seq(database),
        {view.key: queries.ticket_page(database, view) for view in VIEWS},
        {view.key: matching(database, view.filter, sys_ids) for view in VIEWS},
    )


class Showing:
    """The store at a moment of its film, and the hub's reader of it; the figures and menus are of no account here.

    It answers after a random number of turns of the loop, as threads do, with what was so at some turn between.

    Attributes:
        now: What is stored.
    """

    def __init__(self, film: Film, chance: random.Random, longest: int) -> None:
        self._film = film
        self._at = chance.randrange(len(film.scenes) - longest)
        self._desk = Desk(chance)

    @property
    def now(self) -> Scene:
        return self._film.scenes[self._at]

    def write(self) -> None:
        """Let the next batch be stored."""
        self._at += 1

    async def page(self, view: View) -> TicketPage:
        await self._desk.pause()
        page = self.now.pages[view.key]
        await self._desk.pause()
        return page

    async def matching(self, view: View, sys_ids: Sequence[str]) -> frozenset[str]:
        await self._desk.pause()
        return self.now.matching[view.key].intersection(sys_ids)

    async def latest_seq(self) -> int:
        await self._desk.pause()
        return self.now.seq

    async def changes_after(self, seq: int, limit: int) -> Sequence[Change]:
        await self._desk.pause()
        return self._film.changes[seq : min(seq + limit, self.now.seq)]

    async def rows(self, sys_ids: Sequence[str]) -> tuple[TicketRow, ...]:  # noqa: ARG002 - the hub's interface
        return ()

    async def counts(self) -> TicketCounts:
        return TicketCounts()

    async def choices(self) -> queries.FilterChoices:
        return queries.NO_CHOICES

    async def view_counts(self, views: Sequence[View]) -> dict[str, int]:
        return {view.key: 0 for view in views}

    async def ticket_key(self, asked: str) -> str:
        return asked

    async def ticket(self, key: str) -> TicketSight:
        return TicketSight(TicketDetail(key=key), frozenset())
