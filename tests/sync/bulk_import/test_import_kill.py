"""kill -9 during an import, again and again: it ends with every row, and no page was fetched more than twice.

``IMPORT_ROWS=100000 IMPORT_KILLS=10`` in the environment imports as many rows and kills as often.
"""

import asyncio
import os
import sys
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import select

from rca_dashboard.domain.progress.bulk_import import ImportPlace
from rca_dashboard.domain.tickets.change import Origin
from rca_dashboard.simulator.instance.instance import Instance
from rca_dashboard.simulator.server import Simulator
from rca_dashboard.store.engine import Database
from rca_dashboard.store.migrate import migrate
from rca_dashboard.store.progress.import_places import load_places
from rca_dashboard.store.schema.tickets import CHANGE, TICKET
from tests.fixtures.app_server import ROOT

ROWS = int(os.environ.get("IMPORT_ROWS", "5000"))
KILLS = int(os.environ.get("IMPORT_KILLS", "3"))
PAGE = 1000 if ROWS >= 50_000 else 250
# Bulk jobs stamp many rows alike: some pages end within a second.
MOST_IN_A_SECOND = 40
LONGEST_SECONDS = 30 + ROWS / 100


@asynccontextmanager
async def ingesting(simulator: Simulator, database_url: str) -> AsyncIterator[None]:
    command = [sys.executable, "-m", "tests.sync.ingest_process", simulator.url, database_url, "incident", str(PAGE)]
    process = await asyncio.create_subprocess_exec(*command, "0.2", cwd=ROOT, stdout=asyncio.subprocess.PIPE)
    try:
        yield
        assert process.returncode is None
    finally:
        process.kill()
        await process.wait()


def instance_with_history(chance: Random) -> Instance:
    instance = Instance(clock=lambda: datetime.now(UTC))
    at = instance.clock() - timedelta(days=300)
    place = 0
    while place < ROWS:
        at += timedelta(seconds=chance.randint(1, 60))
        for _ in range(chance.choice((1, 1, 1, 3, MOST_IN_A_SECOND))):
            instance.insert("incident", at=at, short_description=f"Printer {place} is on fire")
            place += 1
    return instance


async def until_imported(database: Database, is_enough: Callable[[ImportPlace], bool]) -> None:
    async with asyncio.timeout(LONGEST_SECONDS):
        while True:
            place = (await asyncio.to_thread(load_places, database)).get("incident")
            if place is not None and is_enough(place):
                return
            await asyncio.sleep(0.02)


async def until_past(instance: Instance, database: Database) -> None:
    """Wait until what is born now is the polls' alone: the import takes what is stamped with its own second too."""
    while instance.clock() < load_places(database)["incident"].until + timedelta(seconds=1):  # noqa: ASYNC110 - a clock
        await asyncio.sleep(0.05)


def import_pages(simulator: Simulator) -> Counter[tuple[str, str]]:
    """Count the pages that were fetched for the import; polls alone ask from a time on."""
    asked = [request.parameters for request in simulator.requests]
    pages = [
        (each["sysparm_query"], each["sysparm_offset"])
        for each in asked
        if each.get("sysparm_limit") == str(PAGE) and "sys_updated_on>=" not in each["sysparm_query"]
    ]
    return Counter(pages)


def stored(database: Database) -> set[str]:
    with database.read() as session:
        return set(session.connection().execute(select(TICKET.c.sys_id)).scalars())


def told(database: Database) -> Counter[str]:
    """Count the origins of the feed's changes; it must have no gap, and no ticket twice."""
    with database.read() as session:
        columns = select(CHANGE.c.seq, CHANGE.c.sys_id, CHANGE.c.origin).order_by(CHANGE.c.seq)
        rows = session.connection().execute(columns).all()
    assert [row.seq for row in rows] == list(range(1, len(rows) + 1))
    assert len({row.sys_id for row in rows}) == len(rows)
    return Counter(row.origin for row in rows)


@pytest.mark.slow  # 10 s of CPU: four starts, and thousands of rows that leave time for a kill
async def test_an_import_that_is_killed_again_and_again_ends_with_every_row(tmp_path: Path) -> None:
    chance = Random(1)
    instance = instance_with_history(chance)
    history = len(instance.records("incident"))
    database_url = f"sqlite:///{tmp_path / 'tickets.db'}"
    database = Database(database_url)
    migrate(database)
    kills = sorted(chance.randint(PAGE, history - PAGE) for _ in range(KILLS))
    last = 0
    with Simulator(instance) as simulator:
        for number, rows in enumerate(kills):
            async with ingesting(simulator, database_url):
                # A life that stores no page at all would only show that a page can be fetched for ever.
                least = max(rows, last + 1)
                await until_imported(database, lambda place, least=least: place.imported >= least)
                await until_past(instance, database)
                instance.insert("incident", short_description=f"Printer {number} has just caught fire")
                await asyncio.sleep(chance.uniform(0, 0.3))
            last = load_places(database)["incident"].imported
        async with ingesting(simulator, database_url):
            await until_imported(database, lambda place: place.is_done)
            instance.insert("incident", short_description="The last printer has just caught fire")
            async with asyncio.timeout(LONGEST_SECONDS):
                while len(stored(database)) < history + KILLS + 1:  # noqa: ASYNC110 - another process's event
                    await asyncio.sleep(0.1)
        fetched = import_pages(simulator)
    assert stored(database) == {record["sys_id"] for record in instance.records("incident")}
    assert told(database) == {Origin.IMPORT: history, Origin.POLL: KILLS + 1}
    assert max(fetched.values()) <= 2
    assert load_places(database)["incident"].imported == history
    print(f"{history} rows, {KILLS} kills: {len(fetched)} pages, {sum(fetched.values()) - len(fetched)} fetched twice")  # noqa: T201 - the figures
    database.close()
