"""Indexes of a ticket's relations: the tickets of a problem, of a configuration item, and child tickets."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
_PARENTS = ("parent_incident", "parent")


def upgrade() -> None:
    op.add_column("ticket", sa.Column("parent_id", _TEXT, nullable=True))
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    found = (part for name in _PARENTS for part in (_on_sqlite(name) if is_sqlite else _on_postgresql(name)))
    op.execute(f"UPDATE ticket SET parent_id = COALESCE({', '.join(found)}) WHERE extra LIKE '%\"parent%'")  # noqa: S608 - names of ours
    for name in ("problem_id", "cmdb_ci_id", "parent_id"):
        has = sa.text(f"{name} IS NOT NULL")
        columns = [name, "is_deleted", "is_active", "opened_at", "sys_id"]
        op.create_index(f"ix_ticket_{name}", "ticket", columns, sqlite_where=has, postgresql_where=has)


def _on_sqlite(name: str) -> tuple[str, str]:
    """Return the SQL of a reference's sys_id: in an object, or a plain text."""
    alone = f"CASE json_type(extra, '$.{name}') WHEN 'text' THEN json_extract(extra, '$.{name}') END"
    return f"NULLIF(json_extract(extra, '$.{name}.id'), '')", f"NULLIF({alone}, '')"


def _on_postgresql(name: str) -> tuple[str, str]:
    field = f"extra::json -> '{name}'"
    alone = f"CASE json_typeof({field}) WHEN 'string' THEN extra::json ->> '{name}' END"
    return f"NULLIF({field} ->> 'id', '')", f"NULLIF({alone}, '')"
