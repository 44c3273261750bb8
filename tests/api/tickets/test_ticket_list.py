"""Lists of tickets: pages, order and filters."""

from datetime import timedelta

import httpx
import pytest

from rca_dashboard.domain.tickets.ticket import Reference
from rca_dashboard.domain.views.view import SORTABLE
from tests.api.conftest import Keep
from tests.tickets import NOON, make


async def _numbers(client: httpx.AsyncClient, query: str) -> list[str]:
    answer = await client.get(f"/tickets?{query}")
    assert answer.status_code == 200, answer.text
    return [ticket["ticket_id"] for ticket in answer.json()["data"]]


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
async def test_pagination_shows_the_position_of_the_page(
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


# What is due is set by service levels, and the age is the time of opening the other way round.
@pytest.mark.parametrize("field", [name for name in SORTABLE if name not in {"due_at", "age"}])
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
        ("limit=201", "limit must be a whole number from 1 to 200"),
        ("limit=0", "limit must be a whole number from 1 to 200"),
        ("limit=ten", "limit must be a whole number"),
        ("page=0", "page must be a whole number from 1 to 1000000"),
        ("page=1000001", "page must be a whole number from 1 to 1000000"),
        ("page=-1", "page must be a whole number"),
        ("page=1&page=2", "page is given more than once"),
        (f"page={'9' * 5000}", "page must be a whole number"),
        ("page=%D9%A1", "page must be a whole number"),
        ("sort=password", "sort must be one of ticket_id, "),
        ("sort=--priority", "sort must be one of ticket_id, "),
        ("priority=6", "priority must be a number from 1 to 5"),
        ("priority=P1", "priority must be a number from 1 to 5"),
        ("opened_from=yesterday", "opened_from must be an ISO 8601 date or time"),
        ("opened_to=9999-12-31", "opened_to must be an ISO 8601 date or time"),
        (f"query={'x' * 201}", "query takes at most 200 characters"),
        (f"status={'x' * 101}", "status takes at most 20 values of at most 100 characters"),
        (f"category={','.join(map(str, range(21)))}", "category takes at most 20 values"),
    ],
)
async def test_an_invalid_parameter_is_named_with_what_is_allowed(
    client: httpx.AsyncClient, query: str, told: str
) -> None:
    answer = await client.get(f"/tickets?{query}")
    assert answer.status_code == 422
    error = answer.json()["error"]
    assert error["code"] == "invalid_request"
    assert error["message"].startswith(told)
    assert len(error["message"]) < 400
