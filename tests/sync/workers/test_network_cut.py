"""The network between the leader and PostgreSQL is cut: nothing arrives, and nothing says so."""

import asyncio

import pytest

from rca_dashboard.store.engine import Database, DatabaseUnavailableError
from rca_dashboard.store.feed import changes_after, latest_seq
from tests.fixtures.cable import Cable
from tests.servicenow.table_server import TableServer
from tests.sync.sync_harness import until
from tests.sync.workers.test_leadership import Make, instance, make, quick

__all__ = ["instance", "make", "quick"]


@pytest.mark.slow  # the lease of a leader that is cut off ends after 6 s
async def test_a_leader_that_the_network_cuts_off_steps_down_and_misses_nothing(
    make: Make, database: Database, instance: TableServer
) -> None:
    url = database.engine.url
    with Cable() as cable:
        cable.target = url.port or 0
        one = make("one", url.set(host="127.0.0.1", port=cable.port).render_as_string(hide_password=False))
        await until(lambda: one.leads)
        two = make("two")
        await two.leadership.settled()
        cable.go_dark()
        instance.put(1)
        polling = asyncio.create_task(one.steering.poller.poll_now())  # in mid-transaction, or before it
        await until(lambda: two.leads, seconds=15)
        assert not one.leads
        await two.steering.poller.poll_now()
        assert [change.seq for change in await asyncio.to_thread(changes_after, database, 0, 10)] == [1]
        cable.light_up()
        seen = await asyncio.wait_for(_read_again(one.database), 15)
        assert seen == 1
        assert (await asyncio.wait_for(asyncio.gather(polling, return_exceptions=True), 15))[0] is not None
        assert two.leads
        assert len(one.terms) == 1
        assert await asyncio.to_thread(latest_seq, database) == 1


async def _read_again(database: Database) -> int:
    while True:
        try:
            return await asyncio.to_thread(latest_seq, database)
        except DatabaseUnavailableError:
            await asyncio.sleep(0.1)
