"""Packets that are nearly valid Socket.IO, sent by a logged-in user."""

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
