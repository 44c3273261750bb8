"""Work in threads is awaited to its end."""

import asyncio
import threading

import pytest

from rca_dashboard.sync.thread import in_thread


@pytest.mark.parametrize("fails", [False, True])
async def test_who_is_cancelled_waits_for_the_thread(fails: bool) -> None:  # noqa: FBT001 - a parameter of the test
    begun, may_end, ended = threading.Event(), threading.Event(), threading.Event()

    def work() -> None:
        begun.set()
        may_end.wait(5)
        ended.set()
        if fails:
            raise OSError

    waiting = asyncio.create_task(in_thread(work))
    await asyncio.to_thread(begun.wait, 5)
    waiting.cancel()
    await asyncio.sleep(0.05)
    assert not waiting.done()
    may_end.set()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert ended.is_set()
