"""A view's filter and order as SQL, and what the tallies know about their selectivity."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Integer, and_, any_, exists, false, func, literal, or_, select, true
from sqlalchemy.dialects.postgresql import ARRAY

from rca_dashboard.clock import utc_now
from rca_dashboard.domain.views.hour_of_week import hour_of_week, zone_named
from rca_dashboard.domain.views.since_looked import with_resolved
from rca_dashboard.domain.views.ticket_filter import ME, NO_ONE, TicketFilter, due_moment
from rca_dashboard.domain.views.view import View
from rca_dashboard.store.listing.hours import opened_in_hour
from rca_dashboard.store.listing.insight import in_bursts, in_clusters
from rca_dashboard.store.listing.since_looked import ids_since_looked
from rca_dashboard.store.schema.personal import PREFERENCE, TICKET_MARK
from rca_dashboard.store.schema.prefixes import has_name, has_text, is_short
from rca_dashboard.store.schema.tallies import NAME_FIELDS, TICKET_KIND, TICKET_NAME
from rca_dashboard.store.schema.tickets import TICKET
from rca_dashboard.store.texts import storable

_T = TICKET.c
_K = TICKET_KIND.c
_N = TICKET_NAME.c
_M = TICKET_MARK.c
# Of a user's unread tickets at most this many are counted, 1 ms; more counts as many, whatever the number.
_FEW = 10_000
PRESENT = _T.is_deleted.is_(False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One condition of a filter.

    Attributes:
        sql: The condition as SQL.
        count: The number of tickets that meet it; None if unknown.
        index: The index that finds these tickets.
        is_exact: The count is exact; otherwise it only helps to choose a plan.
        is_by_time: Its index has these tickets in the order of their opening.
    """

    sql: tuple[ColumnElement[bool], ...]
    count: int | None
    index: str
    is_exact: bool = True
    is_by_time: bool = False


def kinds_wanted(wanted: TicketFilter) -> list[ColumnElement[bool]]:
    """Return the condition on a ticket's kind. People choose a state's label, programs its value: both match."""
    conditions: list[ColumnElement[bool]] = []
    if wanted.since_looked:  # what was resolved is none of the open ones any more
        wanted = with_resolved(wanted)
    if wanted.status:
        conditions.append(or_(_any_of(_K.status, wanted.status), _any_of(_K.state, wanted.status)))
    if wanted.priority:
        conditions.append(_K.priority.in_(wanted.priority))
    if wanted.is_open is not None:
        conditions.append(_K.is_active.is_(wanted.is_open))
    given = ((name, getattr(wanted, name)) for name in ("category", "source", "table"))
    return [*conditions, *(_any_of(_K[name], choices) for name, choices in given if choices)]


def of_kinds(connection: Connection, kinds: Sequence[ColumnElement[bool]]) -> Condition:
    """Return the condition that a ticket is of one of these kinds.

    PostgreSQL is given the kinds themselves: by a statement that finds them it would estimate nothing.
    """
    if kinds and connection.dialect.name == "postgresql":
        rows = connection.execute(select(_K.id, _K.count).where(*kinds, _K.count > 0)).all()
        is_one = _T.kind == any_(literal([kind for kind, _ in rows], ARRAY(Integer)))
        return Condition(sql=(is_one,), count=sum(count for _, count in rows), index="ix_ticket_kind")
    count = connection.execute(select(func.coalesce(func.sum(_K.count), 0)).where(*kinds)).scalar_one()
    sql = (_T.kind.in_(select(_K.id).where(*kinds, _K.count > 0)),) if kinds else ()
    return Condition(sql=sql, count=int(count), index="ix_ticket_kind")


def conditions_of(connection: Connection, wanted: TicketFilter) -> list[Condition]:
    """Return a filter's conditions other than kinds and words."""
    conditions: list[Condition] = []
    for field, index in zip(NAME_FIELDS, ("ix_ticket_group", "ix_ticket_assigned_to"), strict=True):
        if choices := getattr(wanted, field):
            of_field = _assigned if field == "assigned_to" else _with
            conditions.append(of_field(connection, field, index, _meant(wanted, choices)))
    conditions += [_about(connection, name, ids) for name in ("cmdb_ci", "problem") if (ids := getattr(wanted, name))]
    found = [
        *([in_clusters(wanted.cluster)] if wanted.cluster else []),
        *([in_bursts(connection, wanted.burst)] if wanted.burst else []),
    ]
    conditions += [Condition(sql=(each,), count=None, index="ix_ticket_opened_at") for each in found]
    for field in ("opened", "resolved", "closed", "updated"):
        if times := list(_within(wanted, field)):
            conditions.append(Condition(sql=tuple(times), count=None, index=f"ix_ticket_{field}_at"))
    conditions += [*_about_slas(connection, wanted), *_about_places(connection, wanted)]
    if wanted.since_looked:
        ids = ids_since_looked(connection, wanted, _matching)
        conditions.append(Condition(sql=(_T.sys_id.in_(sorted(ids)),), count=len(ids), index="ix_ticket_sys_id"))
    if wanted.unread:
        conditions.append(_unread_by(connection, wanted.reader))
    return conditions


def _within(wanted: TicketFilter, field: str) -> Iterator[ColumnElement[bool]]:
    """Return the conditions on a time of a ticket; an age is one on when it was opened."""
    column = _T[f"{field}_at"]
    if start := getattr(wanted, f"{field}_from"):
        yield column >= start
    if end := getattr(wanted, f"{field}_to"):
        yield column < end
    if field == "opened" and wanted.age_min is not None:
        yield column <= utc_now() - timedelta(days=wanted.age_min)
    if field == "opened" and wanted.age_max is not None:
        yield column > utc_now() - timedelta(days=wanted.age_max)


def _matching(connection: Connection, wanted: TicketFilter, sys_ids: Collection[str]) -> frozenset[str]:
    """Return those of some tickets that match a filter, whatever its words, which the list itself looks for."""
    these = _T.sys_id.in_(sorted(sys_ids))
    return frozenset(connection.execute(select(_T.sys_id).where(these, *matches(connection, wanted))).scalars())


def matches(connection: Connection, wanted: TicketFilter) -> list[ColumnElement[bool]]:
    """Return a filter's condition on tickets, except for its words; it excludes deleted tickets."""
    kinds = kinds_wanted(wanted)
    return [
        PRESENT,
        *(of_kinds(connection, kinds).sql if kinds else ()),
        *(part for each in conditions_of(connection, wanted) for part in each.sql),
    ]


def shared_values(connection: Connection, view: View, kinds: Sequence[ColumnElement[bool]]) -> list[Any]:
    """Return the values of the field that a view is sorted by, in its order, a missing one last."""
    column = _K[view.sort]
    order = column.desc() if view.descending else column.asc()
    values = select(column).where(*kinds, _K.count > 0).distinct().order_by(order.nulls_last())
    return list(connection.execute(values).scalars())


def has_value(field: str, value: object) -> ColumnElement[bool]:
    """Return the condition that a kind's field has this value, which may be NULL."""
    return _K[field].is_(None) if value is None else _K[field] == value


def _about_places(connection: Connection, wanted: TicketFilter) -> Iterator[Condition]:
    """Yield the conditions on what charts tell tickets apart by: places, callers, reassignments, and the hour."""
    for field in ("location", "requester"):
        if choices := getattr(wanted, field):
            sql = has_text(_T[f"{field}_name"], [storable(each) for each in choices])
            yield _of_few(connection, sql, f"ix_ticket_{field}")
    least, most = wanted.reassigned_min, wanted.reassigned_max
    if least is not None or most is not None:
        limits = [_T.reassignments >= (least or 0), *([_T.reassignments <= most] if most is not None else [])]
        yield _of_few(connection, and_(*limits), "ix_ticket_reassignments")
    if hour := hour_of_week(wanted.hour_of_week):
        sql = opened_in_hour(connection, zone_named(hour.zone) or UTC) == hour.hour
        yield Condition(sql=(sql,), count=None, index="ix_ticket_opened_at")


def _about_slas(connection: Connection, wanted: TicketFilter) -> list[Condition]:
    """Return the conditions on the service levels of a ticket."""
    conditions: list[Condition] = []
    if wanted.due_before:
        sql = _T.due_at < due_moment(wanted.due_before, utc_now())
        conditions.append(_of_few(connection, sql, "ix_ticket_due_at"))
    if wanted.sla:
        is_active, is_breached = wanted.sla in ("overdue", "running"), wanted.sla in ("overdue", "breached")
        sql = and_(_T.is_active.is_(is_active), _T.is_breached == (true() if is_breached else false()))
        conditions.append(Condition(sql=(sql,), count=None, index="ix_ticket_opened_at"))
    if wanted.breached:
        conditions.append(_of_few(connection, _T.is_breached == true(), "ix_ticket_is_breached"))
    elif wanted.breached is not None:
        sql = or_(_T.is_breached.is_(None), _T.is_breached.is_(False))
        conditions.append(Condition(sql=(sql,), count=None, index="ix_ticket_opened_at"))
    return conditions


def _of_few(connection: Connection, sql: ColumnElement[bool], index: str) -> Condition:
    """Return a condition that few tickets meet: they are counted, as far as that is cheap."""
    few = select(_T.id).where(PRESENT, sql).limit(_FEW + 1).with_hint(TICKET, f"INDEXED BY {index}", "sqlite")
    count = connection.execute(select(func.count()).select_from(few.subquery())).scalar_one()
    return Condition(sql=(sql,), count=count if count <= _FEW else None, index=index)


def _about(connection: Connection, field: str, ids: Sequence[str]) -> Condition:
    """Return the condition that a ticket refers to one of these records, which have few tickets each."""
    sql = has_text(_T[f"{field}_id"], [storable(each) for each in ids])
    few = select(_T.id).where(PRESENT, sql).limit(_FEW + 1).subquery()
    count = connection.execute(select(func.count()).select_from(few)).scalar_one()
    return Condition(sql=(sql,), count=count if count <= _FEW else None, index=f"ix_ticket_{field}_id")


def _unread_by(connection: Connection, reader: str) -> Condition:
    """Return the condition that a ticket arrived since the user's first visit and was not opened by them."""
    mine = select(PREFERENCE.c.unread_since).where(PREFERENCE.c.username == reader)
    since = connection.execute(mine).scalar()
    if since is None:
        return Condition(sql=(false(),), count=0, index="ix_ticket_arrived_at")
    arrived = _T.arrived_at > since
    opened = exists().where(_M.username == reader, _M.sys_id == _T.sys_id, _M.opened_revision > 0)
    few = select(_T.id).where(PRESENT, arrived).limit(_FEW + 1).subquery()
    count = connection.execute(select(func.count()).select_from(few)).scalar_one()
    known = count if count <= _FEW else None
    return Condition(sql=(arrived, ~opened), count=known, index="ix_ticket_arrived_at", is_exact=False)


def _meant(wanted: TicketFilter, choices: Sequence[str]) -> list[str]:
    """Return whom choices mean; "me" is left out for a reader who is no one at ServiceNow."""
    meant = (wanted.me if each == ME and choices is wanted.assigned_to else each for each in choices)
    return [each for each in meant if each]


def _assigned(connection: Connection, field: str, index: str, choices: Sequence[str]) -> Condition:
    """Return the condition that a ticket is assigned to one of these people, or to no one."""
    people = [each for each in choices if each != NO_ONE]
    to_people = _with(connection, field, index, people) if people else Condition(sql=(false(),), count=0, index=index)
    if len(people) == len(choices):
        return to_people
    assigned = select(func.coalesce(func.sum(_N.count), 0)).where(_N.field == field)
    present = select(func.coalesce(func.sum(_K.count), 0))
    free = int(connection.execute(present).scalar_one()) - int(connection.execute(assigned).scalar_one())
    to_no_one = and_(_T[f"{field}_name"].is_(None), is_short(_T[f"{field}_name"]))
    sql = or_(to_no_one, and_(*to_people.sql)) if people else to_no_one
    return Condition(sql=(sql,), count=free + (to_people.count or 0), index=index)


def _with(connection: Connection, field: str, index: str, choices: Sequence[str]) -> Condition:
    """Return the condition that a ticket is assigned to one of these, each given by name or sys_id."""
    chosen = or_(_any_of(_N.name, choices), _any_of(_N.sys_id, choices))
    rows = connection.execute(select(_N.sys_id, _N.name, _N.count).where(_N.field == field, chosen, _N.count > 0)).all()
    ids, names = {sys_id for sys_id, _, _ in rows}, {name for _, name, _ in rows}
    namesakes = select(_N.sys_id).where(_N.field == field, _N.name.in_(names), _N.sys_id.not_in(ids)).limit(1)
    sql = (has_name(_T[f"{field}_name"], sorted(names)),)
    if connection.execute(namesakes).first() is not None:
        sql = (*sql, _T[f"{field}_id"].in_(ids))
    return Condition(sql=sql, count=sum(count for _, _, count in rows), index=index, is_by_time=len(names) == 1)


def _any_of(column: Any, choices: Sequence[str]) -> ColumnElement[bool]:  # noqa: ANN401 - a column of any table
    return column.in_([storable(choice) for choice in choices])
