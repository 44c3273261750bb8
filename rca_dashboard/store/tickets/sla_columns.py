"""What service levels say of tickets: the columns that they determine, and how these differ."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, cast

from sqlalchemy import Connection, RowMapping, bindparam, select

from rca_dashboard.domain.json_types import Json
from rca_dashboard.domain.tickets.sla import Sla, TaskSla, nearest_due, slas_of
from rca_dashboard.domain.tickets.ticket import as_json
from rca_dashboard.store.schema.sla import TASK_SLA

_S = TASK_SLA.c
SLA_COLUMNS = ("due_at", "is_breached", "sla")
NO_SLA: Mapping[str, Any] = dict.fromkeys(SLA_COLUMNS)
IDS_AT_ONCE = 1_000
# Executed at each poll, and compiled once.
_OF_TASKS = select(TASK_SLA).where(_S.task_id.in_(bindparam("task_ids", expanding=True)))


def sla_of(row: RowMapping) -> TaskSla:
    """Return the service level of a row."""
    return TaskSla(**cast("dict[str, Any]", dict(row)))


def sla_columns(connection: Connection, task_ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Return the columns of tickets that service levels determine, by the tickets' sys_ids; only of those with any."""
    found: defaultdict[str, list[TaskSla]] = defaultdict(list)
    for start in range(0, len(task_ids), IDS_AT_ONCE):
        some = list(task_ids[start : start + IDS_AT_ONCE])
        for row in connection.execute(_OF_TASKS, {"task_ids": some}).mappings():
            found[row["task_id"]].append(sla_of(row))
    return {task_id: _columns(slas_of(records)) for task_id, records in found.items()}


def slas_from(stored: str | None) -> tuple[Sla, ...]:
    """Return the service levels in a ticket's column."""
    return tuple(Sla.from_json(each) for each in json.loads(stored)) if stored else ()


def changed_fields(old: Mapping[str, Any] | RowMapping, new: Mapping[str, Any]) -> dict[str, tuple[Json, Json]]:
    """Return what differs between the service levels of two rows of one ticket, as the feed has it."""
    changes: dict[str, tuple[Json, Json]] = {}
    if (old["sla"] or None) != (new["sla"] or None):
        changes["sla"] = _shown(old["sla"]), _shown(new["sla"])
    if old["due_at"] != new["due_at"]:
        changes["due_at"] = as_json(old["due_at"]), as_json(new["due_at"])
    return changes


def _shown(stored: str | None) -> Json:
    return json.loads(stored) if stored else []


def _columns(slas: Sequence[Sla]) -> dict[str, Any]:
    if not slas:
        return dict(NO_SLA)
    return {
        "due_at": nearest_due(slas),
        "is_breached": any(each.breached for each in slas),
        "sla": _json([each.as_json() for each in slas]),
    }


_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
