"""What the insight says of single tickets: the cluster and the burst that each of them is part of."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection, func, select

from rca_dashboard.store.engine import Database
from rca_dashboard.store.schema.insight import BURST, CLUSTER, TICKET_CLUSTER
from rca_dashboard.store.schema.tickets import TICKET

_B, _C, _A, _T = BURST.c, CLUSTER.c, TICKET_CLUSTER.c, TICKET.c
# A ticket belongs to a burst of the day on which it was opened; a time that was corrected since is off by less.
_APART = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedBurst:
    """A burst by its name; ``level`` is that of ``domain.burst``."""

    id: int
    level: int
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketInsight:
    """What a ticket is part of.

    Attributes:
        cluster: The id of its cluster; None if it is in none.
        cluster_label: The cluster's name.
        burst: The strongest burst that counts it and that no user has dismissed.
    """

    cluster: int | None = None
    cluster_label: str = ""
    burst: NamedBurst | None = None


NOTHING_KNOWN = TicketInsight()


def insight_of_tickets(database: Database, sys_ids: Sequence[str]) -> dict[str, TicketInsight]:
    """Return what these tickets are part of, by sys_id; limited readers see none, as it is of all tickets together."""
    wanted = (
        select(_T.id, _T.sys_id, _A.cluster, _C.label)
        .select_from(TICKET.outerjoin(TICKET_CLUSTER, _A.id == _T.id).outerjoin(CLUSTER, _C.id == _A.cluster))
        .where(_T.sys_id.in_(list(sys_ids)))
    )
    with database.read() as session:
        connection = session.connection()
        bursts = _bursts_of(connection, sys_ids)
        return {
            row.sys_id: TicketInsight(
                cluster=row.cluster if row.label is not None else None,
                cluster_label=row.label or "",
                burst=bursts.get(row.id),
            )
            for row in connection.execute(wanted)
        }


def _bursts_of(connection: Connection, sys_ids: Sequence[str]) -> dict[int, NamedBurst]:
    """Return the bursts of the time in which these tickets were opened, by the key of each ticket that they count."""
    opened = select(func.min(_T.opened_at), func.max(_T.opened_at)).where(_T.sys_id.in_(list(sys_ids)))
    first, last = connection.execute(opened).one()
    if first is None:
        return {}
    wanted = (
        select(_B.id, _B.level, _B.label, _B.tickets)
        .where(_B.since <= last + _APART, _B.until >= first - _APART, _B.dismissed_at.is_(None))
        .order_by(_B.level, _B.id)
    )
    found: dict[int, NamedBurst] = {}
    for row in connection.execute(wanted):
        burst = NamedBurst(id=row.id, level=row.level, label=row.label)
        found.update(dict.fromkeys(json.loads(row.tickets), burst))
    return found
