"""The figures of service levels, read for each value of a field."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from rca_dashboard.store.charts.chosen import Chosen
from rca_dashboard.store.schema.tickets import TICKET

_T = TICKET.c


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Some tickets: how many, and of open ones the means, in seconds; None where nothing is known."""

    count: int
    age: float | None = None
    reassignments: float | None = None
    since_update: float | None = None


def sla_figures(chosen: Chosen, field: str, now: datetime) -> Mapping[tuple[Any, str], Figures]:
    """Return the figures by value and result."""
    open_rows: defaultdict[tuple[Any, str], list[tuple[Any, ...]]] = defaultdict(list)
    closed: defaultdict[tuple[Any, str], int] = defaultdict(int)
    known = _T.is_breached.is_not(None)
    age, update = chosen.seconds(_T.opened_at), chosen.seconds(_T.updated_at)
    means = [part for column in (age, _T.reassignments, update) for part in (func.avg(column), func.count(column))]
    column = chosen.column_of(field)
    read = select(column, _T.is_breached, func.count(), *means).where(_T.is_active.is_(True), known)
    for row in chosen.rows(read, column, _T.is_breached, index="ix_ticket_active" if chosen.is_kind(field) else ""):
        open_rows[chosen.value_of(field, row[0]), "overdue" if row[1] else "running"].append(row)
    over = select(column, _T.is_breached, func.count()).where(chosen.is_of_closed_kind(), known)
    for row in chosen.rows(over, column, _T.is_breached, index=chosen.index_of_ended(field)):
        closed[chosen.value_of(field, row[0]), "breached" if row[1] else "met"] += row[2]
    moment = now.timestamp()
    found = {key: _figures(rows, moment) for key, rows in open_rows.items()}
    return {**found, **{key: Figures(count=count) for key, count in closed.items()}}


def _figures(rows: Sequence[tuple[Any, ...]], moment: float) -> Figures:
    opened, moved, updated = (_mean(rows, place) for place in (3, 5, 7))
    return Figures(
        count=sum(row[2] for row in rows),
        age=None if opened is None else max(0.0, moment - opened),
        reassignments=moved,
        since_update=None if updated is None else max(0.0, moment - updated),
    )


def _mean(rows: Sequence[tuple[Any, ...]], place: int) -> float | None:
    count = sum(row[place + 1] for row in rows)
    return sum(float(row[place]) * row[place + 1] for row in rows if row[place + 1]) / count if count else None
