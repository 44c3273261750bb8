"""Pages of tickets, their figures, and one of them."""

from datetime import timedelta

import httpx
import pytest

from rca_dashboard.api.schemas import Answer, Event, ListAnswer, ListedTicket, Stats, WholeTicket
from rca_dashboard.api.ticket_json import TICKET_KEYS
from rca_dashboard.domain.change import Origin
from rca_dashboard.domain.ticket import CONTENT_FIELDS, Reference
from rca_dashboard.domain.view import SORTABLE
from rca_dashboard.store.deletions import mark_deleted
from rca_dashboard.store.engine import Database
from tests.api.conftest import Keep
from tests.tickets import NOON, make

CONTRACT_KEYS = [
    "sys_id",
    "ticket_id",
    "table",
    "source",
    "short_description",
    "description",
    "category",
    "subcategory",
    "status",
    "state",
    "priority",
    "impact",
    "urgency",
    "opened_at",
    "resolved_at",
    "closed_at",
    "updated_at",
    "requester",
    "assigned_to",
    "assignment_group",
    "company",
    "location",
    "cmdb_ci",
    "business_service",
    "problem",
    "close_code",
    "close_notes",
    "tags",
    "url",
    "is_deleted",
    "revision",
]

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


async def _numbers(client: httpx.AsyncClient, query: str) -> list[str]:
    answer = await client.get(f"/tickets?{query}")
    assert answer.status_code == 200, answer.text
    return [ticket["ticket_id"] for ticket in answer.json()["data"]]


async def test_a_listed_ticket_has_every_key_of_the_contract_and_no_extra(
    client: httpx.AsyncClient, keep: Keep
) -> None:
    keep([WHOLE, make(2, assignment_group=None, priority=None)])
    answer = await client.get("/tickets?sort=opened_at")
    full, bare = answer.json()["data"]
    assert set(CONTRACT_KEYS) <= set(full)
    assert list(full) == list(bare) == list(TICKET_KEYS)
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


async def test_of_several_with_one_number_the_newest_is_given(client: httpx.AsyncClient, keep: Keep) -> None:
    keep([make(place, ticket_id="INC7", opened_at=NOON + timedelta(days=place % 3)) for place in (1, 2, 3)])
    answer = await client.get("/tickets/INC7")
    assert answer.json()["data"]["sys_id"] == make(2).sys_id


async def test_a_deleted_ticket_leaves_the_list_and_the_figures_and_can_still_be_read(
    client: httpx.AsyncClient, keep: Keep, database: Database
) -> None:
    keep([make(1), make(2)])
    mark_deleted(database, [make(1).sys_id], origin=Origin.POLL, at=NOON)
    assert await _numbers(client, "") == ["INC0000002"]
    assert (await client.get("/tickets/stats")).json()["data"]["all"] == 1
    ticket = (await client.get("/tickets/INC0000001")).json()["data"]
    assert (ticket["is_deleted"], ticket["revision"]) == (True, 3)


@pytest.mark.parametrize(
    ("query", "shown", "expected"),
    [
        ("", 25, (1, 25, 53, 3, True, False)),
        ("page=2&limit=25", 25, (2, 25, 53, 3, True, True)),
        ("page=3", 3, (3, 25, 53, 3, False, True)),
        ("page=4", 0, (4, 25, 53, 3, False, True)),
        ("page=1000000&limit=200", 0, (1_000_000, 200, 53, 1, False, True)),
        ("limit=53", 53, (1, 53, 53, 1, False, False)),
        ("limit=1&page=53", 1, (53, 1, 53, 53, False, True)),
        ("status=nowhere", 0, (1, 25, 0, 0, False, False)),
    ],
)
async def test_pagination_says_where_the_page_stands(
    client: httpx.AsyncClient, keep: Keep, query: str, shown: int, expected: tuple[int | bool, ...]
) -> None:
    keep([make(place) for place in range(1, 54)])
    body = (await client.get(f"/tickets?{query}")).json()
    keys = ("currentPage", "limit", "totalCount", "totalPages", "hasNextPage", "hasPrevPage")
    assert body == {"success": True, "data": body["data"], "pagination": dict(zip(keys, expected, strict=True))}
    assert len(body["data"]) == shown


async def test_the_pages_together_hold_each_ticket_once_though_all_sort_alike(
    client: httpx.AsyncClient, keep: Keep
) -> None:
    keep([make(place, opened_at=NOON, priority=2) for place in range(1, 54)])
    numbers = [
        number for page in range(1, 9) for number in await _numbers(client, f"sort=priority&limit=7&page={page}")
    ]
    assert sorted(numbers) == [f"INC{place:07}" for place in range(1, 54)]


@pytest.mark.parametrize("field", SORTABLE)
async def test_each_sort_puts_values_in_order_and_tickets_without_one_last(
    client: httpx.AsyncClient, keep: Keep, field: str
) -> None:
    keep(
        [
            make(
                place,
                ticket_id=f"INC{value}",
                short_description=f"about {value}",
                status=f"status {value}",
                priority=value,
                category=f"category {value}",
                assignment_group=Reference(f"g{9 - value}", f"group {value}"),
                assigned_to=Reference(f"u{9 - value}", f"person {value}"),
                source=f"source {value}",
                table=f"table_{value}",
                **{name: NOON + timedelta(days=value) for name in ("opened_at", "updated_at")},
                **{name: NOON + timedelta(days=value) if value != 4 else None for name in ("resolved_at", "closed_at")},
            )
            for place, value in enumerate((3, 1, 4, 2), start=1)
        ]
    )
    upward, downward = await _numbers(client, f"sort={field}"), await _numbers(client, f"sort=-{field}")
    nulls_last = field in ("resolved_at", "closed_at")
    assert upward == ["INC1", "INC2", "INC3", "INC4"]
    assert downward == (["INC3", "INC2", "INC1", "INC4"] if nulls_last else ["INC4", "INC3", "INC2", "INC1"])


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("status=Closed", [2]),
        ("status=7", [2]),
        ("status=1", [1, 3]),
        ("status=Closed,New", [1, 2, 3]),
        ("status=Closed&status=New", [1, 2, 3]),
        ("priority=1", [2]),
        ("priority=1,3", [1, 2, 3]),
        ("category=network", [3]),
        ("source=email", [3]),
        ("table=problem", [2]),
        ("assignment_group=Database%20%26%20Co", [3]),
        ("assignment_group=g1", [1, 2]),
        ("query=printer 1", [1]),
        ("query=PRINTER", [1, 2]),
        ("query=INC0000003", [3]),
        ("query=100%25", [3]),
        ("query=100_", []),
        ("query=a%5Eb", [3]),
        ("query=priority%3D1", []),
        ("opened_from=2026-11-23T12:02:00Z", [2, 3]),
        ("opened_from=2026-11-23T13:02:00%2B01:00", [2, 3]),
        ("opened_to=2026-11-23T12:02:00Z", [1]),
        ("opened_to=2026-11-23", [1, 2, 3]),
        ("opened_to=2026-11-22", []),
        ("opened_from=2026-11-24", []),
        ("priority=3&query=printer", [1]),
        ("status=&priority=&query=", [1, 2, 3]),
        ("unknown=parameter", [1, 2, 3]),
    ],
)
async def test_each_filter_lets_its_tickets_through(
    client: httpx.AsyncClient, keep: Keep, query: str, expected: list[int]
) -> None:
    keep(
        [
            make(1),
            make(2, status="Closed", state="7", priority=1, table="problem"),
            make(
                3,
                short_description="Disk is 100% full: a^b",
                category="network",
                source="email",
                assignment_group=Reference("g2", "Database & Co"),
            ),
        ]
    )
    assert await _numbers(client, f"{query}&sort=ticket_id") == [f"INC{place:07}" for place in expected]


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("limit=201", "limit is a whole number from 1 to 200"),
        ("limit=0", "limit is a whole number from 1 to 200"),
        ("limit=ten", "limit is a whole number"),
        ("page=0", "page is a whole number from 1 to 1000000"),
        ("page=1000001", "page is a whole number from 1 to 1000000"),
        ("page=-1", "page is a whole number"),
        ("page=1&page=2", "page is given more than once"),
        (f"page={'9' * 5000}", "page is a whole number"),
        ("page=%D9%A1", "page is a whole number"),
        ("sort=password", "sort is one of ticket_id, "),
        ("sort=--priority", "sort is one of ticket_id, "),
        ("priority=6", "priority is a number from 1 to 5"),
        ("priority=P1", "priority is a number from 1 to 5"),
        ("opened_from=yesterday", "opened_from is a day or a time"),
        ("opened_to=9999-12-31", "opened_to is a day or a time"),
        (f"query={'x' * 201}", "query takes at most 200 characters"),
        (f"status={'x' * 101}", "status takes at most 20 values of at most 100 characters"),
        (f"category={','.join(map(str, range(21)))}", "category takes at most 20 values"),
    ],
)
async def test_a_parameter_that_makes_no_sense_is_named_with_what_is_allowed(
    client: httpx.AsyncClient, query: str, told: str
) -> None:
    answer = await client.get(f"/tickets?{query}")
    assert answer.status_code == 422
    error = answer.json()["error"]
    assert error["code"] == "invalid_request"
    assert error["message"].startswith(told)
    assert len(error["message"]) < 400


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
