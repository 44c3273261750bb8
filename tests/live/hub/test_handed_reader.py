"""What the hub takes from memory is what a fresh read of the database gives, whatever is written, and by whom."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from rca_dashboard.clock import utc_now
from rca_dashboard.domain.tickets.change import Change, Origin
from rca_dashboard.domain.tickets.ticket import Reference, Ticket
from rca_dashboard.domain.views.view import SORTABLE, TicketFilter, View
from rca_dashboard.live.hub.handed_reader import HandedReader
from rca_dashboard.store import feed, queries
from rca_dashboard.store.engine import Database
from rca_dashboard.store.tickets.deletions import mark_deleted
from rca_dashboard.store.tickets.upsert import upsert
from tests.fixtures.databases import migrated_sqlite
from tests.live.hub.film import VIEWS, next_version
from tests.statements import sent_to
from tests.store.cases.test_editing import started
from tests.tickets import NOON, make

SEEDS = 3
WRITES = 50
SHOWN = (
    *VIEWS,
    *(View(limit=7, sort=sort) for sort in SORTABLE),
    View(filter=TicketFilter(assignment_group=("Mail",), is_open=True)),
    View(filter=TicketFilter(age_max=100_000)),
)
GROUPS = (None, Reference("g1", "Mail"), Reference("g2", "Network"))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Database]:
    database = migrated_sqlite(tmp_path / "tickets.db")
    yield database
    database.close()


async def _is_as_read(reader: HandedReader, database: Database, seq: int) -> int:
    """Follow the feed as a hub does, and compare everything; return the end of the feed."""
    changes: list[Change] = []
    while more := await reader.changes_after(changes[-1].seq if changes else seq, 1_000):
        changes += more
    assert changes == list(feed.changes_after(database, seq, 1_000))
    sys_ids = tuple({change.sys_id for change in changes})
    assert set(await reader.rows(sys_ids)) == set(queries.ticket_rows(database, sys_ids))
    assert await reader.counts() == queries.ticket_counts(database, now=utc_now())
    for view in SHOWN:
        assert await reader.page(view) == queries.ticket_page(database, view)
    return feed.latest_seq(database)


@pytest.mark.parametrize("seed", range(SEEDS))
async def test_what_is_handed_over_is_what_a_fresh_read_gives(store: Database, seed: int) -> None:
    chance, versions = random.Random(seed), dict[str, Ticket]()
    elsewhere, reader, seq = Database(store.engine.url.render_as_string()), HandedReader(store), 0
    for _ in range(WRITES):
        ids = [f"{place:032x}" for place in chance.sample(range(12), chance.choice((1, 1, 2, 4)))]
        # Mostly this process writes; what another one writes is not handed over, and has to be read.
        writer = chance.choice((store, store, store, elsewhere))
        if chance.random() < 1 / 8:
            mark_deleted(writer, ids, origin=Origin.POLL, at=datetime.now(UTC))
        else:
            batch = [next_version(each, versions, chance) for each in ids]
            upsert(writer, [_grouped(each, chance) for each in batch], origin=Origin.POLL, at=datetime.now(UTC))
        if chance.random() < 2 / 3:  # otherwise the next look finds several transactions
            seq = await _is_as_read(reader, store, seq)
    elsewhere.close()


def _grouped(ticket: Ticket, chance: random.Random) -> Ticket:
    return make(0, **{name: getattr(ticket, name) for name in _KEPT}, assignment_group=chance.choice(GROUPS))


_KEPT = (
    *("sys_id", "table", "ticket_id", "short_description", "status", "state", "priority"),
    *("opened_at", "updated_at", "mod_count"),
)


async def test_a_change_that_moves_nothing_is_not_read_again(store: Database) -> None:
    reader = HandedReader(store)
    upsert(store, [make(place) for place in range(3)], origin=Origin.POLL, at=NOON)
    await _is_as_read(reader, store, 0)
    await reader.page(View())
    later = make(1, short_description="Changed", mod_count=9)
    upsert(store, [later], origin=Origin.POLL, at=NOON)
    with sent_to(store) as sent:
        (change,) = await reader.changes_after(3, 1_000)
        (row,) = await reader.rows([change.sys_id])
        page, counts = await reader.page(View()), await reader.counts()
    assert sent == []
    assert (row.short_description, counts.total, page.rev) == ("Changed", 3, 4)
    assert row in page.rows


async def test_a_ticket_of_a_case_is_read_with_its_case(store: Database) -> None:
    reader = HandedReader(store)
    upsert(store, [make(place) for place in range(3)], origin=Origin.POLL, at=NOON)
    await _is_as_read(reader, store, 0)
    started(store, 1)
    seq = await _is_as_read(reader, store, 3)
    upsert(store, [make(1, short_description="Changed", mod_count=9)], origin=Origin.POLL, at=NOON)
    await _is_as_read(reader, store, seq)
    assert "RCA-1" in {row.case for row in (await reader.page(View())).rows}


def _append_and_fail(store: Database) -> None:
    (stored,) = feed.changes_after(store, 0, 10)
    with store.write() as session:
        connection = session.connection()
        feed.append(connection, [replace(stored, seq=feed.take_turn(connection) + 1)])
        raise RuntimeError


def test_a_transaction_that_fails_hands_nothing_over(store: Database) -> None:
    upsert(store, [make(1)], origin=Origin.POLL, at=NOON)
    with pytest.raises(RuntimeError):
        _append_and_fail(store)
    assert [batch.changes[-1].seq for batch in store.recent.after(0)] == [1]
