"""What happened in a week, read from the cases, the tickets, the clusters and the bursts."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Connection, func, select

from rca_dashboard.domain.burst.alarm import Level
from rca_dashboard.domain.cases.case import CAME_BACK, case_number
from rca_dashboard.domain.week.findings import CameBack, WeekBurst, WeekCluster, WeekFindings
from rca_dashboard.domain.week.span import WeekSpan
from rca_dashboard.store.cases.reading import list_cases
from rca_dashboard.store.engine import Database
from rca_dashboard.store.insight.bursts import StoredBurst, bursts_between
from rca_dashboard.store.insight.cluster_figures import hours_open
from rca_dashboard.store.limits import is_limited
from rca_dashboard.store.schema.cases import CASE_EVENT, CASE_TICKET
from rca_dashboard.store.schema.insight import CLUSTER, TICKET_CLUSTER
from rca_dashboard.store.schema.tickets import TICKET

_MOST_CASES = 10_000
_IDS_AT_ONCE = 500
_E, _J, _T, _A = CASE_EVENT.c, CASE_TICKET.c, TICKET.c, TICKET_CLUSTER.c
_JOINED = TICKET.join(CASE_TICKET, _J.sys_id == _T.sys_id)


def week_findings(database: Database, span: WeekSpan, *, has_insight: bool) -> WeekFindings:
    """Return what a reader may see of a week. It blocks: call it in a worker thread."""
    bursts = [each for each in bursts_between(database, span.since, span.until) if each.level >= Level.BURST]
    with database.read() as session:
        connection = session.connection()
        opened = (_T.opened_at >= span.since, _T.opened_at < span.until, _T.is_deleted.is_(False))
        return WeekFindings(
            span=span,
            cases=list_cases(database, limit=_MOST_CASES).cases,
            came_back=_came_back(connection, span.since, span.until),
            tickets=connection.execute(select(func.count()).select_from(TICKET).where(*opened)).scalar_one(),
            clusters=_clusters(connection, span),
            bursts=_with_cases(connection, bursts),
            has_insight=has_insight,
            is_limited=is_limited(connection),
        )


def _came_back(connection: Connection, since: datetime, until: datetime) -> tuple[CameBack, ...]:
    wanted = (
        select(_E.case_id, _E.at, _J.number)
        .join(CASE_TICKET, (_J.case_id == _E.case_id) & (_J.sys_id == _E.sys_id))
        .where(_E.kind == CAME_BACK, _E.at >= since, _E.at < until)
        .order_by(_E.seq)
    )
    rows = connection.execute(wanted)
    return tuple(CameBack(case=case_number(row.case_id), number=row.number, at=row.at) for row in rows)


def _clusters(connection: Connection, span: WeekSpan) -> tuple[WeekCluster, ...]:
    within = (_T.opened_at >= span.since, _T.opened_at < span.until, _T.is_deleted.is_(False))
    wanted = (
        select(
            _A.cluster,
            CLUSTER.c.label,
            func.count().label("tickets"),
            func.coalesce(func.sum(hours_open(connection, span.until)), 0).label("hours"),
        )
        .select_from(TICKET.join(TICKET_CLUSTER, _A.id == _T.id).join(CLUSTER, CLUSTER.c.id == _A.cluster))
        .where(*within)
        .group_by(_A.cluster, CLUSTER.c.label)
    )
    rows = connection.execute(wanted).all()
    ids = [row.cluster for row in rows]
    firsts, cases = _firsts(connection, ids), _cases_of_clusters(connection, ids)
    return tuple(
        WeekCluster(
            id=row.cluster,
            label=row.label,
            count=row.tickets,
            hours_open=round(float(row.hours), 1),
            first_at=firsts.get(row.cluster, span.since),
            cases=tuple(case_number(each) for each in cases.get(row.cluster, ())),
        )
        for row in rows
    )


def _firsts(connection: Connection, clusters: Sequence[int]) -> dict[int, datetime]:
    """Return when the first ticket of each of these clusters was opened."""
    found: dict[int, datetime] = {}
    for start in range(0, len(clusters), _IDS_AT_ONCE):
        first = (
            select(_A.cluster, func.min(_T.opened_at).label("first"))
            .select_from(TICKET_CLUSTER.join(TICKET, _A.id == _T.id))
            .where(_A.cluster.in_(clusters[start : start + _IDS_AT_ONCE]), _T.is_deleted.is_(False))
            .group_by(_A.cluster)
        )
        found |= {row.cluster: row.first for row in connection.execute(first)}
    return found


def _cases_of_clusters(connection: Connection, clusters: Sequence[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    joined = select(_A.cluster, _J.case_id).select_from(_JOINED.join(TICKET_CLUSTER, _A.id == _T.id)).distinct()
    for start in range(0, len(clusters), _IDS_AT_ONCE):
        some = joined.where(_A.cluster.in_(clusters[start : start + _IDS_AT_ONCE])).order_by(_J.case_id)
        for row in connection.execute(some):
            found.setdefault(row.cluster, []).append(row.case_id)
    return found


def _with_cases(connection: Connection, bursts: Sequence[StoredBurst]) -> tuple[WeekBurst, ...]:
    cases = _cases_of_tickets(connection, {ticket for each in bursts for ticket in each.tickets})
    return tuple(
        WeekBurst(
            id=each.id,
            label=each.label,
            count=each.count,
            expected=each.expected,
            is_major=each.level >= Level.MAJOR,
            since=each.since,
            ended_at=each.ended_at,
            dismissed_by=each.dismissed_by or "",
            reason=each.reason or "",
            cases=tuple(
                case_number(number)
                for number in sorted({case for ticket in each.tickets for case in cases.get(ticket, ())})
            ),
        )
        for each in bursts
    )


def _cases_of_tickets(connection: Connection, tickets: Collection[int]) -> dict[int, list[int]]:
    asked, found = sorted(tickets), dict[int, list[int]]()
    for start in range(0, len(asked), _IDS_AT_ONCE):
        some = select(_T.id, _J.case_id).select_from(_JOINED).where(_T.id.in_(asked[start : start + _IDS_AT_ONCE]))
        for row in connection.execute(some):
            found.setdefault(row.id, []).append(row.case_id)
    return found
