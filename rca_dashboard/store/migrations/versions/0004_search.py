"""A short key for tickets, the tallies of kinds and names, and the index of words."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

from rca_dashboard.store.listing.word_index import SEARCHED_COLUMNS, index_words, make_index, words_of_rows
from rca_dashboard.store.tickets.tallies import kind_digest

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
_ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_KIND_COLUMNS: tuple[tuple[str, sa.types.TypeEngine[Any], bool], ...] = (
    ("table", _TEXT, False),
    ("is_active", sa.Boolean(), False),
    ("priority", sa.Integer(), True),
    ("state", _TEXT, False),
    ("status", _TEXT, False),
    ("category", _TEXT, False),
    ("category_label", _TEXT, False),
    ("source", _TEXT, False),
    ("source_label", _TEXT, False),
)
_INDEXES = (
    ("ix_ticket_kind", ["kind", "opened_at", "id"]),
    ("ix_ticket_opened_at", ["opened_at", "id", "kind"]),
    ("ix_ticket_updated_at", ["updated_at", "id", "kind"]),
    ("ix_ticket_resolved_at", ["resolved_at", "id", "kind"]),
    ("ix_ticket_arrived_at", ["arrived_at", "id", "kind"]),
    ("ix_ticket_closed_at", ["closed_at", "id", "kind"]),
    ("ix_ticket_group", ["assignment_group_name", "opened_at", "id", "kind"]),
    ("ix_ticket_assigned_to", ["assigned_to_name", "opened_at", "id", "kind"]),
    ("ix_ticket_number", ["ticket_id", "id", "kind"]),
    ("ix_ticket_short_description", ["short_description", "id", "kind"]),
)
_ROWS_AT_ONCE = 1_000


def upgrade() -> None:
    connection = op.get_bind()
    old = sa.Table("ticket", sa.MetaData(), autoload_with=connection)
    kind, name = _make_tallies()
    _fill_kinds(connection, old, kind)
    _fill_names(connection, old, name)
    _rebuild(connection, old, kind)
    make_index(connection)
    _fill_index(connection)


def _make_tallies() -> tuple[sa.Table, sa.Table]:
    kind = op.create_table(
        "ticket_kind",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("digest", sa.BigInteger(), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        *(sa.Column(name, form, nullable=nullable) for name, form, nullable in _KIND_COLUMNS),
        sa.PrimaryKeyConstraint("id", name="pk_ticket_kind"),
    )
    op.create_index("ix_ticket_kind_digest", "ticket_kind", ["digest"], unique=True)
    name = op.create_table(
        "ticket_name",
        *(sa.Column(name, _TEXT, nullable=False) for name in ("field", "sys_id", "name")),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("field", "sys_id", "name", name="pk_ticket_name"),
    )
    return kind, name


def _fill_kinds(connection: sa.Connection, old: sa.Table, kind: sa.Table) -> None:
    columns = [old.c[name] for name, _, _ in _KIND_COLUMNS]
    present = sa.func.sum(sa.case((old.c.is_deleted.is_(False), 1), else_=0)).label("count")
    rows = connection.execute(sa.select(*columns, present).group_by(*columns)).mappings().all()
    filled = [{**row, "id": place, "digest": kind_digest(row)} for place, row in enumerate(rows, start=1)]
    if filled:
        connection.execute(sa.insert(kind), filled)


def _fill_names(connection: sa.Connection, old: sa.Table, name: sa.Table) -> None:
    for field in ("assignment_group", "assigned_to"):
        sys_id, label = old.c[f"{field}_id"], old.c[f"{field}_name"]
        present = sa.select(sys_id, label).where(old.c.is_deleted.is_(False), sys_id.is_not(None))
        counted = Counter((row[0], row[1] or "") for row in connection.execute(present))
        if rows := [{"field": field, "sys_id": id_, "name": each, "count": n} for (id_, each), n in counted.items()]:
            connection.execute(sa.insert(name), rows)


def _rebuild(connection: sa.Connection, old: sa.Table, kind: sa.Table) -> None:
    """Copy the table: SQLite can neither change a key nor drop a column without it."""
    kept = [column for column in old.columns if column.name != "search_text"]
    new = op.create_table(
        "ticket_with_id",
        sa.Column("id", _ROW_ID, autoincrement=False, nullable=False),
        sa.Column("sys_id", _TEXT, nullable=False),
        sa.Column("kind", sa.Integer(), nullable=False),
        *(sa.Column(column.name, column.type, nullable=column.nullable) for column in kept if column.name != "sys_id"),
        sa.PrimaryKeyConstraint("id", name="pk_ticket_id"),
    )
    of_kind = sa.and_(*(_is_same(old.c[name], kind.c[name]) for name, _, _ in _KIND_COLUMNS))
    # Each change has its own seq: a ticket's last one is as good a unique key as its first.
    copied = sa.select(old.c.revision, kind.c.id, *kept).select_from(old.join(kind, of_kind))
    connection.execute(sa.insert(new).from_select(["id", "kind", *(column.name for column in kept)], copied))
    op.drop_table("ticket")
    op.rename_table("ticket_with_id", "ticket")
    op.create_index("ix_ticket_sys_id", "ticket", ["sys_id"], unique=True)
    for index, columns in _INDEXES:
        op.create_index(index, "ticket", ["is_deleted", *columns])
    if connection.dialect.name == "postgresql":
        for column in ("opened_at", "updated_at"):
            newest_first = sa.text(f"{column} DESC NULLS LAST")
            ends = (newest_first, sa.text("id DESC"), "kind")
            op.create_index(f"ix_ticket_newest_{column}", "ticket", ["is_deleted", *ends])


def _is_same(one: sa.ColumnElement[Any], other: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
    # Only a priority can be missing; plain equality lets both databases look the kind up instead of scanning all.
    return one.is_not_distinct_from(other) if one.name == "priority" else one == other


def _fill_index(connection: sa.Connection) -> None:
    for rows in _present_rows(connection):
        index_words(connection, old={}, new=words_of_rows(rows))


def _present_rows(connection: sa.Connection) -> Iterator[list[sa.RowMapping]]:
    columns: list[sa.ColumnClause[Any]] = [sa.column(name) for name in ("id", "is_deleted", *SEARCHED_COLUMNS)]
    ticket = sa.table("ticket", *columns)
    wanted = sa.select(ticket.c.id, *(ticket.c[name] for name in SEARCHED_COLUMNS)).order_by(ticket.c.id)
    last = 0
    while True:
        present = wanted.where(ticket.c.id > last, ticket.c.is_deleted.is_(sa.false())).limit(_ROWS_AT_ONCE)
        rows = list(connection.execute(present).mappings())
        if not rows:
            return
        yield rows
        last = int(rows[-1]["id"])  # pyright: ignore[reportUnknownArgumentType]
