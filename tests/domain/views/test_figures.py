"""What was open at each hour of the last day, from what is open now and what has changed since."""

from datetime import UTC, datetime, timedelta

from rca_dashboard.domain.views.figures import (
    HOURS,
    QUARTERS,
    Counted,
    Earlier,
    RecentTicket,
    by_quarters,
    first_quarter,
    oldest_over_the_day,
    over_the_day,
)

NOW = datetime(2026, 11, 28, 15, 7, tzinfo=UTC)


def ago(hours: float) -> datetime:
    return NOW - timedelta(hours=hours)


def ticket(
    opened: float = 100,
    closed: float | None = None,
    priority: int | None = 3,
    *,
    is_unassigned: bool = False,
    due: float | None = None,
    earlier: tuple[Earlier, ...] = (),
) -> RecentTicket:
    return RecentTicket(
        opened_at=ago(opened),
        closed_at=None if closed is None else ago(closed),
        priority=priority,
        is_unassigned=is_unassigned,
        due_at=None if due is None else ago(due),
        earlier=earlier,
    )


def test_without_any_change_the_day_is_a_straight_line() -> None:
    assert over_the_day(Counted(7, 2, 1), (), NOW) == (Counted(7, 2, 1),) * (HOURS + 1)


def test_what_was_opened_and_closed_moves_the_line() -> None:
    recent = (ticket(opened=2.5), ticket(closed=1.5), ticket(opened=4.5, closed=3.5))
    opens = [each.open for each in over_the_day(Counted(open=10), recent, NOW)]
    assert opens[-6:] == [10, 11, 10, 11, 10, 10]
    assert opens[0] == 10


def test_a_ticket_that_was_assigned_waited_before() -> None:
    assigned = ticket(earlier=(Earlier(ago(3.5), "assigned_to", None),))
    waited = [each.unassigned for each in over_the_day(Counted(open=1), (assigned,), NOW)]
    assert waited == [1] * 21 + [0] * 4


def test_a_ticket_that_was_raised_was_not_high_before_and_each_step_counts() -> None:
    raised = ticket(priority=1, earlier=(Earlier(ago(5.5), "priority", 2), Earlier(ago(2.5), "priority", 4)))
    high = [each.high for each in over_the_day(Counted(open=1, high=1), (raised,), NOW)]
    assert high == [1] * 19 + [0] * 3 + [1] * 3


def test_openings_are_counted_by_quarters_of_an_hour() -> None:
    counts = by_quarters([NOW, ago(0.1), ago(0.25), first_quarter(NOW), first_quarter(NOW) - timedelta(seconds=1)], NOW)
    assert len(counts) == QUARTERS
    assert counts[-1] == 2
    assert counts[-2] == 1
    assert counts[0] == 1
    assert sum(counts) == 4
    assert first_quarter(NOW) + (QUARTERS - 1) * timedelta(minutes=15) == NOW.replace(minute=0)


def test_a_ticket_is_at_risk_from_an_hour_before_its_end_on_and_a_moved_end_counts_from_then_on() -> None:
    over, soon, later = ticket(due=2.5), ticket(due=-0.5), ticket(due=-3)
    moved = ticket(due=-9, earlier=(Earlier(ago(1.5), "due_at", ago(5.5).isoformat()),))
    at_risk = [each.at_risk for each in over_the_day(Counted(open=4, at_risk=2), (over, soon, later, moved), NOW)]
    assert at_risk == [0] * 18 + [1] * 3 + [2] * 2 + [1] + [2]


def test_the_oldest_grows_older_until_it_is_closed() -> None:
    closed = ticket(opened=30, closed=1.5)
    ages = oldest_over_the_day(ago(2.5), (closed, ticket(opened=2.5)), NOW)
    assert [each / 3600 for each in ages] == [*range(6, 29), 1.5, 2.5]
    assert oldest_over_the_day(None, (), NOW) == (0,) * (HOURS + 1)


def test_figures_stay_the_same_from_one_look_to_the_next() -> None:
    looks = {oldest_over_the_day(ago(100), (), NOW + timedelta(seconds=seconds)) for seconds in range(60)}
    assert len(looks) == 1
