"""A coroutine started without a task ends as if a task had started it."""

import asyncio

import pytest

from rca_dashboard.access.sockets.eager_step import begin


async def test_what_does_not_wait_is_done_at_once() -> None:
    said: list[str] = []

    async def say() -> None:
        await open_gate.wait()
        said.append("done")

    open_gate = asyncio.Event()
    open_gate.set()
    assert begin(say()) is None
    assert said == ["done"]


async def test_what_waits_goes_on_in_the_task_that_awaits_it_however_often_it_waits() -> None:
    said: list[str] = []

    async def say() -> None:
        await gate.wait()
        said.append("once")
        await asyncio.sleep(0)
        await asyncio.sleep(0.001)
        said.append("twice")

    gate = asyncio.Event()
    left = begin(say())
    assert left is not None

    async def end() -> None:
        await left

    task = asyncio.create_task(end())
    await asyncio.sleep(0)
    assert said == []
    gate.set()
    await task
    assert said == ["once", "twice"]


async def test_a_failure_of_the_first_step_and_of_a_later_one_are_the_callers() -> None:
    async def fail(gate: asyncio.Event) -> None:
        await gate.wait()
        raise ConnectionError("gone")

    is_open = asyncio.Event()
    is_open.set()
    with pytest.raises(ConnectionError):
        begin(fail(is_open))
    gate = asyncio.Event()
    left = begin(fail(gate))
    assert left is not None
    gate.set()
    with pytest.raises(ConnectionError):
        await left


async def test_a_cancellation_reaches_the_coroutine() -> None:
    cleaned: list[str] = []

    async def wait() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            cleaned.append("yes")

    left = begin(wait())
    assert left is not None

    async def end() -> None:
        await left

    task = asyncio.create_task(end())
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert cleaned == ["yes"]
