"""kill -9 at any moment of an import, of catching up or of polling: the next start has everything, once.

``KILLS=50`` in the environment kills as often.
"""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from rca_dashboard.domain.progress.bulk_import import ImportState
from rca_dashboard.servicenow.authentication.auth import basic_auth
from rca_dashboard.servicenow.client import TableClient
from rca_dashboard.simulator.instance.instance import Instance
from rca_dashboard.simulator.server import Simulator
from rca_dashboard.store.engine import Database
from rca_dashboard.store.migrate import migrate
from rca_dashboard.sync.bulk_import.bulk_import import BulkImport
from rca_dashboard.sync.plan import PollingPlan
from rca_dashboard.sync.polling.poller import Poller
from tests.fixtures.app_server import ROOT
from tests.sync.convergence import assert_converged, stored, told
from tests.sync.storm import Storm
from tests.sync.sync_harness import SELDOM

KILLS = int(os.environ.get("KILLS", "5"))
PHASES = ("import", "catching up", "polling")
HISTORY = 800
BATCH_SIZE = 7
# Reading the history takes about this long here.
LONGEST_LIFE_SECONDS = 1.0
STARTING_SECONDS = 60


@asynccontextmanager
async def started(url: str, database_url: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """Start ingestion, and kill it at the end."""
    command = (sys.executable, "-m", "tests.sync.ingest_process", url, database_url, "incident", str(BATCH_SIZE))
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    assert await asyncio.wait_for(process.stdout.readline(), STARTING_SECONDS) == b"ready\n"
    try:
        yield process
    finally:
        process.kill()
        await process.wait()


async def poll_once(url: str, database: Database) -> None:
    migrate(database)
    async with aclosing(TableClient(url, basic_auth("admin", "admin"))) as client:
        poller = Poller(client, database, PollingPlan(cron=SELDOM))
        bulk_import = BulkImport(
            client, poller.writer, PollingPlan(batch_size=BATCH_SIZE), server_clock=poller.server_clock
        )
        await bulk_import.resume()
        assert (await poller.poll_now()).error is None
        async with asyncio.timeout(60):
            while bulk_import.status().is_under_way:  # noqa: ASYNC110 - what it waits for has no event
                await asyncio.sleep(0.01)
        assert bulk_import.status().state is ImportState.DONE


class Past:
    """An instance whose clock a test puts back, and its history."""

    def __init__(self, seed: int) -> None:
        self.chance = Random(seed)
        self.ago = timedelta(days=2)
        self.storm = Storm(self.chance, Instance(clock=lambda: datetime.now(UTC) - self.ago, seed=seed))

    def pass_days(self, days: int) -> None:
        """Let tickets come and change, some in shared seconds, none so late that the overlap would bring them."""
        instance = self.storm.instance
        moments = sorted(instance.clock() + timedelta(days=days * self.chance.random()) for _ in range(HISTORY // 2))
        for moment in moments:
            self.storm.create(moment)
            self.storm.change(moment)
        self.ago -= timedelta(days=days)


@pytest.mark.slow  # 4 s of CPU each: three starts of the interpreter, and the app's imports
@pytest.mark.parametrize("seed", range(KILLS))
async def test_after_a_kill_the_next_start_has_everything_once(seed: int, tmp_path: Path) -> None:
    past, phase = Past(seed), PHASES[seed % len(PHASES)]
    storm, life = past.storm, past.chance.uniform(0, LONGEST_LIFE_SECONDS)
    database_url = f"sqlite:///{tmp_path / 'tickets.db'}"
    database = Database(database_url)
    with Simulator(storm.instance) as simulator:
        past.pass_days(1)
        if phase == "catching up":
            await poll_once(simulator.url, database)
        past.pass_days(1)
        if phase == "polling":
            await poll_once(simulator.url, database)
        async with started(simulator.url, database_url) as process:
            ends = asyncio.get_running_loop().time() + life
            while asyncio.get_running_loop().time() < ends:
                storm.rage(5)
                await asyncio.sleep(0.01)
            assert process.returncode is None
        migrate(database)
        kept = stored(database)
        assert told(database) == kept
        print(f"seed {seed}: killed after {life:.3f} s of {phase}, with {len(kept)} tickets")  # noqa: T201 - shown where it fails
        await poll_once(simulator.url, database)
        async with aclosing(TableClient(simulator.url, basic_auth("admin", "admin"))) as client:
            await assert_converged(simulator, client, database)
    database.close()
