"""Saved views, private and shared."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from rca_dashboard.domain.views.saved_view import QUICK_VIEWS, SavedView
from rca_dashboard.store.engine import Database
from rca_dashboard.store.personal.personal_changes import SAVED_VIEWS, take_personal_turn
from rca_dashboard.store.schema.tickets import KEPT_VALUE
from rca_dashboard.store.schema.views import SAVED_VIEW

_V = SAVED_VIEW.c
_LAST = "last_saved_view"


def all_views(database: Database) -> tuple[SavedView, ...]:
    """Return the views of all users, in their order."""
    with database.read() as session:
        rows = session.connection().execute(select(SAVED_VIEW).order_by(_V.position, _V.id)).mappings()
        return tuple(SavedView(**row) for row in rows)


def view_query(database: Database, username: str, named: str) -> str | None:
    """Return the query string of a quick view by its key, or of a saved one by its id; None if the user sees none."""
    quick = next((each.query for each in QUICK_VIEWS if each.key == named), None)
    if quick is not None:
        return quick
    seen = (each for each in all_views(database) if each.may_be_seen_by(username))
    return next((each.query for each in seen if str(each.id) == named), None)


def add_view(
    database: Database, *, owner: str, name: str, query: str, icon: str, is_shared: bool, at: datetime
) -> SavedView:
    """Store a view after all others, and return it."""
    values = {"owner": owner, "name": name, "query": query, "icon": icon, "is_shared": is_shared, "created_at": at}
    last = select(func.coalesce(func.max(_V.position), 0) + 1).scalar_subquery()
    with database.write() as session:
        connection = session.connection()
        take_personal_turn(connection, SAVED_VIEWS)
        added = insert(SAVED_VIEW).values(**values, **_free_id(connection), position=last).returning(*_V)
        return SavedView(**connection.execute(added).mappings().one())


def change_view(database: Database, view_id: int, **values: Any) -> SavedView | None:  # noqa: ANN401 - a column's value
    """Change some of a view's fields, and return it; None if it is gone."""
    with database.write() as session:
        connection = session.connection()
        take_personal_turn(connection, SAVED_VIEWS)
        changed = update(SAVED_VIEW).where(_V.id == view_id).values(**values).returning(*_V)
        row = connection.execute(changed).mappings().one_or_none()
        return SavedView(**row) if row else None


def restore_view(database: Database, view: SavedView) -> None:
    """Store a deleted view again with the id that links to it name, unless another one has it by now."""
    with database.write() as session:
        connection = session.connection()
        take_personal_turn(connection, SAVED_VIEWS)
        if connection.execute(select(_V.id).where(_V.id == view.id)).first() is None:
            connection.execute(insert(SAVED_VIEW).values(**asdict(view)))


def delete_view(database: Database, view_id: int) -> bool:
    """Delete a view; return False if it is gone."""
    with database.write() as session:
        connection = session.connection()
        take_personal_turn(connection, SAVED_VIEWS)
        _remember_last(connection)
        return bool(connection.execute(delete(SAVED_VIEW).where(_V.id == view_id)).rowcount)


def _last_id(connection: Connection) -> int:
    kept = connection.execute(select(KEPT_VALUE.c.value).where(KEPT_VALUE.c.name == _LAST)).scalar()
    return max(int(kept or 0), connection.execute(select(func.max(_V.id))).scalar() or 0)


def _free_id(connection: Connection) -> dict[str, int]:
    """Return an id that no view has had: SQLite would give the last one again, which links and defaults may name."""
    return {"id": _last_id(connection) + 1} if connection.dialect.name == "sqlite" else {}


def _remember_last(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        last = _last_id(connection)
        connection.execute(delete(KEPT_VALUE).where(KEPT_VALUE.c.name == _LAST))
        connection.execute(insert(KEPT_VALUE).values(name=_LAST, value=str(last)))
