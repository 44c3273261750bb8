"""Counts of views: once for all browsers, and only where a change can matter."""

from collections.abc import Sequence

import pytest

from rca_dashboard.domain.tickets.change import Origin
from rca_dashboard.domain.views.view import View
from rca_dashboard.live.hub.store_reader import StoreReader
from rca_dashboard.live.hub.view_counts import NOT_COUNTED, ViewCounts
from rca_dashboard.store import queries
from rca_dashboard.store.engine import Database
from rca_dashboard.store.tickets.upsert import upsert
from tests.tickets import NOON, make

OPEN, MAJOR, ALL = "is_open=true", "is_open=true&priority=1%2C2", ""


class CountingReader(StoreReader):
    asked: list[list[str]]

    async def view_counts(self, views: Sequence[View]) -> dict[str, int]:
        self.asked.append([view.key for view in views])
        return await super().view_counts(views)


@pytest.fixture
def reader(database: Database) -> CountingReader:
    made = CountingReader(database)
    made.asked = []
    return made


def store(database: Database, place: int, **special: object) -> None:
    upsert(database, [make(place, **special)], origin=Origin.POLL, at=NOON)


async def test_many_pages_that_load_are_one_count(database: Database, reader: CountingReader) -> None:
    store(database, 1, priority=1)
    store(database, 2, is_active=False)
    counts = ViewCounts(reader)
    assert counts.count(OPEN) == NOT_COUNTED
    for _ in range(5):
        await counts.open([OPEN, MAJOR, ALL])
    assert reader.asked == [[ALL, OPEN, MAJOR]]
    assert [counts.count(key) for key in (OPEN, MAJOR, ALL)] == [1, 1, 2]


async def test_only_counts_that_a_change_can_alter_are_read_again_and_only_what_differs_is_sent(
    database: Database, reader: CountingReader
) -> None:
    store(database, 1, priority=3)
    counts, sent = ViewCounts(reader), list[frozenset[str]]()

    async def push(changed: frozenset[str]) -> None:
        sent.append(changed)

    counts.serve(lambda: [OPEN, MAJOR, ALL], push)
    await counts.open([OPEN, MAJOR, ALL])
    reader.asked.clear()
    before = queries.latest_seq(database)
    store(database, 1, priority=1, mod_count=1)
    counts.follow(queries.changes_after(database, before, 10))
    await counts.read_if_due()
    assert (reader.asked, sent) == ([[MAJOR]], [frozenset({MAJOR})])
    store(database, 1, priority=1, mod_count=2, short_description="Another text")
    counts.follow(queries.changes_after(database, before + 1, 10))
    await counts.read_if_due()
    assert len(reader.asked) == 1


async def test_a_view_that_no_one_is_offered_any_more_is_not_counted(
    database: Database, reader: CountingReader
) -> None:
    counts = ViewCounts(reader)
    await counts.open([OPEN, MAJOR])

    async def push(changed: frozenset[str]) -> None:
        assert changed == {OPEN}

    counts.serve(lambda: [OPEN], push)
    counts.beat()
    store(database, 1, priority=1)
    counts.follow(queries.changes_after(database, 0, 10))
    reader.asked.clear()
    await counts.read_if_due()
    assert (reader.asked, counts.count(MAJOR)) == ([[OPEN]], NOT_COUNTED)
