"""Concurrent writers and readers, and processes that die or fork."""

import os
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest
from sqlalchemy import update

from rca_dashboard.domain.tickets.change import Origin
from rca_dashboard.domain.views.view import View
from rca_dashboard.store.engine import Database
from rca_dashboard.store.feed import changes_after, latest_seq
from rca_dashboard.store.queries import ticket_list
from rca_dashboard.store.schema.tickets import FEED_COUNTER
from rca_dashboard.store.tickets.upsert import UpsertResult, upsert
from tests.tickets import NOON, make


def test_seq_has_no_holes_and_follows_commits_when_writers_meet(database: Database) -> None:
    seen: list[Sequence[int]] = []

    def write(writer: int) -> list[UpsertResult]:
        return [
            upsert(
                database,
                # Tickets of its own, and one that all write.
                [make(100 * writer + step), make(9999, mod_count=10 * step + writer)],
                origin=Origin.POLL,
                at=NOON,
            )
            for step in range(10)
        ]

    def look() -> None:
        seen.extend([change.seq for change in changes_after(database, 0, 1000)] for _ in range(60))

    with ThreadPoolExecutor(5) as threads:
        writers = [threads.submit(write, writer) for writer in range(4)]
        reader = threads.submit(look)
        results = [result for writer in writers for result in writer.result()]
        reader.result()
    told = sorted(change.seq for result in results for change in result.changes)
    assert told == list(range(1, latest_seq(database) + 1))
    assert [change.seq for change in changes_after(database, 0, 1000)] == told
    # Whoever read the feed up to a seq had seen everything before it: nothing appears behind a reader's back.
    assert all(list(earlier) == list(range(1, len(earlier) + 1)) for earlier in seen)
    versions = [
        change.changes["mod_count"] for change in changes_after(database, 0, 1000) if "9999" in change.ticket_id
    ]
    assert all(old[1] == new[0] for old, new in pairwise(versions))
    assert versions[-1][1] == 93


def test_a_page_its_total_and_its_rev_are_of_one_moment(database: Database) -> None:
    def write() -> None:
        for place in range(60):
            upsert(database, [make(place)], origin=Origin.POLL, at=NOON)

    with ThreadPoolExecutor(1) as threads:
        writer = threads.submit(write)
        while not writer.done():
            page = ticket_list(database, View(limit=100))
            assert len(page.tickets) == page.total == page.rev
        writer.result()


def test_a_failing_writer_leaves_nothing_and_blocks_no_one(database: Database) -> None:
    def fail() -> None:
        with database.write() as session:
            session.connection().execute(update(FEED_COUNTER).values(seq=7))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert latest_seq(database) == 0
    assert upsert(database, [make(1)], origin=Origin.POLL, at=NOON).changes[0].seq == 1


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
def test_a_forked_child_opens_connections_of_its_own(database: Database) -> None:
    code = """
import os, sys
from sqlalchemy import text
from rca_dashboard.store.engine import Database

database = Database(sys.argv[1])

def connection_of_process():
    with database.read() as session:
        return id(session.connection().connection.dbapi_connection), database.engine.pool.checkedin()

first, _ = connection_of_process()
again, _ = connection_of_process()
assert first == again, "the pool keeps its connection"
held = database.engine.pool.checkedin()
child = os.fork()
if child == 0:
    os._exit(0 if database.engine.pool.checkedin() == 0 and connection_of_process() else 1)
_, status = os.waitpid(child, 0)
assert held == 1
assert os.waitstatus_to_exitcode(status) == 0, "the child has its parent's connections"
assert connection_of_process()[0] == first, "the parent's connection lives"
"""
    url = database.engine.url.render_as_string(hide_password=False)
    subprocess.run([sys.executable, "-c", code, url], check=True, timeout=30)


def test_a_killed_process_leaves_whole_transactions(database: Database) -> None:
    code = """
import sys
sys.path.insert(0, ".")
from rca_dashboard.domain.tickets.change import Origin
from rca_dashboard.store.engine import Database
from rca_dashboard.store.schema.tickets import FEED_COUNTER
from rca_dashboard.store.tickets.upsert import upsert
from tests.tickets import NOON, make
database = Database(sys.argv[1])
for batch in range(10_000):
    upsert(database, [make(10 * batch + place) for place in range(10)], origin=Origin.POLL, at=NOON)
    print(batch, flush=True)
"""
    url = database.engine.url.render_as_string(hide_password=False)
    with subprocess.Popen([sys.executable, "-c", code, url], stdout=subprocess.PIPE) as process:
        assert process.stdout
        told = [process.stdout.readline() for _ in range(5)]
        process.kill()
    assert told[-1] == b"4\n"
    seq = latest_seq(database)
    page = ticket_list(database, View(limit=1))
    assert seq >= 50
    assert seq % 10 == 0
    assert len(changes_after(database, 0, 10**6)) == page.total == seq
