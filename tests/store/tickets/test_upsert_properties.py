"""The upsert with any versions in any order is idempotent, has the same end, and the feed is complete."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import count, pairwise
from uuid import uuid4

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from psycopg.sql import SQL, Identifier

from rca_dashboard.domain.json_types import Json
from rca_dashboard.domain.tickets.change import Change, Origin, fold, is_empty
from rca_dashboard.domain.tickets.ticket import Ticket
from rca_dashboard.store.engine import Database
from rca_dashboard.store.feed import changes_after, latest_seq
from rca_dashboard.store.migrate import migrate
from rca_dashboard.store.queries import ticket
from rca_dashboard.store.tickets.upsert import UpsertResult, upsert
from tests.store.tickets.upsert_counts import counts
from tests.tickets import NOON, make

# A version's rank, and by it alone its content: (sys_mod_count, minutes of sys_updated_on).
Rank = tuple[int, int]
RANKS = st.tuples(st.integers(0, 3), st.integers(-2, 2))
VERSIONS = st.lists(st.tuples(st.integers(0, 2), RANKS), min_size=1, max_size=10)
places = count(1)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def long_lived(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A database for many examples, each with tickets of its own."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path_factory.mktemp('properties') / 'tickets.db'}"
    else:
        server, name = request.getfixturevalue("postgresql_url"), f"test_{uuid4().hex}"
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
        url = server.removesuffix("postgres") + name
    database = Database(url)
    migrate(database)
    yield database
    database.close()


def version(place: int, rank: Rank) -> Ticket:
    mod_count, minutes = rank
    return make(
        place,
        mod_count=mod_count,
        updated_at=NOON + timedelta(minutes=minutes),
        short_description=f"version {mod_count} of {minutes}",
        state=str(mod_count % 2),
        tags=("x",) * (minutes % 2),
        extra={"u_floor": str(minutes // 2)},
    )


def fresh(versions: Sequence[tuple[int, Rank]]) -> list[Ticket]:
    """Return versions of tickets that the database has never seen."""
    begin = next(places) * 10
    return [version(begin + which, rank) for which, rank in versions]


def put(database: Database, tickets: Sequence[Ticket]) -> UpsertResult:
    return upsert(database, tickets, origin=Origin.POLL, at=NOON)


def in_batches(tickets: Sequence[Ticket], cuts: Sequence[int]) -> Iterator[Sequence[Ticket]]:
    ends = sorted({min(cut, len(tickets)) for cut in cuts} | {0, len(tickets)})
    return (tickets[begin:end] for begin, end in pairwise(ends))


def content(database: Database, sys_id: str) -> dict[str, Json]:
    stored = ticket(database, sys_id)
    assert stored is not None
    return {name: value for name, value in stored.content().items() if not is_empty(value)}


def folded(changes: Sequence[Change]) -> dict[str, dict[str, Json]]:
    contents: dict[str, dict[str, Json]] = {}
    for change in changes:
        contents[change.sys_id] = fold(contents.get(change.sys_id, {}), change.changes)
    return contents


@given(VERSIONS)
@settings(max_examples=40)
def test_twice_is_once(long_lived: Database, versions: list[tuple[int, Rank]]) -> None:
    tickets = fresh(versions)
    first = put(long_lived, tickets)
    assert sum(counts(first)) == len(tickets)
    assert first.new == len({each.sys_id for each in tickets})
    before = latest_seq(long_lived)
    again = put(long_lived, tickets)
    assert (again.new, again.updated, again.changes) == (0, 0, ())
    assert latest_seq(long_lived) == before


@given(VERSIONS, st.data())
@settings(max_examples=60)
def test_any_order_and_any_batches_of_the_same_versions_end_with_the_highest_of_each_ticket(
    long_lived: Database, versions: list[tuple[int, Rank]], data: st.DataObject
) -> None:
    before = latest_seq(long_lived)
    tickets = data.draw(st.permutations(fresh(versions)))
    for batch in in_batches(tickets, data.draw(st.lists(st.integers(1, 10), max_size=3))):
        put(long_lived, batch)
    feed = changes_after(long_lived, before, 1000)
    assert [change.seq for change in feed] == list(range(before + 1, before + 1 + len(feed)))
    told = folded(feed)
    for sys_id in {each.sys_id for each in tickets}:
        # The count decides, and the time only between equal counts: clocks of an instance's nodes step back.
        highest = max(
            (each for each in tickets if each.sys_id == sys_id), key=lambda each: (each.mod_count, str(each.updated_at))
        )
        ours = content(long_lived, sys_id)
        assert ours == told[sys_id]
        assert (ours["short_description"], ours.get("mod_count", 0)) == (highest.short_description, highest.mod_count)


@given(VERSIONS)
@settings(max_examples=40)
def test_no_version_enters_the_feed_twice_or_after_a_higher_one(
    long_lived: Database, versions: list[tuple[int, Rank]]
) -> None:
    before = latest_seq(long_lived)
    tickets = fresh(versions)
    for each in tickets:
        put(long_lived, [each])
    told: dict[str, list[tuple[Json, Json]]] = {}
    contents: dict[str, dict[str, Json]] = {}
    for change in changes_after(long_lived, before, 1000):
        contents[change.sys_id] = fold(contents.get(change.sys_id, {}), change.changes)
        now = contents[change.sys_id]
        told.setdefault(change.sys_id, []).append((now.get("mod_count", 0), now["updated_at"]))
    for ranks in told.values():
        assert ranks == sorted(set(ranks), key=str)
