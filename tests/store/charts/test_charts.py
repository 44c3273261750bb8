"""Each mark of a chart counts exactly the tickets that its list shows."""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update

from rca_dashboard.domain.chart.chart import Chart
from rca_dashboard.domain.chart.periods import Unit
from rca_dashboard.domain.tickets.change import Origin
from rca_dashboard.domain.tickets.ticket import Reference, Ticket
from rca_dashboard.domain.views.ticket_filter import TicketFilter
from rca_dashboard.domain.views.view import View
from rca_dashboard.store.charts.asked import Asked
from rca_dashboard.store.charts.charts import CHARTS, chart
from rca_dashboard.store.charts.chosen import FIELDS
from rca_dashboard.store.engine import Database
from rca_dashboard.store.queries import ticket_list
from rca_dashboard.store.schema.tickets import TICKET
from rca_dashboard.store.tickets.upsert import upsert
from tests.tickets import make

_T = TICKET.c
NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")
FILTERS = (
    TicketFilter(),
    TicketFilter(is_open=True),
    TicketFilter(is_open=False, priority=(1, 2)),
    TicketFilter(category=("network",), assignment_group=("Desk",)),
    TicketFilter(query="printer"),
    TicketFilter(opened_from=NOW - timedelta(days=70), opened_to=NOW - timedelta(days=3, hours=2)),
    TicketFilter(resolved_from=NOW - timedelta(days=9), source=("phone",)),
    TicketFilter(age_max=20),
    TicketFilter(reassigned_min=1, reassigned_max=4, location=("Oslo",)),
    TicketFilter(requester=("Ann", "Bob, the first"), updated_from=NOW - timedelta(days=12)),
    TicketFilter(sla="overdue"),
    TicketFilter(sla="met", priority=(2, 3)),
    TicketFilter(hour_of_week="fri-09:Europe/Berlin"),
)


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rca_dashboard.store.listing.conditions.utc_now", lambda: NOW)


def some_ticket(place: int, chance: random.Random) -> Ticket:
    opened = NOW - timedelta(minutes=chance.expovariate(1 / 30_000))
    resolved = opened + timedelta(minutes=chance.expovariate(1 / 3_000))
    is_active = resolved > NOW or chance.random() < 0.1
    return make(
        place,
        short_description=chance.choice(("The printer is on fire", "No mail", "VPN drops")),
        priority=chance.choice((1, 2, 3, 4, 5, None)),
        category=chance.choice(("network", "software", "")),
        source=chance.choice(("phone", "web")),
        location=chance.choice((Reference("l1", "Oslo"), Reference("l2", "Rome"), None)),
        requester=chance.choice((Reference("u1", "Ann"), Reference("u2", "Bob, the first"), None)),
        extra=chance.choice(({}, {"reassignment_count": str(int(chance.expovariate(0.5)))})),
        assignment_group=chance.choice((Reference("g1", "Desk"), Reference("g2", "Network"), None)),
        opened_at=opened if chance.random() < 0.95 else None,
        resolved_at=None if is_active or chance.random() < 0.1 else resolved,
        closed_at=None if is_active or chance.random() < 0.3 else resolved + timedelta(days=1),
        updated_at=min(NOW, resolved),
        is_active=is_active,
    )


@pytest.fixture
def tickets(database: Database) -> Sequence[Ticket]:
    chance = random.Random(15)
    made = [some_ticket(place, chance) for place in range(400)]
    upsert(database, made, origin=Origin.IMPORT, at=NOW)
    with database.write() as session:
        for ticket in made:
            result = chance.choice((None, True, False))
            session.connection().execute(update(TICKET).where(_T.sys_id == ticket.sys_id).values(is_breached=result))
    return made


def counted(database: Database, query: str) -> int:
    parameters = dict(part.split("=", 1) for part in query.split("&"))
    assert parameters
    return ticket_list(database, View.from_key(query)).total


@pytest.mark.usefixtures("tickets")
@pytest.mark.parametrize("name", CHARTS)
def test_each_mark_counts_what_its_list_shows(database: Database, name: str) -> None:
    chance = random.Random(name)
    for wanted in FILTERS:
        asked = Asked(
            filter=wanted,
            now=NOW,
            zone=chance.choice((UTC, BERLIN)),
            unit=chance.choice((None, *Unit)),
            by=chance.choice(FIELDS),
        )
        for mark in chance.sample(marks := list(chart(database, name, asked).marks), min(len(marks), 12)):
            assert counted(database, mark.query) == mark.count, (name, wanted, mark)


def by_label(found: Chart, series: str = "") -> dict[str, int]:
    return {mark.label: mark.count for mark in found.marks if mark.series == series}


def test_all_tickets_are_counted_or_said_to_be_left_out(database: Database, tickets: Sequence[Ticket]) -> None:
    found = chart(database, "by_category", Asked(filter=TicketFilter(), now=NOW))
    without = sum(each.category == "" for each in tickets)
    assert (found.n, found.left_out) == (400 - without, f"{without} tickets without a category")
    aged = chart(database, "backlog_age", Asked(filter=TicketFilter(), now=NOW))
    is_open = [each for each in tickets if each.is_active]
    timeless = sum(each.opened_at is None for each in is_open)
    assert aged.n == len(is_open) - timeless
    assert aged.left_out == f"{timeless} tickets without the time when they were opened" if timeless else ""


def test_days_are_the_readers_and_the_last_one_is_unfinished(database: Database) -> None:
    late = datetime(2026, 11, 26, 23, 30, tzinfo=UTC)
    upsert(database, [make(1, opened_at=late, resolved_at=None)], origin=Origin.POLL, at=NOW)
    asked = Asked(filter=TicketFilter(opened_from=NOW - timedelta(days=5)), now=NOW, unit=Unit.DAY)
    in_utc = by_label(chart(database, "opened_resolved", asked), "opened")
    found = chart(database, "opened_resolved", replace(asked, zone=BERLIN))
    assert (in_utc["2026-11-26"], by_label(found, "opened")["2026-11-26"]) == (1, 0)
    assert by_label(found, "opened")["2026-11-27"] == 1
    assert [mark.label for mark in found.marks if mark.is_unfinished] == ["2026-11-28"] * 2


def test_open_tickets_count_in_the_time_to_resolve(database: Database) -> None:
    opened = NOW - timedelta(days=10)
    closed = [
        make(place, category="network", opened_at=opened, resolved_at=opened + timedelta(hours=place), is_active=False)
        for place in range(1, 11)
    ]
    waiting = [make(place, category="network", opened_at=opened, is_active=True) for place in range(20, 32)]
    upsert(database, [*closed, *waiting], origin=Origin.IMPORT, at=NOW)
    (mark,) = chart(database, "time_to_resolve", Asked(filter=TicketFilter(), now=NOW)).marks
    assert (mark.label, mark.count) == ("network", 22)
    assert mark.values == {"median_hours": None, "p90_hours": None, "measured": 22, "still_open": 12}
    of_closed = chart(database, "time_to_resolve", Asked(filter=TicketFilter(is_open=False), now=NOW)).marks[0]
    assert of_closed.values == {"median_hours": 5.0, "p90_hours": 9.0, "measured": 10, "still_open": 0}
