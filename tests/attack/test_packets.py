"""Packets that are nearly valid Socket.IO, sent by a logged-in user."""

import asyncio
import contextlib
from collections.abc import Callable

import pytest
from websockets.exceptions import ConnectionClosed

from tests.attack.closed_app import ClosedApp
from tests.attack.nonsense import packet

REPORT = "reflex___state____state.reflex___state____frontend_event_exception_state.handle_frontend_exception"
POLICY = 1008
DEEP = 900  # Python's json reads it, and what walks through it afterwards by recursion does not
UNREADABLE = (
    '42/_event,["event",',
    '42/_event,["event"]]',
    '42/_event,["event",{"name":}]',
    '42/_event,["event",NaN]',
    '42/_event,["event",{"payload":-Infinity}]',
    '42/_event,["event",' + "9" * 6_000 + "]",
    '42/_event,["event",' + "[" * 30_000,
    '42/_event,["event",' + "[" * DEEP + "]" * DEEP + "]",
    '42/_event,["event",{"name":"x","payload":' + '{"a":' * DEEP + "1" + "}" * DEEP + "}]",
    '40/_event,{"event":',
    '40/_event,{"event":' + "[" * DEEP + "]" * DEEP + "}",
)
HARMLESS = (
    '42/_event,["event"]',
    '42/_event,["event",1,2,3]',
    '42/_event,["event",{},{}]',
    '42/_event,7["event",{"_placeholder":true,"num":0}]',
    '42/_event,["ping"]',
    '42/_event,["ping",1]',
    '42/_event,["ping",{"sid":"x"},null]',
    '42/_event,["client_error"]',
    '42/_event,["client_error",1,2]',
    '42/_event,["client_error",{"message":["\\u001b[31m\\n2026-11-23 INFO forged"],"error_type":{}}]',
    '40/_event,{"event":5}',
    '40/_event,{"event":{"name":"x"},"state_schema":{}}',
)


def frame(first: int, payload: bytes, *, is_masked: bool = True) -> bytes:
    """Return a frame as a client sends it, with whatever bits and bytes it is to have."""
    key = b"\x01\x02\x03\x04"
    masked = bytes(byte ^ key[place % 4] for place, byte in enumerate(payload))
    length = len(payload)
    return bytes([first, 0x80 | length]) + key + masked if is_masked else bytes([first, length]) + payload


def frame_of(first: int, length: int) -> bytes:
    """Return a frame of 126 bytes or more."""
    size = bytes([0xFE]) + length.to_bytes(2, "big") if length < 65_536 else bytes([0xFF]) + length.to_bytes(8, "big")
    return bytes([first]) + size + b"\x00" * 4 + b"4" * length


BAD_UTF8 = b'42/_event,["\xff\xfe\x80"]'
UNREADABLE_FRAMES = {
    "invalid UTF-8 in a text": frame(0x81, BAD_UTF8),
    "invalid UTF-8 in a fragmented text": frame(0x01, b"4") + frame(0x80, b"\xc3\x28"),
    "half of a character at the end": frame(0x81, b"42\xe2\x82"),
    "half of a surrogate pair": frame(0x81, b"42\xed\xa0\x80"),
    "binary": frame(0x82, b"\x00\xff\xfe"),
    "binary with a line break": frame(0x82, b"\n2026-11-23T00:00:00 INFO forged\n"),
    "invalid UTF-8 in the reason of a close": frame(0x88, b"\x03\xe8\xff\xfe"),
    "a close of one byte": frame(0x88, b"\x03"),
    "a close with a code that is reserved": frame(0x88, b"\x03\xed"),
    "reserved bits": frame(0xF1, b"2"),
    "a continuation without a start": frame(0x80, b"2"),
    "a text within a text": frame(0x01, b"2") + frame(0x81, b"2"),
    "an unknown opcode": frame(0x83, b"2"),
    "a fragmented ping": frame(0x09, b"2"),
    "no mask": frame(0x81, b"2", is_masked=False),
    "a length beyond all": b"\x81\xff" + b"\xff" * 8 + b"\x00" * 4,
}
TOO_LARGE = 1009
ENDLESS_FRAMES = {
    "parts of a byte": (frame(0x01, b"4") + frame(0x00, b"a") * 2_000, POLICY),
    "empty parts": (frame(0x01, b"4") + frame(0x00, b"") * 2_000, POLICY),
    "parts of a binary": (frame(0x02, b"4") + frame(0x00, b"") * 2_000, POLICY),
    "pings": (frame(0x89, b"a" * 125) * 2_000, POLICY),
    "pongs": (frame(0x8A, b"") * 2_000, POLICY),
    "large parts": (frame_of(0x01, 40_000) + frame_of(0x00, 40_000), TOO_LARGE),
    "one part": (frame_of(0x01, 70_000), TOO_LARGE),
}
NO_REQUESTS = (
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 50,
    b"GET / HTTP/9.9\r\n\r\n",
    b"\x00\xff\n2026-11-23T00:00:00 INFO forged\r\n\r\n",
    b"GET /\xff\xfe HTTP/1.1\r\nHost: x\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: nonsense\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: x\r\nConnection: upgrade\r\nUpgrade: h2c\r\n\r\n",
)


async def ends(app: ClosedApp, cookie: str, sent: str) -> bool:
    """Say whether a packet ends its socket."""
    async with app.tab(app.visitor(cookie)) as tab:
        await tab.wire.send(sent)
        try:
            await app.settle(tab)
        except ConnectionClosed as error:
            return error.rcvd is not None and error.rcvd.code == POLICY
        return False


@pytest.fixture(scope="module")
def app(closed_app: Callable[..., ClosedApp]) -> ClosedApp:
    return closed_app(LIMIT_MESSAGES_PER_SECOND="0")


async def test_a_packet_that_cannot_be_read_ends_its_socket_without_a_traceback(app: ClosedApp) -> None:
    cookie = app.log_in().cookie
    for sent in UNREADABLE:
        assert await ends(app, cookie, sent), sent[:60]
    assert "Traceback" not in app.log()


async def test_a_packet_that_says_nothing_does_nothing_without_a_traceback(app: ClosedApp) -> None:
    cookie = app.log_in().cookie
    for sent in HARMLESS:
        assert not await ends(app, cookie, sent), sent[:60]
    assert "Traceback" not in app.log()


async def test_what_a_page_reports_forges_no_line_of_the_log_and_does_not_fill_it(app: ClosedApp) -> None:
    forged = "\n2026-11-23T00:00:00 INFO forged\r\x1b[31m\x85\u2028"
    report = {"info": forged * 1_000, "component_stack": forged}
    before = len(app.log())
    async with app.tab(app.log_in()) as tab:
        for _ in range(30):
            await tab.wire.send(packet({"name": REPORT, "payload": report}))
            await tab.wire.send(packet({"message": forged, "error_type": forged}, named="client_error"))
        await app.settle(tab)
    grown = app.log()[before:]
    assert "A page reported an error" in grown
    assert len(grown) < 100_000
    assert not any(line.startswith("2026-11-23T00:00:00") for line in grown.splitlines())
    assert "\x1b" not in grown


@pytest.mark.parametrize("sent", UNREADABLE_FRAMES.values(), ids=UNREADABLE_FRAMES)
async def test_a_frame_that_cannot_be_read_leaves_one_line_at_most(app: ClosedApp, sent: bytes) -> None:
    visitor = app.log_in()
    before = len(app.log())
    async with app.tab(visitor) as tab:
        tab.wire.transport.write(sent)
        with contextlib.suppress(ConnectionClosed):
            await app.settle(tab)
    assert_quiet(app.log()[before:], lines=1)


@pytest.mark.parametrize("sent", ENDLESS_FRAMES.values(), ids=ENDLESS_FRAMES)
async def test_a_message_that_never_ends_ends_its_socket(app: ClosedApp, sent: tuple[bytes, int]) -> None:
    frames, code = sent
    async with app.tab(app.log_in()) as tab:
        tab.wire.transport.write(frames)
        async with asyncio.timeout(10):
            await tab.wire.wait_closed()
        assert tab.wire.close_code == code


async def test_a_message_in_parts_and_some_pings_are_taken(app: ClosedApp) -> None:
    async with app.tab(app.log_in()) as tab:
        for _ in range(3):
            tab.wire.transport.write(
                frame(0x89, b"") * 200 + frame(0x01, b"") + frame(0x00, b"") * 200 + frame(0x80, b"3")
            )
        await app.settle(tab)


async def test_bytes_that_are_no_request_are_logged_once_and_then_counted(app: ClosedApp) -> None:
    before = len(app.log())
    for sent in NO_REQUESTS * 20:
        reader, writer = await asyncio.open_connection("127.0.0.1", app.server.port)
        writer.write(sent)
        writer.write_eof()
        await reader.read()
        writer.close()
    assert_quiet(app.log()[before:], lines=3)
    assert app.log().count("Invalid HTTP request received.") == 1


def assert_quiet(log: str, *, lines: int) -> None:
    assert "Traceback" not in log
    assert len(log.splitlines()) <= lines, log
    assert not any(line.startswith("2026-11-23T00:00:00") for line in log.splitlines())
