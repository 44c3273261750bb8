"""The tickets that a case is about: named by people, or those of a cluster or a burst."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import RowMapping, func, or_, select

from rca_dashboard.store.engine import Database
from rca_dashboard.store.insight.bursts import burst_of
from rca_dashboard.store.schema.cases import CASE_TICKET
from rca_dashboard.store.schema.insight import CLUSTER, TICKET_CLUSTER
from rca_dashboard.store.schema.tickets import TICKET
from rca_dashboard.store.texts import storable

_T = TICKET.c
_IDS_AT_ONCE = 500
_CHOSEN = select(_T.id, _T.sys_id, _T.ticket_id, _T.short_description, _T.opened_at, _T.is_deleted)


def named_tickets(database: Database, names: Sequence[str]) -> tuple[dict[str, RowMapping], list[str]]:
    """Return the tickets with these sys_ids or numbers, by sys_id, and the names that no ticket has.

    Of several with one number it is the one opened last; a deleted one comes after all others.
    """
    asked = list(dict.fromkeys(storable(name.strip()) for name in names))
    rows: list[RowMapping] = []
    for start in range(0, len(asked), _IDS_AT_ONCE):
        some = asked[start : start + _IDS_AT_ONCE]
        rows += _rows(database, _CHOSEN.where(or_(_T.sys_id.in_(some), _T.ticket_id.in_([n.upper() for n in some]))))
    by_sys_id = {row["sys_id"]: row for row in rows}
    by_number = {row["ticket_id"]: row for row in sorted(rows, key=_newest_last)}
    found = {name: by_sys_id.get(name) or by_number.get(name.upper()) for name in asked}
    return {row["sys_id"]: row for row in found.values() if row}, [name for name, row in found.items() if not row]


def cluster_tickets(database: Database, cluster: int, most: int) -> list[RowMapping]:
    """Return the tickets of a cluster, the newest first."""
    wanted = _CHOSEN.join(TICKET_CLUSTER, TICKET_CLUSTER.c.id == _T.id).where(
        TICKET_CLUSTER.c.cluster == cluster, _T.is_deleted.is_(False)
    )
    return _rows(database, wanted.order_by(_T.opened_at.desc(), _T.id.desc()).limit(most))


def burst_tickets(database: Database, burst: int) -> list[RowMapping]:
    """Return the tickets of a burst."""
    found = burst_of(database, burst)
    ids: Iterable[int] = found.tickets if found else ()
    return _rows(database, _CHOSEN.where(_T.id.in_(list(ids))).order_by(_T.opened_at, _T.id))


def change_titled(database: Database, title: str) -> str | None:
    """Return the sys_id of the first change with this summary."""
    wanted = select(_T.sys_id).where(_T.table == "change_request", _T.short_description == storable(title))
    found = _rows(database, wanted.order_by(_T.opened_at, _T.id).limit(1))
    return found[0]["sys_id"] if found else None


def cluster_label(database: Database, cluster: int) -> str | None:
    """Return what a cluster is called; None if there is none with this id."""
    found = _rows(database, select(CLUSTER.c.label, CLUSTER.c.summary).where(CLUSTER.c.id == cluster))
    return (found[0]["label"] or found[0]["summary"]) if found else None


def cluster_now(database: Database, cluster: int, case_id: int) -> int:
    """Return what has become of a case's cluster: itself, or the one that most of the case's tickets are in by now.

    A cluster that was merged into another one is gone, and so may be one after a rebuild; 0 if there is none.
    """
    count = func.count().label("n")
    where = (
        select(TICKET_CLUSTER.c.cluster, count)
        .join(TICKET, _T.id == TICKET_CLUSTER.c.id)
        .join(CASE_TICKET, CASE_TICKET.c.sys_id == _T.sys_id)
        .where(CASE_TICKET.c.case_id == case_id)
        .group_by(TICKET_CLUSTER.c.cluster)
        .order_by(count.desc(), TICKET_CLUSTER.c.cluster)
        .limit(1)
    )
    if not cluster or cluster_label(database, cluster) is not None:
        return cluster
    return next((row["cluster"] for row in _rows(database, where)), 0)


def _rows(database: Database, wanted: Any) -> list[RowMapping]:  # noqa: ANN401 - a statement
    with database.read() as session:
        return list(session.connection().execute(wanted).mappings())


def _newest_last(row: RowMapping) -> tuple[bool, Any, int]:
    opened = row["opened_at"]
    return not row["is_deleted"], opened.timestamp() if opened else 0.0, row["id"]
