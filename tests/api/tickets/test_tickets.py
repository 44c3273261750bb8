"""A ticket in REST, its history, and the statistics."""

from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from rca_dashboard.api.schemas import Answer, Event, ListAnswer, ListedTicket, Stats
from rca_dashboard.api.tickets.schemas import WholeTicket
from rca_dashboard.api.tickets.ticket_json import TICKET_KEYS
from rca_dashboard.cases.cases import Cases
from rca_dashboard.clock import utc_now
from rca_dashboard.domain.audit import Actor
from rca_dashboard.domain.cases.case import Case, TicketRole
from rca_dashboard.domain.cases.edit import Edit
from rca_dashboard.domain.tickets.change import Origin
from rca_dashboard.domain.tickets.ticket import CONTENT_FIELDS, Reference
from rca_dashboard.store.engine import Database
from rca_dashboard.store.tickets.deletions import mark_deleted
from tests.api.conftest import Keep
from tests.tickets import NOON, make

CONTRACT_KEYS = """
sys_id ticket_id table source short_description description category subcategory status state priority impact urgency
opened_at resolved_at closed_at updated_at requester assigned_to assignment_group company location cmdb_ci
business_service problem close_code close_notes tags url is_deleted revision
""".split()  # noqa: SIM905 - as the contract lists them

WHOLE = make(
    1,
    source="phone",
    description="<b>Smoke</b> \N{FIRE}",
    category="hardware",
    subcategory="printer",
    impact=2,
    urgency=1,
    resolved_at=NOON + timedelta(hours=1, microseconds=5),
    requester=Reference("u1", "Ada"),
    problem=Reference("p1", "PRB0000001"),
    close_code="Solved",
    close_notes="Replaced",
    tags=("vip", "floor 3"),
    url="https://example.com/1",
    is_active=False,
    labels={"category": "Hardware"},
    extra={"u_floor": "3", "opened_by": {"id": "u1", "name": "Ada"}},
)


async def test_a_listed_ticket_has_every_key_of_the_contract_and_no_extra(
    client: httpx.AsyncClient, keep: Keep
) -> None:
    keep([WHOLE, make(2, assignment_group=None, priority=None)])
    answer = await client.get("/tickets?sort=opened_at")
    full, bare = answer.json()["data"]
    assert set(CONTRACT_KEYS) <= set(full)
    assert list(full) == list(bare) == [*TICKET_KEYS, "case"]
    assert (bare["priority"], bare["assignment_group"], bare["resolved_at"], bare["tags"]) == (None, None, None, [])
    assert (full["opened_at"], full["resolved_at"]) == ("2026-11-23T12:01:00Z", "2026-11-23T13:00:00.000005Z")
    assert full["requester"] == {"id": "u1", "name": "Ada"}
    assert (full["tags"], full["priority"], full["is_deleted"]) == (["vip", "floor 3"], 3, False)
    assert full["revision"] == 1
    ListAnswer[ListedTicket].model_validate_json(answer.content)


async def test_one_ticket_is_found_by_sys_id_and_by_number_with_what_else_came(
    client: httpx.AsyncClient, keep: Keep
) -> None:
    keep([WHOLE])
    by_sys_id, by_number = await client.get(f"/tickets/{WHOLE.sys_id}"), await client.get("/tickets/INC0000001")
    assert by_sys_id.json() == by_number.json()
    ticket = by_number.json()["data"]
    assert ticket["extra"] == {"u_floor": "3", "opened_by": {"id": "u1", "name": "Ada"}}
    assert ticket["description"] == "<b>Smoke</b> \N{FIRE}"
    assert ticket["labels"] == {"category": "Hardware"}
    assert ticket["is_active"] is False
    content = WHOLE.content()
    assert {name: ticket[name] for name in CONTENT_FIELDS if name != "mod_count"} == {
        name: content[name] for name in CONTENT_FIELDS if name != "mod_count"
    }
    Answer[WholeTicket].model_validate_json(by_number.content)


async def test_a_ticket_names_the_case_that_it_belongs_to(
    client: httpx.AsyncClient, keep: Keep, database: Database
) -> None:
    keep([make(1), make(2)])
    cases = Cases(database)
    cases.start(Actor("ann"), title="Fire", tickets=["INC0000001"])
    cases.edit("RCA-1", Actor("ann"), fixed_yesterday)
    cases.put_tickets("RCA-1", Actor("ann"), ["INC0000001"], role=TicketRole.RECURRENCE)
    listed = await client.get("/tickets?sort=opened_at")
    one = await client.get("/tickets/INC0000001")
    assert [each["case"] and each["case"]["label"] for each in listed.json()["data"]] == [
        "RCA-1, fixed 1 day ago",
        None,
    ]
    assert one.json()["data"]["case"] == listed.json()["data"][0]["case"]
    assert one.json()["data"]["case"].items() >= {"number": "RCA-1", "role": "recurrence"}.items()
    ListAnswer[ListedTicket].model_validate_json(listed.content)
    Answer[WholeTicket].model_validate_json(one.content)


def fixed_yesterday(case: Case) -> Edit:
    return Edit(case=replace(case, fixed_at=utc_now() - timedelta(days=1)), kind="edited")


async def test_of_several_with_one_number_the_newest_is_given(client: httpx.AsyncClient, keep: Keep) -> None:
    keep([make(place, ticket_id="INC7", opened_at=NOON + timedelta(days=place % 3)) for place in (1, 2, 3)])
    answer = await client.get("/tickets/INC7")
    assert answer.json()["data"]["sys_id"] == make(2).sys_id


async def test_a_deleted_ticket_leaves_the_list_and_the_figures_and_can_still_be_read(
    client: httpx.AsyncClient, keep: Keep, database: Database
) -> None:
    keep([make(1), make(2)])
    mark_deleted(database, [make(1).sys_id], origin=Origin.POLL, at=NOON)
    listed = (await client.get("/tickets")).json()["data"]
    assert [ticket["ticket_id"] for ticket in listed] == ["INC0000002"]
    assert (await client.get("/tickets/stats")).json()["data"]["all"] == 1
    ticket = (await client.get("/tickets/INC0000001")).json()["data"]
    assert (ticket["is_deleted"], ticket["revision"]) == (True, 3)


async def test_figures_count_by_kind(client: httpx.AsyncClient, keep: Keep) -> None:
    keep(
        [
            make(1, priority=1, category="network"),
            make(2, priority=1, status="Closed", is_active=False),
            make(3, priority=None),
        ]
    )
    answer = await client.get("/tickets/stats")
    assert answer.json()["data"] == {
        "all": 3,
        "open": 2,
        "closed": 1,
        "by_priority": {"": 1, "1": 2},
        "by_category": {"": 2, "network": 1},
        "by_status": {"Closed": 1, "New": 2},
    }
    Answer[Stats].model_validate_json(answer.content)


async def test_the_history_of_a_ticket_is_its_own_changes_with_old_and_new_values(
    client: httpx.AsyncClient, keep: Keep
) -> None:
    keep([make(1), make(2)])
    keep([make(1, priority=1, mod_count=1)])
    keep([make(1, priority=2, mod_count=2)])
    answer = await client.get("/tickets/INC0000001/events")
    events = answer.json()["data"]
    assert [(event["seq"], event["type"]) for event in events] == [
        (1, "new_ticket"),
        (3, "updated_ticket"),
        (4, "updated_ticket"),
    ]
    assert events[0]["changes"]["short_description"] == [None, "Printer 1 is on fire"]
    assert events[1]["changes"] == {"priority": [3, 1], "mod_count": [0, 1]}
    assert events[1]["at"] == "2026-11-23T12:00:00Z"
    ListAnswer[Event].model_validate_json(answer.content)
    second = (await client.get("/tickets/INC0000001/events?limit=1&page=2")).json()
    assert [event["seq"] for event in second["data"]] == [3]
    assert (second["pagination"]["totalCount"], second["pagination"]["hasNextPage"]) == (3, True)


@pytest.mark.parametrize("path", ["/tickets/INC404", "/tickets/INC404/events", "/tickets/%00", "/tickets/%F0%9F%94%A5"])
async def test_a_ticket_that_is_not_there_is_not_found(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(path)
    assert (answer.status_code, answer.json()["success"], answer.json()["error"]["code"]) == (404, False, "not_found")


async def test_the_longest_ticket_id_is_a_hundred_characters(client: httpx.AsyncClient) -> None:
    assert (await client.get(f"/tickets/{'x' * 100}")).status_code == 404
    answer = await client.get(f"/tickets/{'x' * 101}")
    assert answer.status_code == 422
    assert answer.json()["error"]["message"].startswith("ticket_id: string should have at most 100 characters; not 'x")
