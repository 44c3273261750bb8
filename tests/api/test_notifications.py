"""Users read and mark their own notifications only."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from rca_dashboard.access.identity import NOBODY, Identity
from rca_dashboard.api.app import create_api
from rca_dashboard.api.notifications.schemas import NotificationSchema
from rca_dashboard.domain.notifications.notice import NoticeLevel
from rca_dashboard.domain.notifications.notification import Notification
from rca_dashboard.domain.preferences import NoticeEvent
from rca_dashboard.live.messages import Bell
from rca_dashboard.live.personal.bells import Bells
from rca_dashboard.store.engine import Database
from rca_dashboard.store.personal.notification_log import Outgoing, prepare_progress, store_outgoing
from rca_dashboard.sync.polling.poller import Poller
from tests.api.identities import ADMIN, AGENT, VIEWER, identified
from tests.sync.steered import steered
from tests.tickets import NOON

Asking = Callable[[Identity], AbstractAsyncContextManager[httpx.AsyncClient]]


class Tabs:
    """All users have an open tab; records the bells sent to them."""

    def __init__(self) -> None:
        self.told: list[tuple[str, int]] = []

    def occupied_users(self) -> frozenset[str]:
        return frozenset({VIEWER.username, AGENT.username})

    async def bell(self, username: str, bell: Bell) -> None:
        self.told.append((username, bell.unread))


def notification(place: int, **special: Any) -> Notification:
    plain = Notification(
        at=NOON,
        event=NoticeEvent.NEW_TICKET,
        level=NoticeLevel.WARNING,
        title=f"New critical ticket INC{place}",
        sys_id=f"{place:032x}",
        ticket_id=f"INC{place}",
        link=f"/tickets/INC{place}",
        priority=1,
    )
    return replace(plain, **special)


@pytest.fixture
def tabs() -> Tabs:
    return Tabs()


@pytest.fixture
def api(database: Database, poller: Poller, tabs: Tabs) -> FastAPI:
    before = prepare_progress(database)
    outgoing = [Outgoing(VIEWER.username, notification(place)) for place in (1, 2, 3)]
    burst = {"event": NoticeEvent.UPDATED_TICKET, "sys_id": "", "ticket_id": "", "link": "/", "priority": None}
    outgoing.append(Outgoing(AGENT.username, notification(4, count=12, **burst)))
    assert store_outgoing(database, before, replace(before, seq=1), outgoing)
    bells = Bells(database, tabs)
    return create_api(database, lambda: steered(poller).poller, bells=lambda: bells)


@pytest.fixture
def asking(api: FastAPI) -> Asking:
    """Return a function that returns a client for an identity."""

    @asynccontextmanager
    async def ask(identity: Identity) -> AsyncIterator[httpx.AsyncClient]:
        transport = httpx.ASGITransport(identified(api, identity))
        async with httpx.AsyncClient(transport=transport, base_url="http://app/api/v1") as client:
            yield client

    return ask


async def listed(client: httpx.AsyncClient, **parameters: Any) -> list[int]:
    answer = await client.get("/notifications", params=parameters)
    assert answer.status_code == 200, answer.text
    return [each["id"] for each in answer.json()["data"]]


async def test_each_lists_their_own_newest_first(asking: Asking) -> None:
    async with asking(VIEWER) as vera, asking(AGENT) as agnes, asking(ADMIN) as ada:
        assert await listed(vera) == [3, 2, 1]
        assert await listed(agnes) == [4]
        assert await listed(ada) == []
        answer = (await vera.get("/notifications?page=2&limit=2")).json()
    assert [each["id"] for each in answer["data"]] == [1]
    assert answer["pagination"] == {
        "currentPage": 2,
        "limit": 2,
        "totalCount": 3,
        "totalPages": 2,
        "hasNextPage": False,
        "hasPrevPage": True,
    }


async def test_users_mark_only_their_own_and_the_callers_tabs_are_updated(asking: Asking, tabs: Tabs) -> None:
    async with asking(VIEWER) as vera, asking(AGENT) as agnes:
        marked = await vera.post("/notifications/read", json={"ids": [1, 4, 99]})
        assert marked.json() == {"success": True, "data": {"marked": 1}}
        assert (await listed(vera, unread="true"), await listed(agnes, unread="true")) == ([3, 2], [4])
        tabs.told.clear()
        assert (await vera.post("/notifications/read", json={"all": True})).json()["data"] == {"marked": 2}
        assert tabs.told == [(VIEWER.username, 0)]
        assert (await listed(vera, unread="true"), await listed(agnes, unread="true")) == ([], [4])
        assert await listed(vera) == [3, 2, 1]


async def test_the_list_is_filtered(asking: Asking) -> None:
    async with asking(AGENT) as agnes:
        assert await listed(agnes, event="updated_ticket") == [4]
        assert await listed(agnes, event="new_ticket") == []
        assert await listed(agnes, priority=1) == []


@pytest.mark.parametrize("query", ["page=0", "limit=201", "event=everything", "priority=6", "unread=perhaps"])
async def test_an_invalid_parameter_is_refused(asking: Asking, query: str) -> None:
    async with asking(VIEWER) as vera:
        answer = await vera.get(f"/notifications?{query}")
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "invalid_request")


@pytest.mark.parametrize(
    "body",
    [{}, {"ids": [1], "all": True}, {"ids": ["1; drop"]}, {"ids": [0]}, {"ids": [2**63]}, {"ids": [1] * 501}, [], None],
)
async def test_a_body_that_says_nothing_clear_is_refused(asking: Asking, body: Any) -> None:
    async with asking(VIEWER) as vera:
        assert (await vera.post("/notifications/read", json=body)).status_code == 422
        assert await listed(vera, unread="true") == [3, 2, 1]


async def test_without_a_login_there_are_no_notifications(asking: Asking) -> None:
    async with asking(NOBODY) as nobody:
        assert (await nobody.get("/notifications")).status_code == 401
        assert (await nobody.post("/notifications/read", json={"all": True})).status_code == 401


async def test_what_is_answered_is_what_the_document_says(asking: Asking) -> None:
    async with asking(VIEWER) as vera, asking(AGENT) as agnes:
        found = [each for client in (vera, agnes) for each in (await client.get("/notifications")).json()["data"]]
        document = (await vera.get("/openapi.json")).json()
    assert [NotificationSchema.model_validate(each).count for each in found] == [1, 1, 1, 12]
    assert document["paths"]["/api/v1/notifications"]["get"]["operationId"] == "list_notifications"
    assert document["paths"]["/api/v1/notifications/read"]["post"]["operationId"] == "mark_notifications_read"
