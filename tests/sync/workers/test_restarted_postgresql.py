"""PostgreSQL restarts: workers hear each other again by themselves, and have warned once."""

import asyncio

import pytest

from rca_dashboard.domain.tickets.change import Origin
from rca_dashboard.store.engine import Database
from rca_dashboard.store.migrate import migrate
from rca_dashboard.store.tickets.upsert import upsert
from rca_dashboard.store.wake_ups import Topic
from rca_dashboard.sync.workers.listener import Listener
from tests.postgres import restarted_postgresql, running_postgresql
from tests.sync.sync_harness import until
from tests.tickets import NOON, make


@pytest.mark.slow  # a server of its own, which is started twice: 4 s
async def test_after_a_restart_changes_are_stored_and_heard_again(caplog: pytest.LogCaptureFixture) -> None:
    with running_postgresql() as url:
        database = Database(url)
        migrate(database)
        heard: list[str] = []
        listener = Listener(database, url, {Topic.FEED: heard.append}, (lambda: None,))
        running = asyncio.create_task(listener.run())
        await until(lambda: listener.is_hearing)
        await asyncio.to_thread(upsert, database, [make(1)], origin=Origin.POLL, at=NOON)
        await until(lambda: len(heard) == 1)
        with restarted_postgresql(url):
            await until(lambda: not listener.is_hearing)
            await until(lambda: listener.is_hearing)
            await asyncio.to_thread(upsert, database, [make(2)], origin=Origin.POLL, at=NOON)
            await until(lambda: len(heard) == 2)
            running.cancel()
            await asyncio.wait({running})
            database.close()
    assert caplog.text.count("cannot be listened to") <= 1
