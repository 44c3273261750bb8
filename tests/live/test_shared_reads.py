"""A read is shared by the callers it is valid for, and survives the cancellation of any of them."""

import asyncio

import pytest

from rca_dashboard.live.shared_reads import SharedReads


class Source:
    """Gives the number of each read when the test lets it go on."""

    def __init__(self) -> None:
        self.begun = 0
        self.gates: list[asyncio.Future[None]] = []

    async def read(self, key: str) -> str:
        self.begun += 1
        number = self.begun
        gate = asyncio.get_running_loop().create_future()
        self.gates.append(gate)
        await gate
        return f"{key} {number}"


async def some_turns() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


async def test_who_asks_while_a_read_is_under_way_shares_it_and_who_asks_later_does_not() -> None:
    source = Source()
    reads = SharedReads(source.read)
    asking = [asyncio.create_task(reads.read(key)) for key in ("a", "a", "b")]
    await some_turns()
    assert source.begun == 2
    assert (set(reads), bool(reads), "a" in reads, "c" in reads) == ({"a", "b"}, True, True, False)
    for gate in source.gates:
        gate.set_result(None)
    assert await asyncio.gather(*asking) == ["a 1", "a 1", "b 2"]
    assert not reads
    later = asyncio.create_task(reads.read("a"))
    await some_turns()
    source.gates[-1].set_result(None)
    assert await later == "a 3"


async def test_a_fresh_read_starts_after_the_call_and_is_shared_by_all_waiters() -> None:
    source = Source()
    reads = SharedReads(source.read)
    first = asyncio.create_task(reads.read_fresh("a"))
    await some_turns()
    waiting = [asyncio.create_task(reads.read_fresh("a")) for _ in range(3)]
    await some_turns()
    assert source.begun == 1
    source.gates[0].set_result(None)
    await some_turns()
    assert (await first, source.begun) == ("a 1", 2)
    late = asyncio.create_task(reads.read_fresh("a"))
    await some_turns()
    source.gates[1].set_result(None)
    assert await asyncio.gather(*waiting) == ["a 2"] * 3
    await some_turns()
    source.gates[2].set_result(None)
    assert await late == "a 3"


async def test_who_leaves_does_not_end_the_read_that_others_wait_for() -> None:
    source = Source()
    reads = SharedReads(source.read)
    leaving, staying = (asyncio.create_task(reads.read("a")) for _ in range(2))
    await some_turns()
    leaving.cancel()
    await some_turns()
    source.gates[0].set_result(None)
    assert await staying == "a 1"


async def test_a_failure_is_raised_for_all_callers_and_the_next_read_is_a_new_one() -> None:
    source = Source()
    reads = SharedReads(source.read)
    asking = [asyncio.create_task(reads.read("a")) for _ in range(2)]
    await some_turns()
    fresh = asyncio.create_task(reads.read_fresh("a"))
    await some_turns()
    source.gates[0].set_exception(OSError("no disk"))
    for each in asking:
        with pytest.raises(OSError, match="no disk"):
            await each
    await some_turns()
    source.gates[1].set_result(None)
    assert await fresh == "a 2"
