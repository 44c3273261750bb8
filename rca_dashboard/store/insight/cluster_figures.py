"""How many tickets a cluster has, how long they were open, and how often they were reassigned."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Connection, case, cast, func, select

from rca_dashboard.store.engine import Database
from rca_dashboard.store.insight.texts import seconds
from rca_dashboard.store.schema.insight import TICKET_CLUSTER
from rca_dashboard.store.schema.tickets import TICKET

_T, _A = TICKET.c, TICKET_CLUSTER.c
_HOUR = 3_600


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterFigures:
    """The figures of one cluster; of the tickets without one if ``cluster`` is None.

    Attributes:
        hours_open: The sum of the times between opening and resolving, or until now.
        since: When the first ticket was opened, in seconds since 1970.
        until: When the last was.
    """

    cluster: int | None
    count: int
    hours_open: float
    reassignments: int
    since: int
    until: int


def cluster_figures(database: Database, now: datetime) -> Sequence[ClusterFigures]:
    """Return the figures of every cluster, and of the tickets without one."""
    with database.read() as session:
        connection = session.connection()
        hours = hours_open(connection, now)
        wanted = (
            select(
                _A.cluster,
                func.count().label("tickets"),
                func.coalesce(func.sum(hours), 0).label("hours"),
                func.coalesce(func.sum(_T.reassignments), 0).label("reassignments"),
                func.min(_T.opened_at).label("since"),
                func.max(_T.opened_at).label("until"),
            )
            .select_from(TICKET.outerjoin(TICKET_CLUSTER, _A.id == _T.id))
            .where(_T.is_deleted.is_(False))
            .group_by(_A.cluster)
        )
        return [
            ClusterFigures(
                cluster=row.cluster,
                count=row.tickets,
                hours_open=round(float(row.hours), 1),
                reassignments=int(row.reassignments),
                since=seconds(row.since),
                until=seconds(row.until),
            )
            for row in connection.execute(wanted)
        ]


def hours_open(connection: Connection, now: datetime) -> Any:  # noqa: ANN401 - an expression
    """Return how long a ticket was open until a time, as an expression."""
    ended: Any = func.coalesce(_T.resolved_at, _T.closed_at)
    ended = case((ended < now, ended))  # what ended later was open until then
    if connection.dialect.name == "sqlite":
        moment = int(now.timestamp() * 1_000_000)
        end = func.coalesce(cast(ended, BigInteger), moment)
        hours: Any = (end - cast(_T.opened_at, BigInteger)) / (_HOUR * 1_000_000.0)
    else:
        hours = func.extract("epoch", func.coalesce(ended, now) - _T.opened_at) / float(_HOUR)
    return case((hours > 0, hours), else_=0.0)
