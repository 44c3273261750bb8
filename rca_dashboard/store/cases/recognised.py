"""How far the feed has been searched for tickets that come back, and the cases that wait for them."""

import json

from sqlalchemy import delete, insert, select

from rca_dashboard.domain.cases.case import Case, Stage
from rca_dashboard.store.cases.reading import list_cases
from rca_dashboard.store.engine import Database
from rca_dashboard.store.feed import latest_seq
from rca_dashboard.store.insight.clusters import assignments
from rca_dashboard.store.schema.tickets import KEPT_VALUE, TICKET

_NAME = "cases_recognised"


def recognised_until(database: Database) -> int:
    """Return the ``seq`` up to which the feed was searched; at first its end: what came before is history."""
    with database.read() as session:
        wanted = select(KEPT_VALUE.c.value).where(KEPT_VALUE.c.name == _NAME)
        kept = session.connection().execute(wanted).scalar()
    return latest_seq(database) if kept is None else int(json.loads(kept))


def save_recognised(database: Database, seq: int) -> None:
    """Store the ``seq`` up to which the feed was searched."""
    with database.write() as session:
        connection = session.connection()
        connection.execute(delete(KEPT_VALUE).where(KEPT_VALUE.c.name == _NAME))
        connection.execute(insert(KEPT_VALUE).values(name=_NAME, value=json.dumps(seq)))


def waiting_cases(database: Database) -> tuple[Case, ...]:
    """Return the cases that are watched or closed, have a signature, and were fixed."""
    found = list_cases(database, stages=[Stage.WATCHING, Stage.CLOSED]).cases
    return tuple(each for each in found if each.signature and each.fixed_at)


def cluster_of_ticket(database: Database, sys_id: str) -> int:
    """Return the cluster of a ticket; 0 for none."""
    with database.read() as session:
        key = session.connection().execute(select(TICKET.c.id).where(TICKET.c.sys_id == sys_id)).scalar()
    found = assignments(database, [key]) if key is not None else {}
    return next((each.cluster for each in found.values()), 0)
