"""A loop continues after failures; an outage is logged once when it starts and once when it ends."""

import asyncio
import logging
from collections.abc import Callable

import pytest

from rca_dashboard.background import FailureLog, SingleTask, run_forever
from rca_dashboard.store.engine import DatabaseUnavailableError

LOGGER = logging.getLogger("rca_dashboard.tests")
AWAY = DatabaseUnavailableError("The database cannot be reached; check DATABASE_URL")


class Clock:
    """Seconds that only rise, and only when a test says so."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Work:
    """Steps that end as a test says: with an exception, or well. The loop ends with the last one."""

    def __init__(self, clock: Clock, *outcomes: Exception | None) -> None:
        self.clock = clock
        self.outcomes = list(outcomes)
        self.waits = 0
        self.is_over = asyncio.Event()

    async def wait(self) -> None:
        self.waits += 1
        await self.step_of_the_clock()

    async def step_of_the_clock(self) -> None:
        if not self.outcomes:
            self.is_over.set()
            await asyncio.Event().wait()
        await asyncio.sleep(0)

    async def step(self) -> None:
        self.clock.now += 7
        if not self.outcomes:
            await self.step_of_the_clock()
        outcome = self.outcomes.pop(0)
        if outcome is not None:
            raise outcome


async def run(work: Work, retry_seconds: float | None = 0) -> None:
    """Run the work to its last step."""
    failures = FailureLog("Live push", LOGGER, monotonic=work.clock)
    loop = asyncio.create_task(run_forever(work.step, failures, wait=work.wait, retry_seconds=retry_seconds))
    await asyncio.wait_for(work.is_over.wait(), 5)
    await cancel(loop)


async def cancel(task: "asyncio.Task[None]") -> None:
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(task, 5)


async def test_an_outage_is_logged_once_when_it_starts_and_once_when_it_ends(caplog: pytest.LogCaptureFixture) -> None:
    await run(Work(Clock(), None, AWAY, AWAY, AWAY, None, None))
    assert [(record.levelname, record.message) for record in caplog.records] == [
        ("ERROR", "Live push failed: The database cannot be reached; check DATABASE_URL"),
        ("WARNING", "Live push recovered after 21 s (3 failed attempts)"),
    ]
    assert caplog.records[0].exc_info is None


async def test_a_second_outage_is_logged_again(caplog: pytest.LogCaptureFixture) -> None:
    await run(Work(Clock(), AWAY, None, AWAY, None))
    assert caplog.messages[1::2] == ["Live push recovered after 7 s (1 failed attempt)"] * 2
    assert len(caplog.messages) == 4


def test_attempts_side_by_side_that_fail_and_succeed_are_one_outage(caplog: pytest.LogCaptureFixture) -> None:
    seconds = 0.0
    failures = FailureLog("REST", logging.getLogger("rca_dashboard"), settles_seconds=5, monotonic=lambda: seconds)
    for _ in range(10):
        seconds += 1
        failures.failed(DatabaseUnavailableError("It refuses some."))
        failures.succeeded()
    seconds += 5
    failures.succeeded()
    failures.succeeded()
    assert caplog.messages == ["REST failed: It refuses some.", "REST recovered after 14 s (10 failed attempts)"]


async def test_an_unexpected_error_is_logged_with_its_traceback_and_the_loop_continues(
    caplog: pytest.LogCaptureFixture,
) -> None:
    work = Work(Clock(), KeyError("password"), None)
    await run(work)
    assert caplog.messages[0] == "Live push failed: KeyError"
    assert caplog.records[0].exc_info is not None
    assert not work.outcomes


async def test_a_failure_of_another_kind_in_an_outage_is_logged_too_and_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    await run(Work(Clock(), AWAY, KeyError(), AWAY, KeyError(), None))
    assert [record.levelname for record in caplog.records] == ["ERROR", "ERROR", "WARNING"]
    assert caplog.messages[-1].endswith("(4 failed attempts)")


async def test_a_failure_is_tried_again_without_the_wait_of_a_success() -> None:
    work = Work(Clock(), AWAY, AWAY, None)
    await run(work)
    assert work.waits == 2


async def test_without_a_time_for_retries_the_usual_wait_holds() -> None:
    work = Work(Clock(), AWAY, AWAY, None)
    await run(work, retry_seconds=None)
    assert work.waits == 4


async def until(is_true: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not is_true():  # noqa: ASYNC110 - the log has no event
            await asyncio.sleep(0)


async def test_a_step_that_hangs_is_cancelled_at_its_deadline_and_tried_again(
    caplog: pytest.LogCaptureFixture,
) -> None:
    hangs = True

    async def step() -> None:
        nonlocal hangs
        if hangs:
            try:
                await asyncio.Event().wait()
            finally:
                hangs = False

    failures = FailureLog("Live push", LOGGER)
    loop = asyncio.create_task(
        run_forever(step, failures, wait=lambda: asyncio.sleep(0), retry_seconds=0, deadline_seconds=0.01)
    )
    await until(lambda: len(caplog.messages) == 2)
    await cancel(loop)
    assert caplog.messages[0] == "Live push failed: not finished within 0 s"
    assert caplog.messages[1].startswith("Live push recovered")


async def test_what_a_step_waits_for_may_be_cancelled_without_ending_the_loop(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def never() -> None:
        await asyncio.Event().wait()

    steps = 0

    async def step() -> None:
        nonlocal steps
        steps += 1
        if steps == 1:
            part = asyncio.create_task(never())
            part.cancel()
            await part

    loop = asyncio.create_task(
        run_forever(step, FailureLog("Live push", LOGGER), wait=lambda: asyncio.sleep(0), retry_seconds=0)
    )
    await until(lambda: len(caplog.messages) == 2)
    await cancel(loop)
    assert caplog.messages[0] == "Live push failed: CancelledError"


async def test_a_wait_that_fails_is_a_failure_too(caplog: pytest.LogCaptureFixture) -> None:
    waits = 0

    async def wait() -> None:
        nonlocal waits
        waits += 1
        if waits == 1:
            raise AWAY
        await asyncio.Event().wait()

    async def step() -> None:
        await asyncio.sleep(0)

    loop = asyncio.create_task(run_forever(step, FailureLog("Live push", LOGGER), wait=wait, retry_seconds=0))
    await until(lambda: waits == 2)
    await cancel(loop)
    assert len(caplog.messages) == 2


async def test_a_single_task_is_started_once_and_joined_meanwhile() -> None:
    may_end, started = asyncio.Event(), 0

    async def work() -> int:
        nonlocal started
        started += 1
        await may_end.wait()
        return started

    single = SingleTask[int]("Import", LOGGER)
    assert not single.is_running
    first = single.start(work)
    assert single.start(work) is first
    assert single.is_running
    may_end.set()
    assert await first == 1
    assert not single.is_running
    assert await single.start(work) == 2


async def test_a_single_task_stops_only_when_its_work_has_ended() -> None:
    ended: list[str] = []

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            ended.append("work")

    single = SingleTask[None]("Import", LOGGER)
    assert not single.cancel()
    await single.stop()
    single.start(work)
    await asyncio.sleep(0)
    await single.stop()
    assert (ended, single.is_running, single.cancel()) == (["work"], False, False)


async def test_a_defect_in_a_single_task_is_logged_and_the_next_start_works(caplog: pytest.LogCaptureFixture) -> None:
    async def work() -> None:
        await asyncio.sleep(0)
        raise KeyError("a defect")

    single = SingleTask[None]("Import", LOGGER)
    single.start(work)
    await single.wait()
    await asyncio.sleep(0)
    assert caplog.messages == ["Import failed: KeyError"]
    assert not single.is_running
