"""The figures above a list, now and over the last day: pure rules on what is open, and what was."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from rca_dashboard.domain.iso8601 import from_iso
from rca_dashboard.domain.tickets.priority import HIGH_PRIORITIES

HOURS = 24
# How soon a service level has to end to be at risk.
SOON = timedelta(hours=1)
FOLLOWED = ("priority", "assigned_to", "due_at")
# Midnight falls on a quarter of an hour in every zone. A day has up to 25 hours, and yesterday is compared with today.
QUARTER = timedelta(minutes=15)
QUARTERS = 50 * 4


@dataclass(frozen=True, slots=True)
class Earlier:
    """A value that a ticket had until a moment."""

    until: datetime
    field: str
    value: object


@dataclass(frozen=True, slots=True, kw_only=True)
class RecentTicket:
    """A ticket that was opened, closed or changed in the last day.

    Attributes:
        closed_at: When it was closed; None while it is open.
        due_at: When its nearest service level ends.
        is_breached: Whether one is breached.
        earlier: The values that it had before, oldest first, of the fields in ``FOLLOWED``.
    """

    opened_at: datetime | None
    closed_at: datetime | None
    priority: int | None
    is_unassigned: bool
    due_at: datetime | None = None
    is_breached: bool = False
    earlier: tuple[Earlier, ...] = ()

    def is_open(self, at: datetime) -> bool:
        """Return whether the ticket was open at a time; without a time of opening it always was."""
        is_there = self.opened_at is None or self.opened_at <= at
        return is_there and (self.closed_at is None or self.closed_at > at)

    def is_high(self, at: datetime) -> bool:
        """Return whether it was open with priority 1 or 2."""
        return self.is_open(at) and self._value(at, "priority", self.priority) in HIGH_PRIORITIES

    def is_waiting(self, at: datetime) -> bool:
        """Return whether it was open and assigned to no one."""
        return self.is_open(at) and not self._value(at, "assigned_to", None if self.is_unassigned else True)

    def is_at_risk(self, at: datetime) -> bool:
        """Return whether it was open, and its nearest service level was over or would end soon.

        One without such a time, and breached now, counts as breached throughout.
        """
        due_at = self._value(at, "due_at", self.due_at)
        moment = from_iso(due_at) if isinstance(due_at, str) else due_at
        if not isinstance(moment, datetime):
            return self.is_open(at) and self.is_breached
        return self.is_open(at) and moment < at + SOON

    def _value(self, at: datetime, field: str, now: object) -> object:
        return next((each.value for each in self.earlier if each.field == field and each.until > at), now)


@dataclass(frozen=True, slots=True)
class Counted:
    """How many tickets are open, unassigned, of high priority and at risk, at one time."""

    open: int = 0
    unassigned: int = 0
    high: int = 0
    at_risk: int = 0


@dataclass(frozen=True, slots=True)
class ListFigures:
    """The figures of a filter, as browsers receive them. Times are ms since 1970, 0 for none.

    Attributes:
        view: The key of the filter's first page.
        is_known: Whether the figures were read.
        total: The number of tickets of the filter, open or not.
        oldest_at: When the oldest open ticket was opened; ``oldest_number`` is its number.
        at_risk: Open tickets whose SLA is breached or due within an hour; -1 if no SLA is read.
        open_hours: How many were open at each full hour of the last day, oldest first, and now; likewise the others.
        oldest_hours: How many seconds the oldest open ticket of each of these hours had been open by then, in whole
            quarters of an hour.
        opened_from: The beginning of the first of the quarters of an hour in which ``opened`` counts.
    """

    view: str = ""
    is_known: bool = False
    total: int = 0
    open: int = 0
    unassigned: int = 0
    high: int = 0
    at_risk: int = -1
    oldest_at: int = 0
    oldest_number: str = ""
    open_hours: tuple[int, ...] = ()
    unassigned_hours: tuple[int, ...] = ()
    high_hours: tuple[int, ...] = ()
    at_risk_hours: tuple[int, ...] = ()
    oldest_hours: tuple[int, ...] = ()
    opened_from: int = 0
    opened: tuple[int, ...] = ()


def counted(tickets: Iterable[RecentTicket], at: datetime) -> Counted:
    """Return how many of these tickets were open, unassigned, of high priority and at risk at a time."""
    is_open = [each for each in tickets if each.is_open(at)]
    return Counted(
        open=len(is_open),
        unassigned=sum(each.is_waiting(at) for each in is_open),
        high=sum(each.is_high(at) for each in is_open),
        at_risk=sum(each.is_at_risk(at) for each in is_open),
    )


def over_the_day(now_counted: Counted, recent: Sequence[RecentTicket], now: datetime) -> tuple[Counted, ...]:
    """Return the counts at each hour of the last day, oldest first, and now.

    Args:
        now_counted: The counts of all tickets now.
        recent: Those that may have counted otherwise at some time of the day; the others are the same throughout.
        now: The time.
    """
    same = counted(recent, now)
    return tuple(
        Counted(
            open=now_counted.open - same.open + then.open,
            unassigned=now_counted.unassigned - same.unassigned + then.unassigned,
            high=now_counted.high - same.high + then.high,
            at_risk=now_counted.at_risk - same.at_risk + then.at_risk,
        )
        for hours in range(HOURS, -1, -1)
        for then in [counted(recent, now - timedelta(hours=hours))]
    )


def oldest_over_the_day(oldest_now: datetime | None, recent: Sequence[RecentTicket], now: datetime) -> tuple[int, ...]:
    """Return how many seconds the oldest open ticket of each hour of the last day, and of now, had been open by then.

    They are whole quarters of an hour: figures that differ each second would be sent to every browser at each look.

    Args:
        oldest_now: When the oldest of all that are open now was opened.
        recent: Those that were opened or closed in the last day.
        now: The time.
    """
    ages: list[int] = []
    for hours in range(HOURS, -1, -1):
        at = now - timedelta(hours=hours)
        opened = [each.opened_at for each in recent if each.opened_at is not None and each.is_open(at)]
        if oldest_now is not None and oldest_now <= at:
            opened.append(oldest_now)
        quarters = (at - min(opened)) // QUARTER if opened else 0
        ages.append(quarters * int(QUARTER.total_seconds()))
    return tuple(ages)


def first_quarter(now: datetime) -> datetime:
    """Return the beginning of the first of the last ``QUARTERS`` quarters of an hour; the last one is under way."""
    begun = now.replace(minute=now.minute - now.minute % 15, second=0, microsecond=0)
    return begun - (QUARTERS - 1) * QUARTER


def by_quarters(opened: Iterable[datetime], now: datetime) -> tuple[int, ...]:
    """Return how many of these times fall into each of the last ``QUARTERS`` quarters of an hour, oldest first."""
    first, counts = first_quarter(now), [0] * QUARTERS
    for each in opened:
        place = (each - first) // QUARTER
        if 0 <= place < QUARTERS:
            counts[place] += 1
    return tuple(counts)
