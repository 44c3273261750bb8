"""What admins see of the insight: the index's size, its age and its cost; and that it is off."""

from datetime import timedelta

from rca_dashboard.domain.tickets.change import Origin
from rca_dashboard.insight.insight import Insight
from rca_dashboard.live.operations.view import InsightView, insight_view
from rca_dashboard.store.engine import Database
from rca_dashboard.store.feed import latest_seq
from rca_dashboard.store.tickets.upsert import upsert
from tests.tickets import NOON, make


async def test_the_page_shows_how_much_is_searched_and_how_far_behind_it_is(database: Database) -> None:
    upsert(database, [make(place) for place in range(1, 31)], origin=Origin.POLL, at=NOON)
    insight = Insight(database, clock=lambda: NOON + timedelta(hours=1))
    before = insight_view(insight.figures(), latest_seq(database))
    assert (before.is_on, before.is_complete, before.tickets, before.behind) == (True, False, 0, 30)
    await insight.follower.step()
    await insight.refresh_chance()
    await insight.relearn()
    after = insight_view(insight.figures(), latest_seq(database))
    assert (after.is_complete, after.tickets, after.behind) == (True, 30, 0)
    assert after.megabytes.endswith(" MB")
    assert after.pairs > 0
    assert after.watched_keys > 0
    upsert(database, [make(31)], origin=Origin.POLL, at=NOON)
    assert insight_view(insight.figures(), latest_seq(database)).behind == 1


def test_without_insight_the_page_says_that_it_is_off() -> None:
    assert insight_view(None, 30) == InsightView()
    assert not InsightView().is_on
