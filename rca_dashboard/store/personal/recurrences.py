"""The tickets with which fixed cases came back, and who answers for the fixes: read from the events of the cases."""

from collections.abc import Collection

from sqlalchemy import Connection, bindparam, select, union

from rca_dashboard.domain.cases.case import CAME_BACK, case_id_of, case_number
from rca_dashboard.domain.notifications.recurrence_news import Recurrence
from rca_dashboard.store.engine import Database
from rca_dashboard.store.schema.cases import ACTION, APPROVAL, CASE, CASE_EVENT, CASE_TICKET

_E, _T, _C = CASE_EVENT.c, CASE_TICKET.c, CASE.c
# Executed at each change, and compiled once: a range of the key, in which events of cases are few.
_RECURRENCES = (
    select(_E.seq, _E.at, _C.id.label("case_id"), _C.title, _C.owner, _T.sys_id, _T.number, _T.summary)
    .join(CASE, _C.id == _E.case_id)
    .join(CASE_TICKET, (_T.case_id == _E.case_id) & (_T.sys_id == _E.sys_id))
    .where(_E.seq > bindparam("after"), _E.seq <= bindparam("until"), _E.kind == CAME_BACK)
    .order_by(_E.seq)
)


def recurrences_between(connection: Connection, after: int, until: int) -> tuple[Recurrence, ...]:
    """Return the tickets with which cases came back after a ``seq``, up to another one, and who answers for them."""
    rows = connection.execute(_RECURRENCES, {"after": after, "until": until}).all()
    people = _people(connection, {row.case_id for row in rows}) if rows else {}
    return tuple(
        Recurrence(
            seq=row.seq,
            at=row.at,
            case=case_number(row.case_id),
            title=row.title,
            sys_id=row.sys_id,
            number=row.number,
            summary=row.summary,
            people=tuple(dict.fromkeys(name for name in (row.owner, *people.get(row.case_id, ())) if name)),
        )
        for row in rows
    )


def visible_cases(database: Database, numbers: Collection[str]) -> frozenset[str]:
    """Return those of these cases that the reader may see."""
    wanted = select(_C.id).where(_C.id.in_([case_id_of(number) for number in numbers]))
    with database.read() as session:
        return frozenset(case_number(case_id) for case_id in session.connection().execute(wanted).scalars())


def _people(connection: Connection, case_ids: Collection[int]) -> dict[int, list[str]]:
    """Return the owners of the cases' actions, and those who approved the cases."""
    owners = select(ACTION.c.case_id, ACTION.c.owner.label("name")).where(ACTION.c.case_id.in_(case_ids))
    approvers = select(APPROVAL.c.case_id, APPROVAL.c.by.label("name")).where(APPROVAL.c.case_id.in_(case_ids))
    found: dict[int, list[str]] = {}
    for row in connection.execute(union(owners, approvers).order_by("case_id", "name")):
        found.setdefault(row.case_id, []).append(row.name)
    return found
