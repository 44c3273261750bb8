"""Saved views over REST, and the lists that they and their filters give."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from rca_dashboard.access.identity import Identity
from rca_dashboard.api.app import create_api
from rca_dashboard.api.views.views import ViewSchema
from rca_dashboard.domain.tickets.ticket import Reference
from rca_dashboard.store.engine import Database
from rca_dashboard.sync.polling.poller import Poller
from tests.api.conftest import Keep
from tests.api.identities import ADMIN, AGENT, VIEWER, identified
from tests.live.personal.test_named_views import Parts
from tests.tickets import make

Asking = Callable[[Identity], AbstractAsyncContextManager[httpx.AsyncClient]]
SAVED = {"name": "Critical mail", "query": "priority=1&category=mail&page=4", "shared": True}


@pytest.fixture
def asking(database: Database, poller: Poller) -> Asking:
    parts = Parts(database)
    api: FastAPI = create_api(database, lambda: poller, views=lambda: parts.views, view_changes=lambda: parts.changes)

    @asynccontextmanager
    async def ask(identity: Identity) -> AsyncIterator[httpx.AsyncClient]:
        transport = httpx.ASGITransport(identified(api, identity))
        async with httpx.AsyncClient(transport=transport, base_url="http://app/api/v1") as client:
            yield client

    return ask


async def listed(client: httpx.AsyncClient, **parameters: str) -> list[str]:
    answer = await client.get("/tickets", params=parameters)
    assert answer.status_code == 200, answer.text
    return sorted(each["ticket_id"][-1] for each in answer.json()["data"])


async def saved(client: httpx.AsyncClient, **special: Any) -> dict[str, Any]:
    answer = await client.post("/views", json={**SAVED, **special})
    assert answer.status_code == 201, answer.text
    return answer.json()["data"]


async def test_a_view_is_saved_renamed_shared_and_deleted(asking: Asking) -> None:
    async with asking(AGENT) as agnes:
        view = await saved(agnes)
        assert ViewSchema.model_validate(view).query == "category=mail&priority=1"
        assert (view["owner"], view["is_mine"], view["shared"], view["icon"]) == ("agnes", True, True, "flame")
        changed = await agnes.patch(f"/views/{view['id']}", json={"name": "Mail", "shared": False, "icon": "mail"})
        assert changed.json()["data"] == {**view, "name": "Mail", "shared": False, "icon": "mail"}
        everything = (await agnes.get("/views")).json()
        assert everything["data"] == [changed.json()["data"]]
        assert everything["pagination"]["totalCount"] == 1
        assert (await agnes.delete(f"/views/{view['id']}")).json()["data"] == {"id": view["id"]}
        assert (await agnes.delete(f"/views/{view['id']}")).status_code == 404
        assert (await agnes.get("/views")).json()["data"] == []


async def test_private_views_are_ones_own_and_viewers_share_none(asking: Asking) -> None:
    async with asking(AGENT) as agnes, asking(VIEWER) as vera, asking(ADMIN) as ada:
        private, shared = await saved(agnes, shared=False), await saved(agnes, name="For all")
        assert [each["name"] for each in (await vera.get("/views")).json()["data"]] == ["For all"]
        for client in (vera, ada):
            assert (await client.patch(f"/views/{private['id']}", json={"name": "x"})).status_code == 404
            assert (await client.get("/tickets", params={"view": str(private["id"])})).status_code == 404
        assert (await vera.patch(f"/views/{shared['id']}", json={"name": "x"})).status_code == 403
        refused = await vera.post("/views", json=SAVED)
        assert (refused.status_code, refused.json()["error"]["code"]) == (403, "forbidden")
        assert (await ada.delete(f"/views/{shared['id']}")).status_code == 200


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ({"name": " "}, "name: a view's name has 1 to 80 characters"),
        ({"name": "x" * 81}, "name: a view's name has 1 to 80 characters"),
        ({"query": "priority=9"}, "priority must be a number from 1 to 5"),
        ({"query": "sort=nothing"}, "sort must be one of"),
        ({"icon": "skull"}, "icon: must be one of"),
        ({"shared": "yes"}, "shared"),
        ({"owner": "ada"}, "owner"),
    ],
)
async def test_what_cannot_be_saved_is_refused_with_its_reason(asking: Asking, body: dict[str, Any], says: str) -> None:
    async with asking(AGENT) as agnes:
        answer = await agnes.post("/views", json={**SAVED, **body})
        assert (answer.status_code, answer.json()["error"]["code"]) == (422, "invalid_request")
        assert says in answer.json()["error"]["message"]


async def test_a_list_is_asked_for_by_its_view_and_may_be_narrowed(asking: Asking, keep: Keep) -> None:
    agnes_there = Reference("u1", "Agnes")
    keep(
        [
            make(1, priority=1, assigned_to=agnes_there),
            make(2, priority=1, is_active=False),
            make(3, priority=2, assigned_to=Reference("u2", "Bob")),
            make(4, priority=5),
        ]
    )
    async with asking(AGENT) as agnes, asking(VIEWER) as vera:
        view = await saved(agnes, query="priority=1,2&sort=priority")
        assert await listed(vera, view=str(view["id"])) == ["1", "2", "3"]
        assert await listed(vera, view=str(view["id"]), is_open="true") == ["1", "3"]
        assert await listed(vera, view="open") == ["1", "3", "4"]
        assert await listed(vera, view="all") == await listed(vera) == ["1", "2", "3", "4"]
        assert await listed(agnes, view="mine") == await listed(agnes, assigned_to="me") == ["1"]
        assert await listed(vera, assigned_to="me") == []
        assert await listed(vera, assigned_to="none") == ["2", "4"]
        assert await listed(vera, assigned_to="none", is_open="false") == ["2"]
        assert (await vera.get("/tickets", params={"is_open": "perhaps"})).status_code == 422
        assert (await vera.get("/tickets", params={"view": "77"})).status_code == 404
