"""What a reader wants of a chart."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo

from rca_dashboard.domain.chart.periods import Unit
from rca_dashboard.domain.views.ticket_filter import TicketFilter


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a reader wants of a chart.

    Attributes:
        filter: The tickets that it counts.
        now: The time.
        zone: Whose days and hours it counts in.
        unit: The length of its periods; None to have it chosen by the span.
        by: The field by which it tells tickets apart, one of ``FIELDS``.
    """

    filter: TicketFilter
    now: datetime
    zone: tzinfo = UTC
    unit: Unit | None = None
    by: str = "category"


def open_ones(wanted: TicketFilter) -> TicketFilter:
    """Return a filter limited to open tickets, unless it says itself whether they are open."""
    return wanted if wanted.is_open is not None else replace(wanted, is_open=True)
