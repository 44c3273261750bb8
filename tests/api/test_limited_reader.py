"""Each route as a reader who may see one group's tickets."""

import re
from collections.abc import Iterator
from datetime import timedelta
from itertools import product
from typing import get_args

import httpx
import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from rca_dashboard.api.app import create_api
from rca_dashboard.api.charts.charts import ChartName
from rca_dashboard.domain.tickets.ticket import Reference
from rca_dashboard.domain.visibility import TeamFilter, Visibility
from rca_dashboard.insight.insight import Insight
from rca_dashboard.store.engine import Database
from rca_dashboard.store.insight.bursts import StoredBurst, put_burst
from rca_dashboard.store.limits import seen_by
from rca_dashboard.sync.bulk_import.bulk_import import BulkImport
from rca_dashboard.sync.polling.poller import Poller
from rca_dashboard.sync.reconcile.reconciler import Reconciler
from tests.api.conftest import Keep
from tests.api.identities import AGENT, identified
from tests.live.personal.test_named_views import Parts
from tests.statements import sent_to
from tests.sync.steered import steered
from tests.tickets import NOON, make

SECRET = "payroll"
NETWORK = Visibility((TeamFilter(assignment_groups=("Network",)),))
FOREIGN_ID = make(7).sys_id


Foreign = dict[str, tuple[str, ...]]
BURST = StoredBurst(
    id=1,
    kind=5,
    value="g9",
    label=f"{SECRET} group",
    level=2,
    count=4,
    expected=0.25,
    log_chance=-16.0,
    since=NOON,
    until=NOON + timedelta(minutes=9),
    tickets=(5, 6, 7, 8),
)


class Bells:
    """Marks nothing as read: the walk only reads."""

    async def mark_read(self, username: str, ids: list[int] | None = None) -> int:
        raise NotImplementedError(username, ids)


@pytest.fixture
def insight(database: Database) -> Insight:
    return Insight(database)


@pytest.fixture
def whole(
    database: Database, poller: Poller, bulk_import: BulkImport, reconciler: Reconciler, insight: Insight
) -> FastAPI:
    """The app with the routes of every part."""
    steering, parts = steered(poller, bulk_import, reconciler), Parts(database)
    return create_api(
        database,
        lambda: steering.poller,
        importing=lambda: steering.bulk_import,
        reconciling=lambda: steering.reconciler,
        bells=Bells,
        insight=lambda: insight,
        views=lambda: parts.views,
        view_changes=lambda: parts.changes,
    )


@pytest.fixture
def limited(whole: FastAPI, keep: Keep) -> ASGIApp:
    """The app as someone of the network team sees it, between tickets of another group."""
    foreign = {"short_description": f"{SECRET} is down", "category": SECRET, "status": SECRET, "source": SECRET}
    group = Reference("g9", f"{SECRET} group")
    for place in (1, 7, 2, 8):
        keep([make(place, assignment_group=group, **foreign) if place > 6 else make(place)])
    app = identified(whole, AGENT)

    async def gate(scope: Scope, receive: Receive, send: Send) -> None:
        with seen_by(NETWORK):
            await app(scope, receive, send)

    return gate


@pytest.fixture
async def foreign(whole: FastAPI, limited: ASGIApp, keep: Keep, database: Database, insight: Insight) -> Foreign:
    """Everything that is made of foreign tickets, as people who may see them have made it; by parameters of paths."""
    assert limited
    special = {"short_description": f"{SECRET} is down", "assignment_group": Reference("g9", f"{SECRET} group")}
    keep([make(place, **special) for place in range(20, 24)])
    await insight.follower.step()
    await insight.rebuild_clusters()
    put_burst(database, BURST)
    async with asking(identified(whole, AGENT)) as agnes:
        clusters = [str(each["id"]) for each in (await agnes.get("/api/v1/clusters")).json()["data"] if each["id"]]
        new = {"title": f"{SECRET} again", "statement": f"{SECRET} is down", "tickets": [FOREIGN_ID, "INC0000001"]}
        case = await agnes.post("/api/v1/cases", json=new)
        view = {"name": "All", "query": "is_open=all", "shared": True}
        saved = await agnes.post("/api/v1/views", json=view)
        assert (case.status_code, saved.status_code) == (201, 201)
    return {
        "ticket_id": (FOREIGN_ID, "INC0000007"),
        "number": (case.json()["data"]["number"],),
        "name": get_args(ChartName),
        "cluster": tuple(clusters),
    }


def asking(app: ASGIApp) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://app")


async def _ask(app: ASGIApp, path: str) -> httpx.Response:
    async with asking(app) as client:
        return await client.get(path)


def _paths(api: FastAPI, foreign: Foreign) -> Iterator[str]:
    """Return the address of every route that is read, with what a foreign ticket is part of in place of parameters."""
    for route in api.routes:
        if isinstance(route, APIRoute) and "GET" in (route.methods or ()):
            names = re.findall(r"\{(\w+)\}", route.path)
            for values in product(*(foreign[name] for name in names)):
                yield route.path.format(**dict(zip(names, values, strict=True)))


QUERIES = ("", f"?query={SECRET}", "?query=down", "?assignment_group=g9", f"?status={SECRET}", "?sort=status&limit=200")
NEWER = ("/cases", "/clusters", "/bursts", "/charts/", "/insight/week", "/views", "/wall", "/similar", "/activity")


async def test_no_route_shows_a_limited_reader_anything_of_a_foreign_ticket(
    whole: FastAPI, limited: ASGIApp, foreign: Foreign
) -> None:
    paths = list(_paths(whole, foreign))
    for newer in (*NEWER, "/suspects", "/verdict", "/report", "/export", "/notifications"):
        assert any(newer in path for path in paths), newer
    taken = {*foreign["ticket_id"], *foreign["number"], *foreign["cluster"], *foreign["name"][2:]}
    for path in paths:
        # Filters are for what lists and counts tickets; one ticket or case has none.
        has_filters = not set(path.split("/")) & taken
        for query in QUERIES if has_filters else QUERIES[:1]:
            answer = await _ask(limited, path + query)
            assert answer.status_code in (200, 400, 403, 404, 422), (path, query, answer.text)
            # A refusal, and the links of a chart, repeat what the reader has asked for.
            text = answer.text.lower().replace(f"{SECRET!r}", "").replace(f"={SECRET}", "")
            assert SECRET not in text, (path, query, text[max(0, text.find(SECRET) - 200) :][:300])
            assert FOREIGN_ID not in answer.text or FOREIGN_ID in path, (path, query)
            assert "INC0000007" not in answer.text or "INC0000007" in path, (path, query)


async def test_what_is_made_of_foreign_tickets_and_what_does_not_exist_are_the_same_404(
    whole: FastAPI, limited: ASGIApp, foreign: Foreign, database: Database
) -> None:
    missing = {"ticket_id": "f" * 32, "number": "RCA-99", "cluster": "99999"}
    for path in sorted(
        {each.path for each in whole.routes if isinstance(each, APIRoute) and "GET" in (each.methods or ())}
    ):
        names = [name for name in re.findall(r"\{(\w+)\}", path) if name in missing]
        for name in names:
            answers: list[tuple[int, str, int]] = []
            for value in (foreign[name][0], missing[name]):
                with sent_to(database) as statements:
                    answer = await _ask(limited, path.replace(f"{{{name}}}", value))
                answers.append((answer.status_code, answer.text.replace(value, ""), len(statements)))
            assert answers[0][0] == 404, (path, answers)
            # The same words after the same number of statements.
            assert answers[0] == answers[1], path


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


async def test_a_chart_that_another_reader_has_just_asked_for_is_not_shown(whole: FastAPI, limited: ASGIApp) -> None:
    path = "/api/v1/charts/by_category"
    everything = (await _ask(identified(whole, AGENT), path)).json()
    assert [mark["label"] for mark in everything["data"]["marks"]] == [SECRET]
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
