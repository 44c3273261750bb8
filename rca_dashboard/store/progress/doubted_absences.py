"""Tickets whose absence in ServiceNow a reconcile did not trust; they wait for an admin's confirmation."""

import json
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import delete, insert, select, update

from rca_dashboard.domain.progress.reconcile import DoubtedAbsences
from rca_dashboard.store.engine import Database
from rca_dashboard.store.schema.reconcile import DOUBTED_ABSENCE
from rca_dashboard.store.schema.sla import TASK_SLA
from rca_dashboard.store.schema.tickets import TICKET

_SHOWN_NUMBERS = 10


def doubted_in(database: Database, table: str) -> frozenset[str]:
    """Return the sys_ids of a table that wait for a confirmation."""
    wanted = select(DOUBTED_ABSENCE.c.sys_ids).where(DOUBTED_ABSENCE.c.table == table)
    with database.read() as session:
        return frozenset(json.loads(session.connection().execute(wanted).scalar() or "[]"))


def save_doubted(database: Database, table: str, sys_ids: Collection[str], *, at: datetime) -> None:
    """Store which sys_ids of a table wait for a confirmation; ``at`` counts if none waited before."""
    text = json.dumps(sorted(sys_ids))
    is_table = DOUBTED_ABSENCE.c.table == table
    with database.write() as session:
        connection = session.connection()
        if not sys_ids:
            connection.execute(delete(DOUBTED_ABSENCE).where(is_table))
        elif not connection.execute(update(DOUBTED_ABSENCE).where(is_table).values(sys_ids=text)).rowcount:
            connection.execute(insert(DOUBTED_ABSENCE).values(table=table, since=at, sys_ids=text))


def all_doubted(database: Database, tables: Sequence[str]) -> tuple[DoubtedAbsences, ...]:
    """Return what waits for a confirmation, by table, with the first numbers."""
    wanted = select(DOUBTED_ABSENCE).where(DOUBTED_ABSENCE.c.table.in_(tables)).order_by(DOUBTED_ABSENCE.c.table)
    with database.read() as session:
        connection = session.connection()
        found: list[DoubtedAbsences] = []
        for row in connection.execute(wanted).mappings():
            sys_ids = json.loads(row["sys_ids"])
            some = sys_ids[:_SHOWN_NUMBERS]
            of_slas = select(TASK_SLA.c.task_id).where(TASK_SLA.c.sys_id.in_(some))
            numbers = select(TICKET.c.ticket_id).where(TICKET.c.sys_id.in_(some) | TICKET.c.sys_id.in_(of_slas))
            shown = tuple(sorted(connection.execute(numbers).scalars()))
            found.append(DoubtedAbsences(row["table"], len(sys_ids), shown, row["since"]))
        return tuple(found)
