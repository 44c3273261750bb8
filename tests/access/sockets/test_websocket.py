"""Attacks on the websocket, from outside and inside."""

import asyncio
import json
import time

import pytest
from websockets.exceptions import ConnectionClosed

from tests.access.gate.guarded_server import DESK, PASSWORD, GuardedServer

HYDRATE = "reflex___state____state.hydrate_and_load"
MINUTE = 30


async def closed_with(wire: object, seconds: float = MINUTE) -> int | None:
    """Read to the end, and give the close code."""
    async with asyncio.timeout(seconds):
        try:
            while True:
                await wire.recv()  # pyright: ignore[reportAttributeAccessIssue]
        except ConnectionClosed as error:
            return error.rcvd.code if error.rcvd else None


async def test_a_socket_without_a_session_is_refused_before_it_opens(server: GuardedServer) -> None:
    assert await server.refused(None) == 403
    name = server.login().cookie.partition("=")[0]
    assert await server.refused(f"{name}=") == 403
    assert await server.refused("other=1") == 403


async def test_a_forged_or_changed_cookie_is_refused(server: GuardedServer) -> None:
    real = server.login().cookie
    name, _, value = real.partition("=")
    token, _, signature = value.partition(".")
    assert await server.refused(f"{name}={token}") == 403
    assert await server.refused(f"{name}={token}.{signature[::-1]}") == 403
    assert await server.refused(f"{name}=A{token[1:]}A.{signature}") == 403


async def test_a_session_opens_a_socket_and_its_end_closes_the_door(server: GuardedServer) -> None:
    client = server.login()
    cookie = client.cookie
    async with server.socket(cookie) as tab:
        await tab.begin()
    assert client.post("/api/v1/auth/logout").status_code == 200
    assert await server.refused(cookie) == 403


async def test_what_a_browser_says_of_itself_in_its_handshake_is_not_kept_in_its_state(server: GuardedServer) -> None:
    async with server.socket(server.login().cookie) as tab:
        await tab.begin()
        await tab.call(HYDRATE)
        page = await tab.until('"rx_router_headers_rx_state_"')
    assert '"upgrade":"websocket"' in page
    assert "Python/3" not in page  # the client's User-Agent


async def test_another_sites_page_and_a_program_without_an_origin_are_refused(server: GuardedServer) -> None:
    cookie = server.login().cookie
    for origin in ("https://evil.example", "http://desk.example.evil", "http://desk.example:81", "null", None):
        assert await server.refused(cookie, origin=origin) == 403


async def test_a_tab_without_a_plain_token_is_refused(server: GuardedServer) -> None:
    cookie = server.login().cookie
    for token in ("%00", "a" * 300, "a_b", "a&token=b"):
        assert await server.refused(cookie, token=token) == 403


async def test_a_viewer_may_look_and_an_admins_handler_is_refused_by_name(server: GuardedServer) -> None:
    async with server.socket(server.login("vera").cookie) as tab:
        await tab.begin()
        for name in ("rule", "forgotten", "climb", "setvar"):
            await tab.call(f"{DESK}.{name}", {"var_name": "secret", "value": "x"} if name == "setvar" else None)
        await tab.call("reflex___state____state.setvar", {"var_name": "is_hydrated", "value": True})
        await tab.call(f"{DESK}.no_such_handler")
        await tab.call(f"{DESK}.look")
        message = await tab.until('"look"')
    assert "rule" not in message
    assert "forgotten" not in message


async def test_an_admin_may_rule_but_not_call_what_states_no_role(server: GuardedServer) -> None:
    async with server.socket(server.login("ada").cookie) as tab:
        await tab.begin()
        await tab.call(f"{DESK}.forgotten")
        await tab.call(f"{DESK}.climb")
        message = await tab.until('"rule"')
    assert "forgotten" not in message


async def test_a_tabs_state_is_not_given_to_the_next_login_nor_to_who_knows_its_token(server: GuardedServer) -> None:
    token = "0b0b0b0b-1111-2222-3333-444444444444"
    async with server.socket(server.login("ada").cookie, token=token) as tab:
        await tab.begin()
        await tab.call(f"{DESK}.remember", {"text": "the admin's words"})
        await tab.until("the admin's words")
    for username in ("vera", "ada"):
        async with server.socket(server.login(username).cookie, token=token) as tab:
            await tab.begin()
            await tab.call(HYDRATE)
            await tab.call(f"{DESK}.look")
            await tab.until('"look"')
            assert not any("the admin's words" in message for message in tab.seen)


async def test_events_named_like_the_sockets_own_end_it(server: GuardedServer) -> None:
    stolen = {"QUERY_STRING": "token=victim", "asgi.scope": {"headers": []}}
    for packet in (
        "42/_event," + json.dumps(["connect", stolen], separators=(",", ":")),
        '42/_event,["\\u0063onnect",{}]',
        '42/_event,["disconnect","x"]',
        '42/other,["event",{}]',
        '42["event",{}]',
        "40/other,",
        '451-/_event,["event",{"_placeholder":true,"num":0}]',
        "4",
        "garbage",
    ):
        async with server.socket(server.login().cookie) as tab:
            await tab.begin()
            await tab.wire.send(packet)
            assert await closed_with(tab.wire) == 1008, packet


async def test_a_binary_message_ends_the_socket(server: GuardedServer) -> None:
    async with server.socket(server.login().cookie) as tab:
        await tab.begin()
        await tab.wire.send(b"\x00" * 100)
        assert await closed_with(tab.wire) == 1008


async def test_a_message_of_64_kilobytes_passes_and_one_of_200_ends_the_socket(server: GuardedServer) -> None:
    async with server.socket(server.login().cookie) as tab:
        await tab.begin()
        await tab.call(f"{DESK}.remember", {"text": "x" * 60_000})
        await tab.until("x" * 60_000)
        await tab.call(f"{DESK}.remember", {"text": "y" * 200_000})
        assert await closed_with(tab.wire) == 1009


async def test_events_that_are_no_events_change_nothing_and_leave_no_traceback(server: GuardedServer) -> None:
    async with server.socket(server.login().cookie) as tab:
        await tab.begin()
        for nonsense in ("1", "null", '"text"', "[]", "{}", '{"name":1}', '{"name":"x","payload":[]}'):
            await tab.wire.send(f'42/_event,["event",{nonsense}]')
        await tab.wire.send('42/_event,["event"]')
        await tab.call(f"{DESK}.look")
        await tab.until('"look"')
    assert "Traceback" not in server.log()


async def test_a_burst_is_delayed_and_nothing_of_it_is_lost(server: GuardedServer) -> None:
    async with server.socket(server.login().cookie) as tab:
        await tab.begin()
        began = time.monotonic()
        for _ in range(60):
            await tab.call(f"{DESK}.look")
        await tab.call(HYDRATE)
        await tab.call(f"{DESK}.remember", {"text": "the last word"})
        message = await tab.until("the last word")
        assert time.monotonic() - began > 0.8  # 62 less the 40 at once, at 20 a second
        assert any(seen.count('"look"') == 60 for seen in (*tab.seen, message))


async def test_a_flood_of_5000_messages_a_second_is_closed_and_others_are_served(server: GuardedServer) -> None:
    flood = "42/_event," + json.dumps(["event", {"name": f"{DESK}.look", "payload": {}}], separators=(",", ":"))
    async with server.socket(server.login().cookie) as tab, server.socket(server.login().cookie) as other:
        await tab.begin()
        await other.begin()
        closing = asyncio.create_task(closed_with(tab.wire, 40))

        async def send() -> None:
            while not closing.done():
                for _ in range(50):
                    await tab.wire.send(flood)
                await asyncio.sleep(0.01)

        sending = asyncio.create_task(send())
        await asyncio.sleep(1)
        began = time.monotonic()
        await other.call(f"{DESK}.look")
        await other.until('"look"')
        assert time.monotonic() - began < 2
        assert await closing == 1008
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)


async def test_the_21st_socket_of_a_user_is_refused_and_a_closed_one_makes_room(server: GuardedServer) -> None:
    cookie, second = server.login("agnes").cookie, server.login("agnes").cookie
    async with asyncio.timeout(MINUTE):
        tabs = [server.socket(cookie) for _ in range(20)]
        opened = [await tab.__aenter__() for tab in tabs]
        outcomes = await asyncio.gather(*(server.refused(each) for each in (cookie, second) * 15))
        assert set(outcomes) == {403}
        assert await server.refused(server.login("vera").cookie) == 101
        await opened[0].wire.close()
        while await server.refused(cookie) != 101:  # noqa: ASYNC110 - another process decides
            await asyncio.sleep(0.05)
        for tab in tabs:
            await tab.__aexit__(None, None, None)


@pytest.mark.parametrize("ending", ["logout", "revoke", "disable", "role", "password", "other worker"])
async def test_the_end_of_a_login_closes_its_sockets_within_5_seconds(server: GuardedServer, ending: str) -> None:
    admin = server.login("ada")
    name = f"user-{ending.replace(' ', '-')}"
    assert admin.post("/test/accounts", json={"do": "create", "username": name}).is_success
    client = server.login(name)
    async with server.socket(client.cookie) as tab:
        await tab.begin()
        await tab.call(f"{DESK}.look")
        await tab.until('"look"')
        began = time.monotonic()
        if ending == "logout":
            client.post("/api/v1/auth/logout")
        elif ending == "revoke":
            other = server.login(name)
            assert other.delete("/api/v1/auth/sessions").json()["data"] == {"ended": 1}
        else:
            assert admin.post("/test/accounts", json={"do": ending, "username": name}).is_success
        await tab.until('"_redirect"')
        assert '"/login/"' in tab.seen[-1]
        assert await closed_with(tab.wire, 5) == 1008
        assert time.monotonic() - began < 5
    assert client.get("/api/v1/auth/me").status_code == 401
    assert await server.refused(client.cookie) == 403


async def test_other_logins_of_the_same_user_go_on_after_one_is_ended(server: GuardedServer) -> None:
    first, second = server.login("agnes"), server.login("agnes")
    async with server.socket(second.cookie) as tab:
        await tab.begin()
        first.post("/api/v1/auth/logout")
        await asyncio.sleep(1)
        await tab.call(f"{DESK}.look")
        await tab.until('"look"')
    assert PASSWORD not in server.log()
