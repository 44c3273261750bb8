"""What a limited reader sees of each table: every statement of theirs is rewritten here, so that none can forget it.

A statement that reads ``ticket`` reads ``(SELECT … FROM ticket WHERE …) AS ticket`` instead, and so on for each table
that says anything about tickets. A table without a policy cannot be read at all by a limited reader, and neither can a
statement in plain text, unless it says ``.execution_options(is_unlimited=True)``.
"""

from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Select,
    Subquery,
    Table,
    TextClause,
    and_,
    case,
    false,
    func,
    or_,
    select,
)
from sqlalchemy.sql.visitors import replacement_traverse

from rca_dashboard.domain.visibility import EVERYTHING, TeamFilter, Visibility
from rca_dashboard.store.schema.cases import CASE_EVENT, CASE_TICKET
from rca_dashboard.store.schema.tallies import TICKET_KIND, TICKET_NAME
from rca_dashboard.store.schema.tickets import TICKET, Record
from rca_dashboard.store.texts import storable

VISIBILITY = "visibility"
_UNLIMITED = "is_unlimited"
_T = TICKET.c
Policy = Callable[[Table, ColumnElement[bool]], "Select[Any] | None"]

_current: ContextVar[Visibility] = ContextVar("visibility", default=EVERYTHING)


class ForgottenLimitError(Exception):
    """A statement that cannot be limited to what its reader may see; it is not executed."""


@contextmanager
def seen_by(visibility: Visibility) -> Generator[None]:
    """Limit everything that this task and its threads read inside the block."""
    token = _current.set(visibility)
    try:
        yield
    finally:
        _current.reset(token)


def limit_task(visibility: Visibility) -> None:
    """Limit everything that this task and its threads read from now on."""
    _current.set(visibility)


def current_visibility() -> Visibility:
    """Return what the current reader may see."""
    return _current.get()


def is_limited(connection: Connection) -> bool:
    """Return whether a transaction belongs to a limited reader."""
    visibility: Visibility | None = connection.get_execution_options().get(VISIBILITY)
    return visibility is not None and visibility.is_limited


def limit_statement(
    connection: Connection,
    statement: Any,  # noqa: ANN401 - SQLAlchemy's event
    multiparams: Any,  # noqa: ANN401 - the same
    params: Any,  # noqa: ANN401 - the same
    options: Mapping[str, Any],
) -> tuple[Any, Any, Any]:
    """Rewrite a statement for its reader, before SQLAlchemy executes it."""
    if is_limited(connection) and not options.get(_UNLIMITED):
        visibility = cast("Visibility", connection.get_execution_options()[VISIBILITY])
        statement = _limited(statement, visibility)
    return statement, multiparams, params


def is_visible(visibility: Visibility) -> ColumnElement[bool]:
    """Return the condition that a ticket is visible."""
    return or_(false(), *(_matches(each) for each in visibility.filters or ()))


def _matches(wanted: TeamFilter) -> ColumnElement[bool]:
    parts: list[ColumnElement[bool]] = []
    for field, values in (("assignment_group", wanted.assignment_groups), ("company", wanted.companies)):
        if values:
            kept = [storable(each) for each in values]
            parts.append(or_(_T[f"{field}_id"].in_(kept), _T[f"{field}_name"].in_(kept)))
    if wanted.tables:
        parts.append(_T.table.in_([storable(each) for each in wanted.tables]))
    return and_(*parts) if parts else false()


def _limited(statement: Any, visibility: Visibility) -> Any:  # noqa: ANN401 - any statement of SQLAlchemy
    if isinstance(statement, TextClause):
        raise ForgottenLimitError(f"a statement in plain text cannot be limited: {statement.text[:100]}")
    if not isinstance(statement, Select):
        return statement  # what writes is limited by what it was read from
    return replacement_traverse(cast("Select[Any]", statement), {}, _replacing(visibility))


def _replacing(visibility: Visibility) -> Callable[..., Any]:
    def replace(element: Any, **_: Any) -> Any:  # noqa: ANN401 - SQLAlchemy's interface
        if isinstance(element, Table):
            return _view_of(cast("Any", element), visibility)
        owner: object = getattr(cast("object", element), "table", None) if isinstance(element, Column) else None
        if isinstance(owner, Table):
            view = _view_of(cast("Any", owner), visibility)
            return None if view is None else view.c[cast("Column[Any]", element).key]
        return None

    return replace


@lru_cache(maxsize=1_000)
def _view_of(table: Table, visibility: Visibility) -> Subquery | None:
    """Return what a reader sees in place of a table; None for the table itself."""
    policy = POLICIES.get(table.name)
    if policy is None:
        raise ForgottenLimitError(f"{table.name} has no policy for limited readers; add one to POLICIES")
    limited = policy(table, is_visible(visibility))
    return None if limited is None else limited.subquery(table.name)


def _whole(_table: Table, _visible: ColumnElement[bool]) -> None:
    """Leave a table as it is: it says nothing about tickets, or only what its reader has written."""


def _hidden(table: Table, _visible: ColumnElement[bool]) -> Select[Any]:
    """Hide all rows: they are about all tickets together."""
    return select(table).where(false())


def _tickets(table: Table, visible: ColumnElement[bool]) -> Select[Any]:
    return select(table).where(visible)


def _of_tickets(column: str) -> Policy:
    """Show the rows of visible tickets, which this column names, and those of no ticket."""

    def limited(table: Table, visible: ColumnElement[bool]) -> Select[Any]:
        mine = select(_T.sys_id).where(visible)
        return select(table).where(or_(table.c[column] == "", table.c[column].in_(mine)))

    return limited


def _holds_no_foreign_ticket(case_id: Any, visible: ColumnElement[bool]) -> ColumnElement[bool]:  # noqa: ANN401 - a column
    """Return the condition that a reader may see all tickets of a case: its texts may speak of each of them."""
    held = CASE_TICKET.alias("held")
    is_mine = select(_T.id).where(_T.sys_id == held.c.sys_id, visible).exists()
    return ~select(held.c.sys_id).where(held.c.case_id == case_id, ~is_mine).exists()


def _of_cases(key: str, ticket: str = "") -> Policy:
    """Show the rows of visible cases; where they name a ticket, that has to be visible too."""

    def limited(table: Table, visible: ColumnElement[bool]) -> Select[Any]:
        shown = select(table).where(_holds_no_foreign_ticket(table.c[key], visible))
        if not ticket:
            return shown
        mine = select(_T.sys_id).where(visible)
        return shown.where(or_(table.c[ticket] == "", table.c[ticket].in_(mine)))

    return limited


def _feed(table: Table, visible: ColumnElement[bool]) -> Select[Any]:
    """Show the changes of visible tickets, and the events of visible cases, which have the same ``seq``."""
    mine = select(_T.sys_id).where(visible)
    event = CASE_EVENT.alias("event")
    told = _holds_no_foreign_ticket(event.c.case_id, visible), or_(event.c.sys_id == "", event.c.sys_id.in_(mine))
    of_case = select(event.c.seq).where(event.c.seq == table.c.seq, *told).exists()
    return select(table).where(or_(table.c.sys_id == "", table.c.sys_id.in_(mine), of_case))


def _kinds(table: Table, visible: ColumnElement[bool]) -> Select[Any]:
    """Count again; a column that a statement does not read costs nothing."""
    mine = and_(_T.kind == TICKET_KIND.c.id, visible)
    return _recounted(table, mine)


def _names(table: Table, visible: ColumnElement[bool]) -> Select[Any]:
    named = case(
        (TICKET_NAME.c.field == "assignment_group", _T.assignment_group_id == TICKET_NAME.c.sys_id),
        else_=_T.assigned_to_id == TICKET_NAME.c.sys_id,
    )
    return _recounted(table, and_(named, visible))


def _recounted(table: Table, mine: ColumnElement[bool]) -> Select[Any]:
    count = select(func.count()).select_from(TICKET).where(mine, _T.is_deleted.is_(False)).scalar_subquery()
    columns: list[Any] = [count.label("count") if each.name == "count" else each for each in table.c]
    return cast("Select[Any]", select(*columns)).where(select(_T.id).where(mine).exists())


POLICIES: Mapping[str, Policy] = {
    "ticket": _tickets,
    "change": _feed,
    "task_sla": _of_tickets("task_id"),
    "ticket_kind": _kinds,
    "ticket_name": _names,
    "notification": _of_tickets("sys_id"),
    "rca_case": _of_cases("id"),
    **dict.fromkeys(("case_ticket", "hypothesis", "action", "approval", "case_report"), _of_cases("case_id")),
    **dict.fromkeys(("case_change", "evidence", "verdict", "case_event"), _of_cases("case_id", "sys_id")),
    **dict.fromkeys(("ticket_terms", "ticket_cluster", "cluster", "cluster_leader", "burst"), _hidden),
    **dict.fromkeys(("rejected_row", "doubted_absence", "audit_entry", "command"), _hidden),
    **dict.fromkeys(("account", "login_session", "api_token", "team", "login_attempts", "personal_change"), _whole),
    **dict.fromkeys(("password_link", "second_factor", "recovery_code"), _whole),
    **dict.fromkeys(("preference", "ticket_mark", "saved_view", "person", "view_look"), _whole),
    **dict.fromkeys(("feed_counter", "sweep_cursor", "poll", "kept_value", "alembic_version"), _whole),
    "built_file": _whole,
    **dict.fromkeys(
        ("import_place", "reconcile_place", "reconcile_run", "lease", "worker", "accepted_request", "built_file"),
        _whole,
    ),
}


def tables_without_policy() -> list[str]:
    """Return the tables that no limited reader can read, because nobody has decided what they see."""
    return sorted(Record.metadata.tables.keys() - POLICIES.keys())
