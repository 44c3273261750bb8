"""A member of a team, over REST and the websocket of the real app, while foreign tickets come and go."""

import asyncio
from collections.abc import Callable

import pytest

from tests.access.gate.guarded_server import Visitor
from tests.attack.closed_app import HYDRATE, ClosedApp

SECRET = "payroll"
SECONDS = 20


@pytest.fixture(scope="module")
def app(closed_app: Callable[..., ClosedApp]) -> ClosedApp:
    return closed_app(
        {"short_description": "a switch is down", "assignment_group": "Network"},
        {"short_description": f"{SECRET} is down", "assignment_group": f"{SECRET} group", "category": SECRET},
    )


async def _until(tab: object, text: str) -> None:
    async with asyncio.timeout(SECONDS):
        await tab.until(text)  # pyright: ignore[reportAttributeAccessIssue]


async def test_no_frame_and_no_answer_shows_a_limited_reader_a_foreign_ticket(app: ClosedApp) -> None:
    await app.create_account("vera", "viewer")
    admin = app.log_in()
    created = admin.post(
        "/api/v1/teams",
        json={"name": "network", "filter": {"assignment_groups": ["Network"]}, "usernames": ["Vera"]},
    )
    assert created.status_code == 201, created.text
    vera = app.log_in("vera")
    assert vera.get("/api/v1/tickets/stats").json()["data"]["all"] == 1
    assert admin.get("/api/v1/tickets/stats").json()["data"]["all"] == 2
    instance = app.servicenow.instance
    async with app.tab(vera) as tab, app.tab(admin) as other:
        await _until(tab, "a switch is down")
        await _until(other, f"{SECRET} is down")
        foreign = instance.insert("incident", {"short_description": f"{SECRET} again", "assignment_group": SECRET})
        await _until(other, f"{SECRET} again")
        mine = instance.insert("incident", {"short_description": "a router is down", "assignment_group": "Network"})
        await _until(tab, "a router is down")
        await asyncio.to_thread(_check_rest, vera)
        # A ticket that moves into the team appears, and one that moves out leaves.
        instance.update(
            "incident", foreign, {"short_description": "now for the network", "assignment_group": "Network"}
        )
        await _until(tab, "now for the network")
        instance.update("incident", mine, {"assignment_group": f"{SECRET} group"})
        await _until(other, "a router is down")
        await _settle_on_all(app, tab)
        seen = "".join(tab.seen)
        found = seen.lower().find(SECRET)
        assert found < 0, seen[max(0, found - 300) : found + 200]
        assert '"total":2' in seen
    assert app.log_in().delete(f"/api/v1/teams/{created.json()['data']['id']}").status_code == 200
    assert vera.get("/api/v1/tickets/stats").json()["data"]["all"] == 4


async def _settle_on_all(app: ClosedApp, tab: object) -> None:
    """Open the whole list and the foreign ticket's page, and wait for what the app has to say."""
    for place in ("/?is_open=all&limit=200", "/?is_open=all&query=payro", "/tickets/INC0010002"):
        event = (
            f'{{"name":"{HYDRATE}","payload":{{}},"router_data":{{"pathname":"/","asPath":"{place}","query":{{}}}}}}'
        )
        await tab.wire.send(f'42/_event,["event",{event}]')  # pyright: ignore[reportAttributeAccessIssue]
    await app.settle(tab)  # pyright: ignore[reportArgumentType]


def _check_rest(vera: Visitor) -> None:
    for path in (
        "tickets?limit=200",
        "tickets/export",
        "events?limit=1000",
        "notifications",
        "views",
        "tickets/INC0010002",
    ):
        assert SECRET not in vera.get(f"/api/v1/{path}").text.lower(), path
