"""An instance's clock that is wrong for some responses, or permanently: no change is lost."""

from collections.abc import Callable
from datetime import timedelta
from email.utils import format_datetime

import pytest
from starlette.responses import Response

from tests.servicenow.table_server import Asked
from tests.sync.sync_harness import SyncHarness

DAY = timedelta(days=1)


def tell(harness: SyncHarness, off: Callable[[int], timedelta]) -> None:
    """Make the instance's responses report another time, depending on how many came before."""
    honest = harness.instance.answer
    count = 0

    def answer(asked: Asked) -> Response:
        nonlocal count
        response = honest(asked)
        response.headers["Date"] = format_datetime(harness.instance.now + off(count), usegmt=True)
        count += 1
        return response

    harness.instance.answer = answer  # type: ignore[method-assign]


async def polled(harness: SyncHarness, polls: int = 12, *, restarts: bool = False) -> list[int]:
    """Create a record before each poll, and return how many each poll brought."""
    brought: list[int] = []
    poller = harness.poller()
    for place in range(polls):
        harness.pass_time(30)
        harness.instance.put(place + 1)
        harness.pass_time(30)
        poller = harness.poller() if restarts else poller
        brought.append((await poller.poll_now()).new)
    return brought


@pytest.mark.parametrize("off", [DAY, -DAY, timedelta(minutes=30), timedelta(seconds=60), timedelta(seconds=-60)])
@pytest.mark.parametrize("wrong", [{0}, {1}, {4}, {4, 5}, {4, 5, 6}, {3, 5, 7}])
async def test_responses_with_a_wrong_time_lose_nothing(harness: SyncHarness, wrong: set[int], off: timedelta) -> None:
    await harness.poller().poll_now()
    tell(harness, lambda count: off if count in wrong else timedelta(0))
    brought = await polled(harness)
    assert sum(brought) == 12
    assert len(harness.stored()) == 12


async def test_the_first_answer_of_all_may_be_wrong(harness: SyncHarness) -> None:
    tell(harness, lambda count: DAY if count == 0 else timedelta(0))
    brought = await polled(harness)
    # The first record was there before the first poll: it is the import's.
    assert sum(brought) >= 11


async def test_one_wrong_answer_delays_nothing(harness: SyncHarness) -> None:
    poller = harness.poller()
    await poller.poll_now()
    tell(harness, lambda count: DAY if count == 4 else timedelta(0))
    for place in range(12):
        harness.pass_time(60)
        harness.instance.put(place + 1)
        result = await poller.poll_now()
        assert (result.new, result.requests <= 2) == (1, True), place


async def test_a_cursor_of_the_future_that_an_earlier_process_saved_loses_nothing(harness: SyncHarness) -> None:
    tell(harness, lambda count: DAY if count < 9 else timedelta(0))
    await polled(harness, 4)
    harness.instance.put(50)
    harness.pass_time(60)
    poller = harness.poller()
    for _ in range(8):
        await poller.poll_now()
        harness.pass_time(60)
    harness.instance.put(51)
    await poller.poll_now()
    assert set(harness.stored()) == {f"{place:032x}" for place in (1, 2, 3, 4, 50, 51)}


@pytest.mark.parametrize("seconds", [-20, 20, -3600])
async def test_a_clock_that_is_set_for_good_is_followed(harness: SyncHarness, seconds: int) -> None:
    poller = harness.poller()
    await poller.poll_now()
    for place in range(10):
        if place == 3:
            harness.instance.pass_time(seconds)
        harness.pass_time(30)
        harness.instance.put(place + 1)
        harness.pass_time(30)
        await poller.poll_now()
    await poller.poll_now()
    assert len(harness.stored()) == 10
    assert len(harness.instance.asked) <= 16
