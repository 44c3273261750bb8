"""Which tickets a list shows."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from rca_dashboard.domain.views.hour_of_week import zone_named

LONGEST_QUERY = 200
MOST_CHOICES = 20
LONGEST_CHOICE = 100
# Values of ``assigned_to`` that name no one.
ME = "me"
NO_ONE = "none"
TIMES = tuple(f"{field}_{side}" for field in ("opened", "resolved", "closed", "updated") for side in ("from", "to"))
# Beside a time; the end of today is the UTC day's, or with ``today:Europe/Berlin`` that zone's.
RELATIVE_DUE = ("1h", "4h", "today")
# Of tickets with a service level: closed ones that met or breached it, open ones that are over it or not yet.
SLA_RESULTS = ("met", "breached", "overdue", "running")
SINCE_LOOKED = ("any", "new", "escalated", "reassigned", "resolved")
LONGEST_DUE = 80
MOST_DAYS = 36_500


class InvalidViewError(ValueError):
    """Raised for a query string with an invalid parameter; the text names it and says what is allowed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketFilter:
    """Which tickets to include. Within one field any of the values matches; all fields must match.

    Attributes:
        cmdb_ci: By sys_id only, as is ``problem``: a ticket's page links there.
        location: Names of locations; ``requester`` likewise of callers.
        cluster: Ids of clusters; ``none`` is a ticket without one.
        burst: Ids of bursts: the tickets of their alarms.
        query: Words that must all occur in the number, a text or a name; never an encoded query.
        opened_from: The earliest time, inclusive.
        opened_to: The latest time, exclusive; ``resolved_…``, ``closed_…`` and ``updated_…`` likewise.
        age_min: Opened at least so many days of 24 h ago.
        age_max: Opened less than so many days ago.
        assigned_to: Names or sys_ids; ``me`` is the reader's ServiceNow user, ``none`` is no one.
        is_open: Only tickets that are still being worked on, or only others; None for both.
        due_before: Only tickets whose nearest SLA ends before that: a time, or one of ``RELATIVE_DUE``.
        breached: Only tickets with a breached SLA, or only others; None for both.
        unread: Only tickets that arrived since ``reader`` first came and that ``reader`` has not opened.
        since_looked: Only tickets that this happened to since ``reader`` last looked; one of ``SINCE_LOOKED``.
        sla: Only tickets whose service levels have this result; one of ``SLA_RESULTS``.
        reassigned_min: Reassigned at least so often; ``reassigned_max`` at most.
        hour_of_week: Opened in this hour of the week (``hour_of_week.py``).
        reader: The user whose list it is, if that makes a difference; never read from an address (``View.for_reader``).
        me: The sys_id of the ServiceNow user that ``me`` stands for; likewise never read from an address.
    """

    status: tuple[str, ...] = ()
    priority: tuple[int, ...] = ()
    category: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    table: tuple[str, ...] = ()
    assignment_group: tuple[str, ...] = ()
    assigned_to: tuple[str, ...] = ()
    cmdb_ci: tuple[str, ...] = ()
    problem: tuple[str, ...] = ()
    location: tuple[str, ...] = ()
    requester: tuple[str, ...] = ()
    cluster: tuple[str, ...] = ()
    burst: tuple[str, ...] = ()
    query: str = ""
    opened_from: datetime | None = None
    opened_to: datetime | None = None
    resolved_from: datetime | None = None
    resolved_to: datetime | None = None
    closed_from: datetime | None = None
    closed_to: datetime | None = None
    updated_from: datetime | None = None
    updated_to: datetime | None = None
    age_min: int | None = None
    age_max: int | None = None
    is_open: bool | None = None
    due_before: str = ""
    breached: bool | None = None
    unread: bool = False
    since_looked: str = ""
    sla: str = ""
    reassigned_min: int | None = None
    reassigned_max: int | None = None
    hour_of_week: str = ""
    reader: str = ""
    me: str = ""

    @property
    def moves(self) -> bool:
        """Whether tickets come and go as time passes, without a change."""
        return is_relative_due(self.due_before) or self.age_min is not None or self.age_max is not None


def is_relative_due(text: str) -> bool:
    """Return whether a ``due_before`` moves with the clock."""
    name, _, zone = text.partition(":")
    return name in RELATIVE_DUE and (not zone or (name == "today" and zone_named(zone) is not None))


def due_moment(text: str, now: datetime) -> datetime:
    """Return the time that a filter's ``due_before`` means now."""
    name, _, zone = text.partition(":")
    if name not in RELATIVE_DUE:
        return datetime.fromisoformat(text)
    if name != "today":
        return now + timedelta(hours=int(name.removesuffix("h")))
    here = now.astimezone((zone_named(zone) if zone else None) or UTC)
    return datetime.combine(here.date() + timedelta(days=1), time(), here.tzinfo).astimezone(UTC)
