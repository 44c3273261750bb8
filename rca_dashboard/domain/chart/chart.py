"""A chart: marks, each with the list of exactly its tickets."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from rca_dashboard.domain.iso8601 import to_iso
from rca_dashboard.domain.json_types import Json
from rca_dashboard.domain.views.ticket_filter import TicketFilter
from rca_dashboard.domain.views.view import View

# Fewer are shown as single dots: a bar or a median of them would claim more than they say.
FEW = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A bar, a point or a cell of a chart.

    Attributes:
        label: What it stands for, such as a day or a category.
        count: The number of its tickets.
        query: The list's query string of exactly these tickets.
        series: Which of the chart's series it belongs to; empty if there is one.
        start: The beginning of its period, if it has one.
        end: The end of its period, exclusive.
        is_unfinished: Its period has not ended.
        values: Further figures, such as ``median_hours``; None where it cannot be known yet.
    """

    label: str
    count: int
    query: str
    series: str = ""
    start: datetime | None = None
    end: datetime | None = None
    is_unfinished: bool = False
    values: Mapping[str, float | None] = field(default_factory=dict[str, "float | None"])

    def as_json(self) -> Json:
        """Return the mark as REST gives it."""
        return {
            "label": self.label,
            "from": to_iso(self.start) if self.start else None,
            "to": to_iso(self.end) if self.end else None,
            "count": self.count,
            "query": self.query,
            "series": self.series,
            "is_unfinished": self.is_unfinished,
            "is_few": self.count < FEW,
            **self.values,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A chart's marks, and what they rest on.

    Attributes:
        marks: In the order in which they are drawn.
        n: The number of tickets that it counts.
        since: The beginning of its span; None if it counts all that there are.
        left_out: Which tickets it does not count, in words; empty for none.
    """

    marks: tuple[Mark, ...]
    n: int
    since: datetime | None = None
    left_out: str = ""


def query_of(wanted: TicketFilter) -> str:
    """Return the list's query string of a filter; ``is_open=all`` where it has none, as the list shows open tickets."""
    return View(filter=wanted).key or "is_open=all"


def mark_of(label: str, count: int, wanted: TicketFilter, **special: object) -> Mark:
    """Return a mark whose tickets are those of a filter."""
    return replace(Mark(label=label, count=count, query=query_of(wanted)), **special)  # pyright: ignore[reportArgumentType] - its own fields


def left_out(counts: Iterable[tuple[int, str]]) -> str:
    """Return in words which tickets are not counted, such as ``12 tickets without a category``."""
    parts = [f"{count} {'ticket' if count == 1 else 'tickets'} {why}" for count, why in counts if count]
    return "; ".join(parts)
