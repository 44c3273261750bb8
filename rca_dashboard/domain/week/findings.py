"""What was found for a week, before it is put into words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from rca_dashboard.domain.cases.case import Case
from rca_dashboard.domain.week.span import WeekSpan


@dataclass(frozen=True, slots=True, kw_only=True)
class CameBack:
    """A ticket with which a fixed case came back."""

    case: str
    number: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekCluster:
    """A cluster with tickets of the week.

    Attributes:
        count: How many of its tickets were opened in the week.
        hours_open: How long these were open, up to the end of the week.
        first_at: When its first ticket was opened.
        cases: The cases that its tickets belong to.
    """

    id: int
    label: str
    count: int
    hours_open: float
    first_at: datetime
    cases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekBurst:
    """A burst that began in the week; ``cases`` are those that its tickets belong to."""

    id: int
    label: str
    count: int
    expected: float
    is_major: bool
    since: datetime
    ended_at: datetime | None = None
    dismissed_by: str = ""
    reason: str = ""
    cases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekFindings:
    """Everything that the page of a week is made of, as far as its reader may see it.

    Attributes:
        cases: All cases.
        tickets: How many tickets were opened in the week.
        has_insight: Whether clusters and bursts are looked for.
        is_limited: The reader sees tickets of their teams only, and so neither clusters nor bursts.
    """

    span: WeekSpan
    cases: Sequence[Case] = ()
    came_back: Sequence[CameBack] = ()
    tickets: int = 0
    clusters: Sequence[WeekCluster] = ()
    bursts: Sequence[WeekBurst] = ()
    has_insight: bool = True
    is_limited: bool = False
