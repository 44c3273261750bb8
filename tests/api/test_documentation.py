"""The OpenAPI document and the page that shows it."""

import re
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from rca_dashboard.domain.views.view import View

DOCUMENTED = {
    "/api/v1/tickets",
    "/api/v1/tickets/stats",
    "/api/v1/tickets/export",
    "/api/v1/tickets/{ticket_id}",
    "/api/v1/tickets/{ticket_id}/activity",
    "/api/v1/cases",
    "/api/v1/cases/{number}",
    "/api/v1/cases/{number}/tickets",
    "/api/v1/cases/{number}/hypotheses",
    "/api/v1/cases/{number}/evidence",
    "/api/v1/cases/{number}/actions",
    "/api/v1/cases/{number}/changes",
    "/api/v1/cases/{number}/stage",
    "/api/v1/cases/{number}/approve",
    "/api/v1/cases/{number}/verdict",
    "/api/v1/cases/{number}/notes",
    "/api/v1/cases/{number}/events",
    "/api/v1/cases/{number}/is-not",
    "/api/v1/cases/{number}/similar",
    "/api/v1/cases/{number}/report",
    "/api/v1/cases/{number}/suspects",
    "/api/v1/cases/{number}/signature",
    "/api/v1/charts/{name}",
    "/api/v1/wall",
    "/api/v1/insight/week",
    "/api/v1/tickets/{ticket_id}/events",
    "/api/v1/events",
    "/api/v1/servicenow-polling/status",
    "/api/v1/servicenow-polling/poll",
    "/api/v1/servicenow-polling/start",
    "/api/v1/servicenow-polling/stop",
    "/api/v1/servicenow-polling/reset",
    "/api/v1/servicenow-polling/bulk-import/status",
    "/api/v1/servicenow-polling/bulk-import/start",
    "/api/v1/servicenow-polling/bulk-import/stop",
    "/api/v1/servicenow-polling/bulk-import/reset",
    "/api/v1/reconcile/status",
    "/api/v1/reconcile/start",
    "/api/v1/reconcile/confirm-absences",
    "/api/v1/reconcile/stop",
    "/api/v1/audit",
    "/api/v1/audit/export",
    "/health",
    "/ready",
    "/metrics",
}


@pytest.fixture
async def document(client: httpx.AsyncClient) -> dict[str, Any]:
    answer = await client.get("/openapi.json")
    assert answer.status_code == 200
    return answer.json()


def _operations(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [operation for path in document["paths"].values() for operation in path.values()]


async def test_every_route_for_programs_is_documented_with_a_name_of_its_own(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.")
    assert set(document["paths"]) == DOCUMENTED
    names = [operation["operationId"] for operation in _operations(document)]
    assert len(names) == len(set(names)) >= len(DOCUMENTED)
    assert all(re.fullmatch("[a-z_]+", name) for name in names)
    assert all(operation["description"] for operation in _operations(document))


async def test_every_error_is_documented_in_the_shape_that_it_has(document: dict[str, Any]) -> None:
    for operation in _operations(document):
        for status, response in operation["responses"].items():
            if status >= "400":
                reference = response["content"]["application/json"]["schema"]["$ref"]
                assert reference == "#/components/schemas/ErrorAnswer"
    assert "HTTPValidationError" not in document["components"]["schemas"]


async def test_what_the_gate_says_to_a_body_is_documented_wherever_one_may_be_sent(document: dict[str, Any]) -> None:
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            has_refusals = {"408", "413", "415"} <= set(operation["responses"])
            assert has_refusals is (method != "get"), f"{method} {path}"


async def test_the_list_s_parameters_are_documented_with_the_bounds_that_hold(
    client: httpx.AsyncClient, document: dict[str, Any]
) -> None:
    parameters = {each["name"]: each for each in document["paths"]["/api/v1/tickets"]["get"]["parameters"]}
    assert set(parameters) == {
        *("page", "limit", "status", "priority", "category", "source", "table"),
        *("assignment_group", "assigned_to", "query", "opened_from", "opened_to", "unread", "sort"),
        *("is_open", "due_before", "breached", "view", "age_min", "age_max", "cluster", "burst"),
        *("location", "requester", "sla", "reassigned_min", "reassigned_max", "hour_of_week"),
        *("resolved_from", "resolved_to", "closed_from", "closed_to", "updated_from", "updated_to"),
    }
    for name in ("page", "limit"):
        schema = parameters[name]["schema"]
        assert schema["default"] == getattr(View(), name)
        for value, status in ((schema["minimum"], 200), (schema["maximum"], 200), (schema["maximum"] + 1, 422)):
            assert (await client.get("/tickets", params={name: value})).status_code == status
    for order in parameters["sort"]["schema"]["enum"]:
        assert (await client.get("/tickets", params={"sort": order})).status_code == 200
    most, longest = (parameters["status"]["schema"]["maxItems"], parameters["status"]["schema"]["items"]["maxLength"])
    choices = [f"{place:0{longest}}" for place in range(most)]
    assert (await client.get("/tickets", params={"status": ",".join(choices)})).status_code == 200


async def test_the_page_and_its_files_come_from_the_app_alone(client: httpx.AsyncClient) -> None:
    page = await client.get("/docs")
    assert page.headers["content-type"].startswith("text/html")
    addresses = re.findall(r'(?:src|href)="([^"]*)"', page.text)
    files = [address for address in addresses if not address.startswith("data:")]
    assert len(files) == 3
    assert not any("//" in address for address in addresses)
    assert not re.search(r"<script(?! src=)|<style| on[a-z]+=", page.text)
    for address in files:
        answer = await client.get(f"http://app/api/v1/{address}")
        assert answer.status_code == 200, address
        assert answer.headers["content-type"].startswith(("text/javascript", "text/css")), address
    assert (await client.get("/docs/other.js")).status_code == 404


def test_the_page_shows_the_routes_offline_under_a_strict_policy(browser: Any, served: Callable[..., str]) -> None:
    address = served({"Content-Security-Policy": "default-src 'self'; img-src 'self' data:; style-src 'self'"})
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{address}/api/v1/docs")
    page.get_by_text("/api/v1/tickets/stats").wait_for(timeout=60_000)
    page.close()
    assert all(url.startswith((address, "data:")) for url in asked), asked
