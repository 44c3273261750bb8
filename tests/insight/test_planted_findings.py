"""What is planted in ServiceNow's small tables is on the insight page: at the first look, or one click further.

A click is a chart's mark, its magnifying glass (all charts of that mark alone), or a field chosen in a chart's menu.
The tables: ServiceNow/insight-bench (MIT).
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from rca_dashboard.domain.chart.chart import Mark
from rca_dashboard.domain.chart.periods import Unit
from rca_dashboard.domain.tickets.change import Origin
from rca_dashboard.domain.tickets.ticket import Reference, Ticket
from rca_dashboard.domain.views.ticket_filter import TicketFilter
from rca_dashboard.insight.insight import Insight
from rca_dashboard.store.charts.asked import Asked
from rca_dashboard.store.charts.charts import chart
from rca_dashboard.store.engine import Database
from rca_dashboard.store.tickets.upsert import upsert
from tests.fixtures.databases import migrated_sqlite
from tests.fixtures.insight_data import rows_of

NOW = datetime(2026, 7, 1, tzinfo=UTC)


def _moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text[:19]).replace(tzinfo=UTC) if text else None


def _person(name: str) -> Reference | None:
    return Reference(name, name) if name else None


def _ticket(row: Mapping[str, str]) -> Ticket:
    closed = _moment(row["closed_at"])
    return Ticket(
        sys_id=row["number"],
        table="incident",
        ticket_id=row["number"],
        short_description=row["short_description"],
        category=row["category"],
        status=row["state"],
        priority=int(row["priority"][0]),
        opened_at=_moment(row["opened_at"]),
        resolved_at=closed,
        closed_at=closed,
        updated_at=closed or _moment(row["opened_at"]),
        is_active=closed is None,
        assigned_to=_person(row["assigned_to"]),
        assignment_group=_person(row["assignment_group"]),
        requester=_person(row["caller_id"]),
        location=_person(row.get("location", "")),
    )


class Desk:
    """One of the tables, and its page."""

    def __init__(self, database: Database, flag: int) -> None:
        self.database = database
        some = [_ticket(row) for row in rows_of(f"insight/servicenow_insight_bench/flag-{flag}.csv.gz")]
        upsert(database, some, origin=Origin.IMPORT, at=NOW)

    def marks(self, name: str, by: str = "category", unit: Unit | None = None, **narrowed: object) -> list[Mark]:
        """Return the marks of a chart of the page, narrowed as by a click."""
        wanted = TicketFilter(**narrowed)  # pyright: ignore[reportArgumentType] - its own fields
        return list(chart(self.database, name, Asked(filter=wanted, now=NOW, by=by, unit=unit)).marks)

    def first(self, name: str, **narrowed: object) -> tuple[str, float]:
        """Return the longest bar, and its share."""
        marks = self.marks(name, **narrowed)
        return marks[0].label, marks[0].count / sum(mark.count for mark in marks)

    def medians(self, by: str) -> dict[str, float]:
        """Return the median time to resolve by a field, in hours."""
        return {mark.label: mark.values["median_hours"] or 0 for mark in self.marks("time_to_resolve", by)}

    def trend(self, **narrowed: object) -> float:
        """Return how many times as long tickets of the last third take as those of the first."""
        weeks = [mark.values["median_hours"] for mark in self._weeks("resolve_trend", **narrowed)]
        # Of the last weeks it is not known yet: more than half of their tickets are open.
        return _growth([median for median in weeks if median is not None])

    def volume(self, **narrowed: object) -> float:
        """Return how many times as many tickets the last third of the weeks has as the first."""
        return _growth([mark.count for mark in self._weeks("opened_resolved", **narrowed) if mark.series != "resolved"])

    def _weeks(self, name: str, **narrowed: object) -> list[Mark]:
        marks = self.marks(name, unit=Unit.WEEK, **narrowed)
        return [mark for mark in marks if mark.count and mark.series != "resolved"]


def _growth(values: list[float]) -> float:
    third = max(1, len(values) // 3)
    return (sum(values[-third:]) / third) / max(0.01, sum(values[:third]) / third)


@pytest.fixture
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    database = migrated_sqlite(tmp_path / "tickets.db")
    yield Desk(database, request.param)
    database.close()


def of(flag: int) -> pytest.MarkDecorator:
    """Take the desk of a table."""
    return pytest.mark.parametrize("desk", [flag], indirect=True)


@of(1)
def test_1_printers_of_one_place_make_two_thirds_of_all(desk: Desk) -> None:
    """First look: "Tickets by category". One click on its glass: "by location", and the trend that does not rise."""
    label, share = desk.first("by_category")
    assert (label, share > 0.6) == ("Hardware", True)
    assert desk.first("by_location", category=("Hardware",)) == ("Australia", pytest.approx(0.72, abs=0.05))
    assert 0.7 < desk.volume(category=("Hardware",)) < 1.3


@of(2)
def test_2_the_time_to_resolve_rises_for_all(desk: Desk) -> None:
    """First look: the trend of the time to resolve; "Time to resolve" has no category apart."""
    assert desk.trend() > 1.5
    assert max(desk.medians("category").values()) < 2 * min(desk.medians("category").values())


@of(3)
def test_3_one_person_has_three_quarters_of_all(desk: Desk) -> None:
    """First look: "Tickets by assignee"."""
    assert desk.first("by_assignee") == ("Fred Luddy", pytest.approx(0.77, abs=0.03))


@of(4)
def test_4_only_hardware_becomes_more(desk: Desk) -> None:
    """One click on the glass of each category: "Opened and resolved"."""
    assert desk.volume(category=("Hardware",)) > 1.5
    assert desk.volume(category=("Network",)) < 1.2


@of(5)
def test_5_hardware_takes_longer_and_longer(desk: Desk) -> None:
    """First look: "Time to resolve". One click on the glass of Hardware: its trend."""
    medians = desk.medians("category")
    assert medians.pop("Hardware") > 2 * max(medians.values())
    assert desk.trend(category=("Hardware",)) > 2 > desk.trend(category=("Network",))


@pytest.mark.parametrize("desk", [6, 14], indirect=True)
def test_6_and_14_one_person_takes_longer_and_longer(desk: Desk) -> None:
    """One click: "Time to resolve" by assignee. A second one on the glass: the trend."""
    medians = desk.medians("assigned_to")
    assert medians.pop("Fred Luddy") > 1.5 * max(medians.values())
    assert desk.trend(assigned_to=("Fred Luddy",)) > 2 > desk.trend(assigned_to=("Luke Wilson",))


@of(7)
def test_7_one_person_gets_more_and_more(desk: Desk) -> None:
    """First look: "Tickets by assignee". One click on the glass: "Opened and resolved"."""
    assert desk.first("by_assignee")[0] == "Beth Anglin"
    assert desk.volume(assigned_to=("Beth Anglin",)) > 1.5 > desk.volume(assigned_to=("Luke Wilson",))


@of(8)
def test_8_one_caller_reports_more_and_more_about_the_network(desk: Desk) -> None:
    """First look: "Tickets by caller". One click on the glass: "Opened and resolved", and "by category"."""
    assert desk.first("by_caller") == ("David Loo", pytest.approx(0.53, abs=0.03))
    assert desk.volume(requester=("David Loo",)) > 1.5 > desk.volume(requester=("Bud Richman",))
    assert desk.first("by_category", requester=("David Loo",))[0] == "Network"


@of(10)
def test_10_more_tickets_take_longer(desk: Desk) -> None:
    """First look: "Opened and resolved" and the trend of the time to resolve rise together."""
    assert desk.volume() > 2
    assert desk.trend() > 2


@of(12)
def test_12_hardware_is_most_of_all_and_no_place_is_named(desk: Desk) -> None:
    """First look: "Tickets by category"; "by location" has no bar and says that none is named."""
    assert desk.first("by_category") == ("Hardware", pytest.approx(0.81, abs=0.03))
    assert desk.marks("by_location") == []


@of(13)
def test_13_more_tickets_do_not_take_longer(desk: Desk) -> None:
    """First look: "Opened and resolved" rises, the trend does not. One click: it rises most for Network."""
    assert desk.volume() > 2
    assert desk.trend() < 1.3
    assert desk.volume(category=("Network",)) > desk.volume(category=("Hardware",))


@pytest.mark.parametrize("desk", [1, 12], indirect=True)
async def test_the_printers_are_a_cluster(desk: Desk) -> None:
    """First look: the commonest summaries of the largest clusters name them."""
    insight = Insight(desk.database, clock=lambda: NOW)
    await insight.follower.step()
    await insight.rebuild_clusters()
    assert "printer" in " ".join(bar.summary.lower() for bar in insight.pareto().clusters[:5])
