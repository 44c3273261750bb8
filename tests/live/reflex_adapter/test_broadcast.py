"""A browser that does not read is closed, others are not affected, and each browser's frames keep their order."""

import asyncio
import gc
import random
import tracemalloc
import weakref

import pytest
from engineio.packet import MESSAGE, Packet

from rca_dashboard.live.reflex_adapter.broadcast import MOST_QUEUED_BYTES, encoded, is_parked, waiting_bytes
from tests.live.reflex_adapter.socket_harness import NAMESPACE, browser, deaf_browser, number_of, socket_harness

FRAME_BYTES = 50_000

pytestmark = pytest.mark.usefixtures("own_json")


async def test_a_browser_that_does_not_read_is_closed_at_a_megabyte_and_the_others_get_every_frame() -> None:
    longest = 0
    async with socket_harness() as harness, browser(harness, "ada") as ada, browser(harness, "bob") as bob:

        async def push_to_readers(number: int) -> None:
            await harness.push(number, FRAME_BYTES)
            assert [await number_of(tab) for tab in (ada, bob)] == [number, number]

        async with deaf_browser(harness, "deaf"):
            await harness.until(3)
            engine_sid = dict(harness.participants())[harness.sid_of("deaf")]
            deaf = harness.server.eio.sockets[engine_sid]
            tracemalloc.start()
            number = 0
            while not harness.broadcast.closed:
                await push_to_readers(number)
                longest, number = max(longest, waiting_bytes(deaf)), number + 1
                # The kernel takes some megabytes before anything is queued; how many is its own affair.
                assert number < 400
            # Till it has gone, it is counted once, and nothing more is kept for it.
            for later in range(number, number + 20):
                await push_to_readers(later)
                assert waiting_bytes(deaf) <= longest
            await harness.until(2)
            del deaf
            gc.collect()
            held, most_held = tracemalloc.get_traced_memory()
            tracemalloc.stop()
            assert harness.broadcast.closed == 1
            assert engine_sid not in harness.server.eio.sockets
            await push_to_readers(number + 20)
    assert MOST_QUEUED_BYTES - FRAME_BYTES < longest <= MOST_QUEUED_BYTES + FRAME_BYTES + 100
    # Beside the queue: what the server and the two readers of this process have in hand.
    assert most_held < 4 * MOST_QUEUED_BYTES
    assert held < MOST_QUEUED_BYTES


async def test_frames_keep_their_order_when_some_go_past_the_queue_and_some_through_it() -> None:
    chance = random.Random(7)
    frames = 3_000
    async with socket_harness() as harness, browser(harness, "ada") as ada:
        await harness.until(1)
        sid = harness.sid_of("ada")

        async def push_to_ada(number: int) -> None:
            harness.push_to(sid, number)

        async def push_all() -> None:
            upto, pushes = 0, []
            while upto < frames:
                number, upto = upto, min(frames, upto + chance.randrange(1, 4))
                if chance.random() < 0.2:
                    upto = number + 1
                    # As an event's answer: through python-socketio and the queue.
                    await harness.server.emit("event", {"number": number}, to=sid, namespace=NAMESPACE)
                elif chance.random() < 0.3:
                    upto = number + 1
                    pushes.append(asyncio.create_task(push_to_ada(number)))
                else:
                    pushes.extend(asyncio.create_task(harness.push(each)) for each in range(number, upto))
                for _ in range(chance.randrange(5)):
                    await asyncio.sleep(0)

        pushing = asyncio.create_task(push_all())
        numbers = [await number_of(ada) for _ in range(frames)]
        await pushing
    assert numbers == list(range(frames))


async def test_a_frame_waits_behind_what_is_queued_or_on_its_way() -> None:
    async with socket_harness() as harness, browser(harness, "ada") as ada:
        await harness.until(1)
        (engine_socket,) = harness.server.eio.sockets.values()
        for number in range(0, 40, 2):
            text = encoded({"number": number}, NAMESPACE)  # pyright: ignore[reportArgumentType] - any JSON will do
            engine_socket.queue.put_nowait(Packet(MESSAGE, text))
            for _ in range(number // 4):  # its writer may have taken it from the queue, and not have written it
                await asyncio.sleep(0)
            harness.push_to(harness.sid_of("ada"), number + 1)
        assert [await number_of(ada) for _ in range(40)] == list(range(40))


async def test_a_frame_for_a_browser_that_reads_touches_no_queue() -> None:
    async with socket_harness() as harness, browser(harness, "ada") as ada:
        await harness.until(1)
        (engine_socket,) = harness.server.eio.sockets.values()
        for number in range(5):
            async with asyncio.timeout(5):
                while not is_parked(engine_socket):  # noqa: ASYNC110 - it has no event
                    await asyncio.sleep(0)
            if number % 2:
                await harness.push(number)
            else:
                harness.push_to(harness.sid_of("ada"), number)
            assert is_parked(engine_socket)
            assert await number_of(ada) == number


async def test_a_frame_for_one_is_with_the_server_when_the_call_returns() -> None:
    """A thousand pages of browsers that connect at once do not wait in as many tasks."""
    async with socket_harness() as harness, browser(harness, "ada") as ada:
        await harness.until(1)
        (engine_socket,) = harness.server.eio.sockets.values()
        async with asyncio.timeout(5):
            while not is_parked(engine_socket):  # noqa: ASYNC110 - it has no event
                await asyncio.sleep(0)
        harness.push_to(harness.sid_of("ada"), 7)
        assert not harness.broadcast._writing
        assert harness.broadcast.frames == 1
        assert await number_of(ada) == 7


async def test_an_open_socket_keeps_nothing_of_what_its_handshake_said() -> None:
    async with socket_harness() as harness, browser(harness, "ada"):
        await harness.until(1)
        (protocol,) = harness.protocols()
        assert not protocol.request.headers
        assert not protocol.response.headers
        assert not protocol.scope["headers"]


async def test_a_browser_that_has_left_leaves_nothing_for_which_all_others_would_be_stopped() -> None:
    async with socket_harness() as harness:
        gc.disable()
        try:
            async with browser(harness, "ada"):
                await harness.until(1)
                waiting = [each for each in asyncio.all_tasks() if "websocket_wait" in str(each.get_coro())]
                left = [weakref.ref(each) for each in (*harness.protocols(), *waiting)]
                assert len(left) == 2
                del waiting
            async with asyncio.timeout(5):
                while any(each() is not None for each in left):  # noqa: ASYNC110 - it has no event
                    await asyncio.sleep(0.01)
        finally:
            gc.enable()


async def test_a_socket_that_is_closed_here_ends_by_itself() -> None:
    async with socket_harness() as harness, browser(harness, "ada") as ada:
        await harness.until(1)
        (opened,) = harness.opened()
        await opened.close(1008)
        await ada.wait_closed()
        assert (ada.close_code, opened.is_ended) == (1008, False)
