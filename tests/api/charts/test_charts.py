"""Charts over REST."""

from collections.abc import Callable, Sequence
from datetime import timedelta

import httpx
import pytest

from rca_dashboard.api.charts.charts import ChartName
from rca_dashboard.api.charts.recent import FRESH_SECONDS, MOST_KEPT, RecentCharts
from rca_dashboard.clock import utc_now
from rca_dashboard.domain.chart.chart import Chart
from rca_dashboard.domain.tickets.ticket import Ticket
from rca_dashboard.store.charts.charts import CHARTS
from tests.tickets import make

Keep = Callable[[Sequence[Ticket]], None]


def test_every_chart_has_a_name_over_rest() -> None:
    assert set(ChartName.__args__) == set(CHARTS)  # pyright: ignore[reportAttributeAccessIssue] - of a Literal


@pytest.mark.parametrize("name", CHARTS)
async def test_each_mark_says_which_list_it_counts(name: str, client: httpx.AsyncClient, keep: Keep) -> None:
    now = utc_now()
    keep([make(place, category="network", opened_at=now - timedelta(hours=place)) for place in range(1, 30)])
    answer = (await client.get(f"/charts/{name}", params={"priority": "3", "zone": "Europe/Berlin"})).json()
    assert set(answer) == {"success", "data", "searched"}
    assert set(answer["searched"]) == {"n", "since", "left_out"}
    for mark in answer["data"]["marks"]:
        assert {"label", "from", "to", "count", "query"} <= set(mark)
        listed = await client.get(f"/tickets?{mark['query']}")
        assert listed.json()["pagination"]["totalCount"] == mark["count"], mark


@pytest.mark.parametrize(
    ("path", "status", "named"),
    [
        ("/charts/pie", 422, "name"),
        ("/charts/sla?zone=Mars/Olympus", 422, "zone"),
        ("/charts/sla?zone=../../etc/passwd", 422, "zone"),
        ("/charts/sla?unit=year", 422, "unit"),
        ("/charts/sla?by=colour", 422, "by"),
        ("/charts/sla?priority=9", 422, "priority"),
        ("/charts/sla?view=nowhere", 404, "view"),
    ],
)
async def test_nonsense_is_refused_with_its_name(path: str, status: int, named: str, client: httpx.AsyncClient) -> None:
    answer = await client.get(path)
    assert (answer.status_code, answer.json()["success"]) == (status, False)
    assert named in answer.json()["error"]["message"]


def test_a_chart_of_the_last_seconds_is_read_once_and_forgotten_in_turn() -> None:
    clock = [0.0]
    recent = RecentCharts(lambda: clock[0])
    reads: list[str] = []

    def read() -> Chart:
        reads.append("read")
        return Chart(marks=(), n=len(reads))

    assert [recent.get("a", read).n, recent.get("a", read).n] == [1, 1]
    clock[0] = FRESH_SECONDS + 0.1
    assert recent.get("a", read).n == 2
    for key in range(MOST_KEPT):
        recent.get(key, read)
    assert recent.get("a", read).n == MOST_KEPT + 3
