"""The status is sent often enough that no browser takes the app for silent."""

import asyncio
import random

import pytest

from rca_dashboard.live.hub import shown_status
from rca_dashboard.store.engine import Database
from tests.live.hub.browsers import Desk
from tests.live.hub.test_hub import hub_at_rest, store, ticket


async def test_a_quiet_hub_gives_a_sign_of_life_between_heartbeats(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shown_status, "SIGN_OF_LIFE_SECONDS", 0.05)
    desk = Desk(random.Random(0))
    hub = await hub_at_rest(database, desk)
    running = asyncio.create_task(hub.run())
    async with asyncio.timeout(10):
        while len(desk.statuses) < 3:  # noqa: ASYNC110 - what it waits for has no event
            await asyncio.sleep(0.01)
    running.cancel()
    assert desk.pulses == 0


async def test_pages_that_load_together_share_the_status_and_its_clock_is_at_most_a_moment_old(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [1_000_000]
    monkeypatch.setattr(shown_status, "now_milliseconds", lambda: clock[0])
    desk = Desk(random.Random(0))
    hub = await hub_at_rest(database, desk)
    first = hub.status
    clock[0] += shown_status.CLOCK_MILLISECONDS - 1
    assert hub.status is first
    clock[0] += 1
    assert hub.status.at == clock[0]
    store(database, ticket(1))
    await hub.tick()
    assert hub.status.counts.total == 1
    clock[0] -= 10  # somebody has set it
    assert hub.status.at == clock[0]
