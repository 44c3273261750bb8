"""The terms of tickets in the database, and how far the insight has followed the feed: saved in one transaction."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, Table, bindparam, delete, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from rca_dashboard.store.engine import Database
from rca_dashboard.store.schema.insight import TICKET_CLUSTER, TICKET_TERMS
from rca_dashboard.store.schema.tickets import KEPT_VALUE

_NAME = "insight"
_C = TICKET_TERMS.c


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the insight has come.

    Attributes:
        version: Of what is stored; other versions are read again.
        seq: Every change of the feed up to here is in the stored terms.
        below: Tickets with a key from here on have been read; 0 once all have been.
        since: Tickets opened before are not read, in seconds since 1970.
    """

    version: int = 0
    seq: int = 0
    below: int = 0
    since: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptTerms:
    """What is stored of a ticket."""

    id: int
    opened: int
    terms: bytes
    template: bytes
    first: dict[str, Any]


_AFTER = (
    select(_C.id, _C.opened, _C.terms, _C.template, _C.first)
    .where((_C.opened > bindparam("opened")) | ((_C.opened == bindparam("opened")) & (_C.id > bindparam("id"))))
    .order_by(_C.opened, _C.id)
    .limit(bindparam("most"))
)
_SOME = select(_C.id, _C.opened, _C.terms, _C.template, _C.first).where(_C.id.in_(bindparam("ids", expanding=True)))


def progress_of(database: Database) -> Progress:
    """Return how far the insight has come; nowhere at the first start."""
    with database.read() as session:
        value = session.connection().execute(select(KEPT_VALUE.c.value).where(KEPT_VALUE.c.name == _NAME)).scalar()
    return Progress(**json.loads(value)) if value else Progress()


def keep(database: Database, terms: Sequence[KeptTerms], gone: Iterable[int], progress: Progress) -> None:
    """Store terms, remove those of tickets that are gone, and save the progress, all in one transaction.

    The values with which a ticket was first seen stay as they are.
    """
    with database.write() as session:
        connection = session.connection()
        ids = [{"wanted": each} for each in gone]
        if ids:
            for table in (TICKET_TERMS, TICKET_CLUSTER):
                connection.execute(delete(table).where(table.c.id == bindparam("wanted")), ids)
        if terms:
            connection.execute(_upsert(connection), [{**asdict(each), "first": _json(each.first)} for each in terms])
        _save(connection, progress)


def forget_all(database: Database, progress: Progress) -> None:
    """Delete all terms and automatic assignments, before all tickets are read again; people's clusters stay."""
    with database.write() as session:
        connection = session.connection()
        connection.execute(delete(TICKET_TERMS))
        connection.execute(delete(TICKET_CLUSTER).where(TICKET_CLUSTER.c.is_pinned.is_(False)))
        _save(connection, progress)


def kept_after(database: Database, opened: int, ticket: int, most: int) -> tuple[KeptTerms, ...]:
    """Return what is stored of the next tickets after one, in the order in which they were opened."""
    with database.read() as session:
        rows = session.connection().execute(_AFTER, {"opened": opened, "id": ticket, "most": most})
        return tuple(_kept(row) for row in rows)


def kept_of(database: Database, ids: Sequence[int]) -> tuple[KeptTerms, ...]:
    """Return what is stored of these tickets."""
    with database.read() as session:
        return tuple(_kept(row) for row in session.connection().execute(_SOME, {"ids": list(ids)}))


def _kept(row: Any) -> KeptTerms:  # noqa: ANN401 - a row
    return KeptTerms(id=row.id, opened=row.opened, terms=row.terms, template=row.template, first=json.loads(row.first))


def upsert_into(connection: Connection, table: Table) -> "sqlite.Insert | postgresql.Insert":
    """Return an INSERT of the database's own kind, which can say what happens on a conflict."""
    return sqlite.insert(table) if connection.dialect.name == "sqlite" else postgresql.insert(table)


def _upsert(connection: Connection) -> Any:  # noqa: ANN401 - the same
    statement = upsert_into(connection, TICKET_TERMS)
    new = {name: statement.excluded[name] for name in ("opened", "terms", "template")}
    return statement.on_conflict_do_update(index_elements=["id"], set_=new)


def _save(connection: Connection, progress: Progress) -> None:
    connection.execute(delete(KEPT_VALUE).where(KEPT_VALUE.c.name == _NAME))
    connection.execute(insert(KEPT_VALUE).values(name=_NAME, value=json.dumps(asdict(progress))))


_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
