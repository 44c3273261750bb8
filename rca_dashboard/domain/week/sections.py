"""What the page of a week says: a pure function of what was found."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import groupby

from rca_dashboard.domain.cases.acting import is_overdue
from rca_dashboard.domain.cases.case import STAGE_LABELS, Case, Stage
from rca_dashboard.domain.cases.parts import ActionKind, CaseAction
from rca_dashboard.domain.verdict.signature import signature_of
from rca_dashboard.domain.week.findings import CameBack, WeekBurst, WeekCluster, WeekFindings
from rca_dashboard.domain.week.page import WeekPage, WeekRow, WeekSection

MOST_ROWS = 50
MOST_CLUSTERS = 10
_LEAST_NEW = 2
_A_DAY = timedelta(days=1)
_PURPOSES = {
    ActionKind.REMOVE: "removes the cause",
    ActionKind.DETECT: "notices it sooner",
    ActionKind.LIMIT: "limits the harm",
}
_FOREIGN = "Clusters and bursts are about all tickets together. Members of teams do not see them."
_OFF = "The insight is off: set INSIGHT=true to turn it on."


def page_of(found: WeekFindings) -> WeekPage:
    """Return the page of a week."""
    sections = (_came_back(found), _overdue(found), _costliest(found), _new_clusters(found), _bursts(found))
    span = found.span
    return WeekPage(span.name, span.days, span.previous, span.following, sections)


def _section(
    key: str, title: str, rows: Sequence[WeekRow], basis: str, empty: str, most: int = MOST_ROWS
) -> WeekSection:
    return WeekSection(key, title, tuple(rows[:most]), len(rows), basis, empty)


def _came_back(found: WeekFindings) -> WeekSection:
    known = {each.number: each for each in found.cases}
    by_case = sorted(found.came_back, key=lambda each: (each.case, each.at, each.number))
    by_number = [(number, list(some)) for number, some in groupby(by_case, lambda each: each.case)]
    groups = [(known[number], some) for number, some in by_number if number in known]
    groups.sort(key=lambda group: (-len(group[1]), group[0].id))
    watched = [each for each in found.cases if each.signature and each.fixed_at and each.fixed_at < found.span.until]
    since = min((each.fixed_at for each in watched if each.fixed_at), default=None)
    fixed = f"n = {_counted(len(watched), 'fixed case')} with a signature"
    basis = f"{fixed}, since {since:%Y-%m-%d}" if since else fixed
    return _section("came-back", "Came back", [_recurrence(*group) for group in groups], basis, "Nothing came back.")


def _recurrence(case: Case, some: Sequence[CameBack]) -> WeekRow:
    parts = [_counted(len(some), "ticket"), f"the first: {some[0].number}"]
    if case.fixed_at:
        parts.append(f"{_counted(max(0, (some[0].at - case.fixed_at).days), 'day')} after the fix")
    return WeekRow(case.number, f"/cases/{case.number}", case.title, " · ".join(parts))


def _overdue(found: WeekFindings) -> WeekSection:
    until = found.span.until
    pairs = [(case, action) for case in found.cases for action in case.actions if action.created_at < until]
    still_open = [(case, action) for case, action in pairs if action.done_at is None or action.done_at >= until]
    late = [(case, action) for case, action in still_open if _was_overdue(action, until)]
    late.sort(key=lambda pair: (pair[1].due_at or until, pair[1].id))
    basis = f"n = {_counted(len(still_open), 'action')} not done at the end of the week"
    rows = [_late(case, action, until) for case, action in late]
    return _section("overdue", "Actions overdue", rows, basis, "No action is overdue.")


def _was_overdue(action: CaseAction, until: datetime) -> bool:
    """Return whether an action that was open then was late, though it may have been done since."""
    return is_overdue(replace(action, done_at=None), until)


def _late(case: Case, action: CaseAction, until: datetime) -> WeekRow:
    days = max(1, (until - (action.due_at or until)) // _A_DAY)
    parts = (f"{_counted(days, 'day')} overdue", action.owner or "no owner", _PURPOSES[action.kind])
    return WeekRow(case.number, f"/cases/{case.number}", action.text, " · ".join(parts))


def _costliest(found: WeekFindings) -> WeekSection:
    own = {each.cluster for each in found.cases} | {signature_of(each.signature).cluster for each in found.cases}
    without = [each for each in found.clusters if not each.cases and each.id not in own]
    without.sort(key=lambda each: (-each.hours_open, -each.count, each.id))
    in_clusters = sum(each.count for each in found.clusters)
    basis = _about_clusters(found) or (
        f"n = {_counted(found.tickets, 'ticket')} opened since {found.span.since:%Y-%m-%d}, {in_clusters} of them in "
        f"{_counted(len(found.clusters), 'cluster')}; hours open until they were resolved, or until the end of the week"
    )
    title, empty = "Costliest clusters without a case", "Each cluster of the week has a case."
    rows = [_cluster(each, found) for each in without]
    return _section("costliest", title, rows, basis, empty if found.clusters else "No clusters.", MOST_CLUSTERS)


def _new_clusters(found: WeekFindings) -> WeekSection:
    new = [each for each in found.clusters if each.first_at >= found.span.since and each.count >= _LEAST_NEW]
    new.sort(key=lambda each: (-each.count, each.id))
    basis = _about_clusters(found) or (
        f"of at least {_LEAST_NEW} tickets, none of them opened before {found.span.since:%Y-%m-%d}"
    )
    return _section("new-clusters", "New clusters", [_cluster(each, found) for each in new], basis, "No new clusters.")


def _cluster(each: WeekCluster, found: WeekFindings) -> WeekRow:
    span = found.span
    link = f"/?cluster={each.id}&opened_from={span.since:%Y-%m-%d}&opened_to={span.since + 6 * _A_DAY:%Y-%m-%d}"
    parts = (_counted(each.count, "ticket"), f"{each.hours_open:,.0f} hours open", f"first on {each.first_at:%Y-%m-%d}")
    return WeekRow(each.label, link, "", " · ".join((*parts, *each.cases)))


def _bursts(found: WeekFindings) -> WeekSection:
    stages = {each.number: each.stage for each in found.cases}
    started = {each.burst: each.number for each in found.cases if each.burst}
    rows = [
        WeekRow(each.label, f"/?burst={each.id}", "", " · ".join(_burst(each, stages, started)))
        for each in sorted(found.bursts, key=lambda each: (each.since, each.id))
    ]
    basis = _about_clusters(found) or f"since {found.span.since:%Y-%m-%d}; what became of them is as of now"
    return _section("bursts", "Bursts", rows, basis, "No bursts.")


def _burst(each: WeekBurst, stages: dict[str, Stage], started: dict[int, str]) -> Iterator[str]:
    yield f"{_counted(each.count, 'ticket')} where {each.expected:.1f} are usual"
    if each.is_major:
        yield "possible major incident"
    own = [started[each.id]] if each.id in started else []
    cases = own + [number for number in each.cases if number not in own]
    for number in cases:
        yield f"{number}: {STAGE_LABELS[stages[number]]}" if number in stages else number
    if each.dismissed_by:
        yield f"dismissed by {each.dismissed_by}"
        if each.reason:
            yield each.reason
    elif each.ended_at is None:
        yield "still going on"
    else:
        hours = max(1, round((each.ended_at - each.since).total_seconds() / 3600))
        yield f"over after {_counted(hours, 'hour')}"
    if not cases and not each.dismissed_by:
        yield "no case"


def _about_clusters(found: WeekFindings) -> str:
    if found.is_limited:
        return _FOREIGN
    return "" if found.has_insight else _OFF


def _counted(count: int, word: str) -> str:
    return f"{count:,} {word}" if count == 1 else f"{count:,} {word}s"
