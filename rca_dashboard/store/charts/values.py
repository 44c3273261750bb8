"""Charts with a mark for each value of a field."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from rca_dashboard.domain.chart.chart import Chart, Mark, left_out, mark_of
from rca_dashboard.domain.views.ticket_filter import LONGEST_CHOICE, TicketFilter
from rca_dashboard.store.charts.asked import Asked, open_ones
from rca_dashboard.store.charts.chosen import Chosen

# More bars than these are left out, the rarest first, and the chart says how many tickets they are.
MOST_VALUES = 20
_NAMES = {"assignment_group": "group", "assigned_to": "assignee", "requester": "caller"}


def by_field(field: str, *, is_open: bool = False) -> Callable[[Connection, Asked], Chart]:
    """Return the chart that counts the tickets of each value of a field."""

    def count(connection: Connection, asked: Asked) -> Chart:
        wanted = open_ones(asked.filter) if is_open else asked.filter
        chosen = Chosen(connection, wanted)
        counts, labels = chosen.by(field), chosen.labels_of(field)
        shown, rest = most_frequent(counts)
        marks = tuple(value_mark(labels, counts, wanted, field, value) for value in shown)
        return Chart(marks=marks, n=sum(mark.count for mark in marks), left_out=others(field, counts, rest))

    return count


def value_mark(
    labels: Mapping[Any, str],
    counts: Mapping[Any, int],
    wanted: TicketFilter,
    field: str,
    value: object,
    series: str = "",
) -> Mark:
    """Return the mark of one value; its filter is one of the chart's own values if that names some."""
    label = labels.get(value, str(value))
    return mark_of(label, counts[value], replace(wanted, **{field: (value,)}), series=series)


def most_frequent(counts: Mapping[Any, int]) -> tuple[list[Any], list[Any]]:
    """Return the values that are shown, and the others that a list can be filtered by.

    The most frequent ones come first; priorities, which are an order by themselves, in theirs.
    """
    usable = [value for value in counts if _can_be_filtered_by(value)]
    is_ordinal = all(isinstance(value, int) for value in usable)
    ordered = sorted(usable, key=lambda value: (0 if is_ordinal else -counts[value], str(value)))
    return ordered[:MOST_VALUES], ordered[MOST_VALUES:]


def others(field: str, counts: Mapping[Any, int], rest: list[Any]) -> str:
    """Return in words which tickets have no mark."""
    name = _NAMES.get(field, field)
    none = sum(count for value, count in counts.items() if value in ("", None))
    unusable = sum(
        count for value, count in counts.items() if value not in ("", None) and not _can_be_filtered_by(value)
    )
    further = sum(counts[value] for value in rest)
    return left_out(
        [
            (none, f"without a {name}" if name[0] not in "aeiou" else f"without an {name}"),
            (further, f"of {len(rest)} further values"),
            (unusable, f"with a {name} that no list can be filtered by"),
        ]
    )


def _can_be_filtered_by(value: object) -> bool:
    text = str(value)
    return value is not None and 0 < len(text) <= LONGEST_CHOICE and text == text.strip()
