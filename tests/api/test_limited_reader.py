"""Each route as a reader who may see one group's tickets."""

from collections.abc import Iterator

import httpx
import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from rca_dashboard.domain.tickets.ticket import Reference
from rca_dashboard.domain.visibility import TeamFilter, Visibility
from rca_dashboard.store.engine import Database
from rca_dashboard.store.limits import seen_by
from tests.api.conftest import Keep
from tests.api.identities import AGENT, identified
from tests.statements import sent_to
from tests.tickets import make

SECRET = "payroll"
NETWORK = Visibility((TeamFilter(assignment_groups=("Network",)),))
FOREIGN_ID = make(7).sys_id


@pytest.fixture
def limited(api: FastAPI, keep: Keep) -> ASGIApp:
    """The app as someone of the network team sees it, between tickets of another group."""
    foreign = {"short_description": f"{SECRET} is down", "category": SECRET, "status": SECRET, "source": SECRET}
    group = Reference("g9", f"{SECRET} group")
    for place in (1, 7, 2, 8):
        keep([make(place, assignment_group=group, **foreign) if place > 6 else make(place)])
    app = identified(api, AGENT)

    async def gate(scope: Scope, receive: Receive, send: Send) -> None:
        with seen_by(NETWORK):
            await app(scope, receive, send)

    return gate


async def _ask(app: ASGIApp, path: str) -> httpx.Response:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://app") as client:
        return await client.get(path)


def _paths(api: FastAPI) -> Iterator[str]:
    for route in api.routes:
        if isinstance(route, APIRoute) and "GET" in route.methods:
            for ticket in (FOREIGN_ID, "INC0000007"):
                path = route.path.replace("{ticket_id}", ticket)
                if "{" not in path:
                    yield path


QUERIES = ("", f"?query={SECRET}", "?query=down", "?assignment_group=g9", f"?status={SECRET}", "?sort=status&limit=200")


async def test_no_route_shows_a_limited_reader_anything_of_a_foreign_ticket(api: FastAPI, limited: ASGIApp) -> None:
    asked = 0
    for path in _paths(api):
        for query in QUERIES:
            answer = await _ask(limited, path + query)
            assert answer.status_code in (200, 403, 404, 422), path
            assert SECRET not in answer.text.lower().replace(f"{SECRET!r}", ""), (path, query)
            assert FOREIGN_ID not in answer.text or FOREIGN_ID in path, (path, query)
            asked += 1
    assert asked > 100


async def test_a_limited_reader_continues_the_feed_across_foreign_changes(limited: ASGIApp) -> None:
    for after, seqs in ((0, [1, 3]), (1, [3]), (2, [3]), (3, [])):
        answer = await _ask(limited, f"/api/v1/events?after={after}")
        assert answer.status_code == 200, answer.text
        assert [each["seq"] for each in answer.json()["data"]] == seqs


async def test_counts_are_those_of_visible_tickets(limited: ASGIApp) -> None:
    listed = (await _ask(limited, "/api/v1/tickets")).json()
    assert listed["pagination"]["totalCount"] == 2
    stats = (await _ask(limited, "/api/v1/tickets/stats")).json()["data"]
    assert (stats["all"], stats["by_category"]) == (2, {"": 2})
    for query in (f"?query={SECRET}", "?assignment_group=g9"):
        found = (await _ask(limited, f"/api/v1/tickets{query}")).json()
        assert (found["data"], found["pagination"]["totalCount"]) == ([], 0)
    assert "INC0000001" in (await _ask(limited, "/api/v1/tickets/export")).text
    assert {each["ticket_id"] for each in (await _ask(limited, "/api/v1/events")).json()["data"]} == {
        "INC0000001",
        "INC0000002",
    }


async def test_a_chart_that_another_reader_has_just_asked_for_is_not_shown(api: FastAPI, limited: ASGIApp) -> None:
    path = "/api/v1/charts/by_category"
    whole = (await _ask(identified(api, AGENT), path)).json()
    assert [mark["label"] for mark in whole["data"]["marks"]] == [SECRET]
    seen = (await _ask(limited, path)).json()
    assert (seen["data"]["marks"], seen["searched"]["n"]) == ([], 0)


async def test_a_foreign_ticket_takes_the_statements_of_one_that_does_not_exist(
    database: Database, limited: ASGIApp
) -> None:
    for path in ("/api/v1/tickets/{}", "/api/v1/tickets/{}/events", "/api/v1/tickets/{}/activity"):
        sent: dict[str, list[str]] = {}
        for foreign, missing in (("INC0000007", "INC0000099"), (FOREIGN_ID, "f" * 32)):
            for ticket in (foreign, missing):
                with sent_to(database) as statements:
                    assert (await _ask(limited, path.format(ticket))).status_code == 404
                sent[ticket] = list(statements)
            # The same text, with other parameters: what it costs does not say that there is such a ticket.
            assert sent[foreign] == sent[missing]
            assert sent[foreign]


async def test_a_foreign_ticket_and_one_that_does_not_exist_are_the_same_404(limited: ASGIApp) -> None:
    for path in ("/api/v1/tickets/{}", "/api/v1/tickets/{}/events", "/api/v1/tickets/{}/activity"):
        foreign = await _ask(limited, path.format("INC0000007"))
        missing = await _ask(limited, path.format("INC0000099"))
        assert (foreign.status_code, missing.status_code) == (404, 404)
        assert foreign.text.replace("INC0000007", "") == missing.text.replace("INC0000099", "")
        visible = await _ask(limited, path.format("INC0000001"))
        assert visible.status_code == 200
