"""The stored service levels, for comparison with ServiceNow's."""

from collections.abc import Mapping

from sqlalchemy import Select, func, select

from rca_dashboard.domain.tickets.sla import TaskSla
from rca_dashboard.store.engine import Database
from rca_dashboard.store.schema.sla import TASK_SLA
from rca_dashboard.store.texts import storable
from rca_dashboard.store.tickets.sla_columns import sla_of

_S = TASK_SLA.c


def slas_between(database: Database, after: str, until: str | None) -> Mapping[str, TaskSla]:
    """Return the stored service levels by sys_id, deleted ones too.

    Args:
        database: The database.
        after: Only sys_ids after this one; empty for the beginning.
        until: Only sys_ids up to this one; None for the end.
    """
    wanted = select(TASK_SLA).where(_S.sys_id > storable(after))
    return _found(database, wanted if until is None else wanted.where(_S.sys_id <= storable(until)))


def slas_after(database: Database, after: str, limit: int) -> Mapping[str, TaskSla]:
    """Return the first stored service levels after a sys_id, deleted ones too."""
    return _found(database, select(TASK_SLA).where(_S.sys_id > storable(after)).order_by(_S.sys_id).limit(limit))


def slas_by_id(database: Database, sys_ids: list[str]) -> Mapping[str, TaskSla]:
    """Return some stored service levels by sys_id; at most 1,000 are asked for."""
    return _found(database, select(TASK_SLA).where(_S.sys_id.in_(sys_ids)))


def count_slas(database: Database) -> int:
    """Return how many service levels are stored."""
    with database.read() as session:
        return int(session.connection().execute(select(func.count()).select_from(TASK_SLA)).scalar() or 0)


def _found(database: Database, wanted: Select[tuple[object, ...]]) -> dict[str, TaskSla]:
    with database.read() as session:
        return {row["sys_id"]: sla_of(row) for row in session.connection().execute(wanted).mappings()}
