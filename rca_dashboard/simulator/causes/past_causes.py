"""The causes of the last weeks: when each began, which tickets it made, and what its fix was worth."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from rca_dashboard.simulator.causes.planned_work import PlannedWork
from rca_dashboard.simulator.causes.rhythm import times_between
from rca_dashboard.simulator.causes.truth import Cause
from rca_dashboard.simulator.clock import to_text
from rca_dashboard.simulator.desk.breakages import (
    CRM,
    EXCHANGE,
    PAYROLL,
    PRINTER,
    PRINTER_WORDINGS,
    SAP,
    VPN,
    WIRELESS,
    Breakage,
)
from rca_dashboard.simulator.desk.complaints import Complaint

DAYS = 35
"""A burst is silent in the first four weeks of what it is about, so that the history reaches a week further back."""

_NIGHT = 4  # the hour in which planned work begins
_MONDAY = 0
_FIRST_SEEN = (1.0, 2.5)  # days after the beginning of the history


@dataclass(frozen=True, slots=True)
class PastReport:
    """A ticket to be made.

    Attributes:
        at: When it is opened.
        complaint: What it is about.
        wording: The caller's words.
        cause: Where it comes from; None for a ticket that would have come anyway.
    """

    at: datetime
    complaint: Complaint
    wording: str
    cause: Cause | None = None


@dataclass(frozen=True, slots=True)
class PastWork:
    """A change to be made, and the cause whose change or fix it is."""

    work: PlannedWork
    cause: Cause


@dataclass(slots=True)
class PastCauses:
    """What the causes of the last weeks leave behind."""

    causes: list[Cause] = field(default_factory=list[Cause])
    reports: list[PastReport] = field(default_factory=list[PastReport])
    works: list[PastWork] = field(default_factory=list[PastWork])


def past_causes(now: datetime, random: Random) -> PastCauses:
    """Return the causes of the last weeks before a time."""
    past = PastCauses()
    for breakage in (VPN, CRM, WIRELESS, PAYROLL):
        _add_seldom(past, breakage, now, random)
    _add_lasting(past, SAP, _Course(now, began=36, fixed=16, a_day=1.5), random)
    _add_lasting(past, EXCHANGE, _Course(now, began=37, fixed=18, a_day=1.5, returned=5), random)
    outbreaks = ((VPN, 26), (VPN, 12), (PAYROLL, 23), (PAYROLL, 3), (CRM, 20), (CRM, 8), (WIRELESS, 9), (WIRELESS, 15))
    for breakage, days_ago in outbreaks:
        _add_outbreak(past, breakage, _night(now, days_ago), random)
    _add_mondays(past, now, random)
    return past


@dataclass(frozen=True, slots=True)
class _Course:
    """When a lasting cause began, was fixed and came back, in days before now."""

    now: datetime
    began: float
    fixed: float
    a_day: float
    returned: float = 0.0

    def at(self, days_ago: float) -> datetime:
        """Return the end of a night's work."""
        return _night(self.now, days_ago) + timedelta(hours=1)


def _night(now: datetime, days_ago: float) -> datetime:
    return (now - timedelta(days=days_ago)).replace(hour=_NIGHT, minute=10, second=0, microsecond=0)


def _add_seldom(past: PastCauses, breakage: Breakage, now: datetime, random: Random) -> None:
    """Add the few tickets of that kind that come anyway: the first ones more than four weeks ago."""
    begin = now - timedelta(days=DAYS)
    times = [begin + timedelta(days=day) for day in _FIRST_SEEN]
    times += times_between(begin + timedelta(days=4), now - timedelta(days=1), 2, random)
    for at in times:
        past.reports.append(PastReport(at, breakage.complaint, breakage.complaint.short_description))


def _add_lasting(past: PastCauses, breakage: Breakage, course: _Course, random: Random) -> None:
    """Add a cause that makes a ticket or two a day until its fix, and again when the fix does not hold.

    It began a day before the history: a quiet time before it would make all of it look like one peak.
    """
    began, fixed = course.at(course.began), course.at(course.fixed)
    returned = course.at(course.returned) if course.returned else None
    cause = Cause(kind="change", item=breakage.complaint.item, reason=breakage.cause)
    cause.began_at, cause.fixed_at, cause.holds = to_text(began), to_text(fixed), returned is None
    cause.returned_at = to_text(returned) if returned else ""
    past.causes.append(cause)
    _add_work(past, breakage, cause, began, is_fix=False)
    _add_work(past, breakage, cause, fixed, is_fix=True)
    spans = [(course.now - timedelta(days=DAYS), fixed), *([(returned, course.now)] if returned else ())]
    for start, end in spans:
        _add_reports(past, breakage, cause, _spread(start, end, course.a_day, random))


def _spread(start: datetime, end: datetime, a_day: float, random: Random) -> list[datetime]:
    """Return times that keep their distance, as those of a fault that is always there do."""
    pause = timedelta(days=1) / a_day
    count = int((end - timedelta(minutes=90) - start) / pause)
    return [start + pause * (place + random.uniform(0.1, 0.9)) for place in range(count)]


def _add_outbreak(past: PastCauses, breakage: Breakage, start: datetime, random: Random) -> None:
    """Add a night's change that breaks something, a morning full of tickets, and the fix before noon."""
    end = start + timedelta(hours=1)
    fixed = end + timedelta(hours=6)
    cause = Cause(kind="change", item=breakage.complaint.item, reason=breakage.cause)
    cause.began_at, cause.fixed_at, cause.holds = to_text(end), to_text(fixed), True
    past.causes.append(cause)
    _add_work(past, breakage, cause, end, is_fix=False)
    _add_work(past, breakage, cause, fixed, is_fix=True)
    first = end + timedelta(hours=2)
    times = sorted(first + timedelta(minutes=random.triangular(0, 200, 40)) for _ in range(random.randint(9, 13)))
    _add_reports(past, breakage, cause, [at.replace(microsecond=0) for at in times])


def _add_work(past: PastCauses, breakage: Breakage, cause: Cause, end: datetime, *, is_fix: bool) -> None:
    past.works.append(PastWork(PlannedWork(breakage, is_fix, end - timedelta(minutes=50), end), cause))


def _add_reports(past: PastCauses, breakage: Breakage, cause: Cause, times: list[datetime]) -> None:
    wordings = breakage.every_wording
    for place, at in enumerate(times):
        past.reports.append(PastReport(at, breakage.complaint, wordings[place % len(wordings)], cause))


def _add_mondays(past: PastCauses, now: datetime, random: Random) -> None:
    cause = Cause(kind="weekly", item=PRINTER.item, reason="A job on Sunday night leaves the print spooler hanging.")
    past.causes.append(cause)
    for morning in _mondays(now):
        cause.began_at = cause.began_at or to_text(morning)
        for place in range(random.randint(4, 6)):
            at = morning + timedelta(seconds=random.randrange(3 * 3600))
            if at < now:
                past.reports.append(PastReport(at, PRINTER, PRINTER_WORDINGS[place % len(PRINTER_WORDINGS)], cause))


def _mondays(now: datetime) -> Iterator[datetime]:
    for day in range(DAYS - 1, -1, -1):
        morning = (now - timedelta(days=day)).replace(hour=7, minute=0, second=0, microsecond=0)
        if morning.weekday() == _MONDAY and morning < now:
            yield morning
