"""Teams over REST: created, changed, deleted, validated, for admins, and in the audit log."""

import pytest

from rca_dashboard.access.identity import NOBODY, Identity
from tests.api.accounts.conftest import ADA, Desk
from tests.api.identities import ADMIN, AGENT, VIEWER

NETWORK = {"name": "Network", "filter": {"assignment_groups": ["Network"]}, "usernames": ["vera"], "groups": ["net"]}


async def test_a_team_is_created_changed_and_deleted(desk: Desk) -> None:
    created = await desk.ask(ADMIN, "POST", "/teams", **NETWORK)
    assert created.status == 201, created.body
    team = created.data
    assert team["usernames"] == ["vera"]
    assert team["filter"] == {"assignment_groups": ["Network"], "companies": [], "tables": []}
    assert (await desk.ask(ADMIN, "GET", "/teams")).data == [team]
    path = f"/teams/{team['id']}"
    changed = await desk.ask(ADMIN, "PATCH", path, name="Networks", usernames=[])
    assert changed.data == {**team, "name": "Networks", "usernames": []}
    wider = {"assignment_groups": ["Network", "Wireless"], "companies": [], "tables": ["incident"]}
    assert (await desk.ask(ADMIN, "PATCH", path, filter=wider)).data["filter"] == wider
    assert (await desk.ask(ADMIN, "DELETE", path)).data == {"id": team["id"]}
    assert (await desk.ask(ADMIN, "GET", "/teams")).data == []
    assert [action for action, _ in desk.audit(ADA) if action == "team_changed"] == ["team_changed"] * 4
    assert desk.team_changes == 4  # open pages are read again each time


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "x" * 1_000},
        {"filter": {}},
        {"filter": {"assignment_groups": [""]}},
        {"filter": {"priority": ["1"]}},
        {"roles": ["admin"]},
        {"usernames": "vera"},
        {"members": ["vera"]},
    ],
    ids=str,
)
async def test_a_team_that_makes_no_sense_is_refused_and_stores_nothing(desk: Desk, wrong: dict[str, object]) -> None:
    assert (await desk.ask(ADMIN, "POST", "/teams", **{**NETWORK, **wrong})).status == 422
    assert (await desk.ask(ADMIN, "GET", "/teams")).data == []
    team = (await desk.ask(ADMIN, "POST", "/teams", **NETWORK)).data
    if wrong != {"name": ""}:
        assert (await desk.ask(ADMIN, "PATCH", f"/teams/{team['id']}", **wrong)).status == 422
    assert (await desk.ask(ADMIN, "GET", "/teams")).data == [team]


async def test_a_team_that_is_not_there(desk: Desk) -> None:
    for method in ("PATCH", "DELETE"):
        answer = await desk.ask(ADMIN, method, "/teams/4711", **({"name": "x"} if method == "PATCH" else {}))
        assert (answer.status, answer.code) == (404, "unknown_team")


@pytest.mark.parametrize(("who", "status"), [(NOBODY, 401), (VIEWER, 403), (AGENT, 403)])
async def test_teams_are_for_admins(desk: Desk, who: Identity, status: int) -> None:
    team = (await desk.ask(ADMIN, "POST", "/teams", **NETWORK)).data
    for method, path in (
        ("GET", "/teams"),
        ("POST", "/teams"),
        ("PATCH", f"/teams/{team['id']}"),
        ("DELETE", f"/teams/{team['id']}"),
    ):
        assert (await desk.ask(who, method, path)).status == status
    assert (await desk.ask(ADMIN, "GET", "/teams")).data == [team]
