"""Every event handler, called with arguments that no page sends, and by users who may not call it."""

import asyncio
import json
import random
from collections.abc import Callable, Iterable
from uuid import uuid4

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.access.gate.guarded_server import Visitor
from tests.attack.closed_app import ACCOUNTS, NOTIFICATIONS, PASSWORD, SETTINGS, ClosedApp
from tests.attack.nonsense import event, packet

ROUNDS = 6
ACCOUNT_ROW = '"is_disabled":'
EVENTS_A_SOCKET = 15
LARGEST_CALL = 60_000
# What an admin's page would send; other users try it too.
ONLY_ADMINS = (
    ("create", {"form": {"username": "mallory", "password": PASSWORD, "role": "admin"}}),
    ("create", {"form": {"__reflex_form_data__": [["username", "m"], ["password", PASSWORD], ["role", "admin"]]}}),
    ("set_role", {"username": "vera", "role": "admin"}),
    ("set_role", {"username": "admin", "role": "viewer"}),
    ("disable", {"username": "agnes"}),
    ("enable", {"username": "agnes"}),
    ("set_password", {"form": {"username": "admin", "password": "chosen by mallory"}}),
    ("load", {}),
)


@pytest.fixture(scope="module")
def app(closed_app: Callable[..., ClosedApp]) -> ClosedApp:
    app = closed_app(*({"short_description": f"ticket {number}"} for number in range(3)), LIMIT_MESSAGES_PER_SECOND="0")
    for username, role in (("vera", "viewer"), ("agnes", "agent")):
        asyncio.run(app.create_account(username, role))
    return app


async def send_all(app: ClosedApp, visitor: Visitor, packets: Iterable[str]) -> None:
    """Send packets over one socket, and wait until the app has done with all of them."""
    async with app.tab(visitor) as tab:
        for each in packets:
            await tab.wire.send(each)
        await app.settle(tab)


async def send_nonsense(app: ClosedApp, username: str, seed: int) -> int:
    """Call every handler a few times with random arguments; give how many calls that were."""
    rng = random.Random(seed)
    handlers = sorted(app.handlers().items()) * ROUNDS
    rng.shuffle(handlers)
    drawn = [packet(event(rng, name, parameters)) for name, parameters in handlers]
    # Two long texts of escaped signs are more than the 64 kB that a message may have, and would end the socket.
    calls = [call for call in drawn if len(call.encode()) < LARGEST_CALL]
    visitor = app.log_in(username)
    for start in range(0, len(calls), EVENTS_A_SOCKET):
        # Some calls do what they should, and end a login.
        visitor = visitor if visitor.get("/api/v1/auth/me").is_success else app.log_in(username)
        try:
            await send_all(app, visitor, calls[start : start + EVENTS_A_SOCKET])
        except ConnectionClosed:
            assert not visitor.get("/api/v1/auth/me").is_success, calls[start : start + EVENTS_A_SOCKET]
    return len(calls)


async def pushes(app: ClosedApp, tab: object) -> None:
    """See a ticket arrive on a page that was open all the while."""
    text = uuid4().hex
    app.servicenow.instance.insert("incident", short_description=text)
    async with asyncio.timeout(20):
        await tab.until(text)  # pyright: ignore[reportAttributeAccessIssue]


async def test_an_admins_handlers_do_nothing_for_anybody_else(app: ClosedApp) -> None:
    calls = [packet({"name": f"{ACCOUNTS}.{name}", "payload": payload}) for name, payload in ONLY_ADMINS]
    setters = [name for name in app.handlers() if name.endswith(".setvar")]
    values = (("accounts", []), ("_identity", "admin"), ("is_admin", True), ("username", "admin"), ("is_error", True))
    calls += [
        packet({"name": name, "payload": {"var_name": var, "value": value}})
        for name in setters
        for var, value in values
    ]
    accounts = app.rows("account")
    for username in ("vera", "agnes"):
        async with app.tab(app.log_in(username)) as tab:
            for call in calls:
                await tab.wire.send(call)
            await app.settle(tab)
            # The rows of the accounts page name every account.
            assert not any(ACCOUNT_ROW in message for message in tab.seen)
        assert app.rows("account") == accounts
    with pytest.raises(InvalidStatus, match="403"):
        await send_all(app, app.visitor(), calls)
    async with app.tab(app.log_in()) as tab:
        await tab.wire.send(calls[0])
        await app.settle(tab)
        assert any(ACCOUNT_ROW in message for message in tab.seen)
    assert len(app.rows("account")) == len(accounts) + 1  # so that the calls are what an admin's page sends


async def test_an_open_socket_may_nothing_once_its_login_has_ended(app: ClosedApp) -> None:
    admin = app.log_in()
    accounts = app.rows("account")
    async with app.tab(admin) as tab:
        await app.settle(tab)
        assert admin.post("/api/v1/auth/logout").is_success
        for name, payload in ONLY_ADMINS:
            await tab.wire.send(packet({"name": f"{ACCOUNTS}.{name}", "payload": payload}))
        with pytest.raises(ConnectionClosed):
            await tab.until("no such text")
    assert app.rows("account") == accounts


async def test_naming_another_users_socket_grants_no_access(app: ClosedApp) -> None:
    accounts = app.rows("account")
    async with app.tab(app.log_in()) as admins, app.tab(app.log_in("vera")) as tab:
        await app.settle(admins)
        (greeting,) = [message for message in admins.seen if message.startswith('40/_event,{"sid"')]
        sid = json.loads(greeting.partition(",")[2])["sid"]
        place = {"pathname": "/", "asPath": "/", "query": {}, "sid": sid, "token": sid, "ip": "6.6.6.6", "headers": {}}
        for name, payload in ONLY_ADMINS:
            await tab.wire.send(packet({"name": f"{ACCOUNTS}.{name}", "payload": payload, "router_data": place}))
        await app.settle(tab)
    assert app.rows("account") == accounts


async def test_bad_arguments_get_a_clear_answer_without_what_was_typed(app: ClosedApp) -> None:
    secret = "typed-by-mistake"
    wrong = (
        ("end_login", {"login_id": [secret]}, "login_id: input should be a valid string."),
        ("end_login", {}, "login_id: field required."),
        ("end_login", {"login_id": "x", secret: 1}, f"{secret}: extra inputs are not permitted."),
        ("change_password", {"form": secret}, "form: input should be a valid dictionary."),
        ("change_password", {"form": {"old": 1, "new": secret}}, "form.old: input should be a valid string."),
        ("change_password", {"form": {"__reflex_form_data__": secret}}, "A form is no list of names and values."),
        ("end_login", {"login_id": f"{secret}\0"}, "An argument's text holds a NUL."),
        ("end_login", {"login_id": f"{secret}\ud800"}, "An argument's text holds half a character."),
    )
    async with app.tab(app.log_in("vera")) as tab:
        for number, (name, payload, answer) in enumerate(wrong, 1):
            await tab.wire.send(packet({"name": f"{SETTINGS}.{name}", "payload": payload}, number=str(number)))
            async with asyncio.timeout(10):
                message = await tab.until(f"43/_event,{number}[")
            assert json.loads(message.partition(f",{number}")[2]) == [answer]
        form = {"__reflex_form_data__": [["old", "x"], ["new", "y" * 2_000]]}
        await tab.wire.send(packet({"name": f"{SETTINGS}.change_password", "payload": {"form": form}}))
        message = await tab.until("String should have at most 1000 characters.")
        assert '"field":"new"' in message  # shown beside it
    assert "Traceback" not in app.log()


async def test_a_number_that_no_database_takes_is_refused(app: ClosedApp) -> None:
    async with app.tab(app.log_in("vera")) as tab:
        event = {"name": f"{NOTIFICATIONS}.mark_read", "payload": {"number": 2**63}}
        await tab.wire.send(packet(event, number="1"))
        async with asyncio.timeout(10):
            message = await tab.until("43/_event,1[")
        assert json.loads(message.partition(",1")[2]) == ["An argument's number is too large."]


# Last: as an admin, some nonsense makes sense and changes accounts.
@pytest.mark.parametrize("username", ["vera", "admin"])
async def test_nonsense_changes_nothing_leaves_no_traceback_and_stops_no_push(app: ClosedApp, username: str) -> None:
    tickets, accounts = app.rows("ticket"), app.rows("account")
    async with app.tab(app.log_in("agnes")) as bystander:
        assert await send_nonsense(app, username, seed=3) > 150
        assert "Traceback" not in app.log()
        assert app.rows("ticket") == tickets
        if username == "vera":
            assert app.rows("account") == accounts
        # An admin's nonsense may well have stopped polling.
        assert app.log_in().post("/api/v1/servicenow-polling/start").is_success
        await pushes(app, bystander)
        async with app.tab(app.log_in(username)) as fresh:
            await app.settle(fresh)
    assert app.log_in().get("/api/v1/tickets/stats").json()["data"]["all"] == len(tickets) + 1
