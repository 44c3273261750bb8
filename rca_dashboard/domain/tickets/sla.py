"""Service levels: what ServiceNow's ``task_sla`` says of a ticket, and when its nearest one ends."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from rca_dashboard.domain.iso8601 import from_iso, to_iso
from rca_dashboard.domain.json_types import Json

_LATEST = datetime.max.replace(tzinfo=UTC)
_CANCELLED = "cancelled"
_DELETED = "deleted"
_PAUSED = "paused"


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskSla:
    """One record of ``task_sla``: a service level that applies to a ticket.

    Attributes:
        task_id: The ticket's sys_id.
        name: The definition's name, such as ``Priority 1 resolution (1 hour)``.
        stage: ServiceNow's value: ``in_progress``, ``paused``, ``completed``, ``cancelled`` and others; or ours,
            ``deleted``, of a record that ServiceNow no longer has and may restore.
        due_at: The planned end, which moves when a pause ends.
        breached: The time was over before it was reached.
        is_active: It still runs or is paused.
        mod_count: With ``updated_at`` it orders the versions of a record, as a ticket's does.
    """

    sys_id: str
    task_id: str
    name: str = ""
    stage: str = ""
    start_at: datetime | None = None
    due_at: datetime | None = None
    breached: bool = False
    is_active: bool = True
    updated_at: datetime | None = None
    mod_count: int = 0

    @property
    def is_deleted(self) -> bool:
        """Whether ServiceNow no longer has it."""
        return self.stage == _DELETED

    def as_deleted(self) -> "TaskSla":
        """Return what is kept of it once ServiceNow no longer has it."""
        return replace(self, stage=_DELETED, is_active=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sla:
    """A service level as a ticket shows it."""

    name: str
    stage: str
    due_at: datetime | None
    breached: bool
    paused: bool

    @property
    def is_running(self) -> bool:
        """Whether its time runs now."""
        return self.stage == "in_progress"

    def as_json(self) -> dict[str, Json]:
        """Return it as REST does."""
        return {
            "name": self.name,
            "stage": self.stage,
            "due_at": to_iso(self.due_at) if self.due_at else None,
            "breached": self.breached,
            "paused": self.paused,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Json]) -> "Sla":
        """Return what ``as_json`` made."""
        due_at = stored.get("due_at")
        return cls(
            name=str(stored.get("name") or ""),
            stage=str(stored.get("stage") or ""),
            due_at=from_iso(due_at) if isinstance(due_at, str) else None,
            breached=stored.get("breached") is True,
            paused=stored.get("paused") is True,
        )


def slas_of(records: Iterable[TaskSla]) -> tuple[Sla, ...]:
    """Return a ticket's service levels, those that still run first and by their end; cancelled and deleted ones not."""
    kept = [each for each in records if each.stage not in {_CANCELLED, _DELETED}]
    kept.sort(key=lambda each: (not each.is_active, each.due_at or _LATEST, each.name, each.sys_id))
    return tuple(
        Sla(
            name=each.name,
            stage=each.stage if each.is_active or each.stage not in {"in_progress", _PAUSED} else "completed",
            due_at=each.due_at,
            breached=each.breached,
            paused=each.is_active and each.stage == _PAUSED,
        )
        for each in kept
    )


def nearest_due(slas: Sequence[Sla]) -> datetime | None:
    """Return when the first service level whose time runs ends; None if none runs."""
    return min((each.due_at for each in slas if each.is_running and each.due_at), default=None)


def sla_state(slas: Sequence[Sla]) -> str:
    """Return ``breached``, ``running``, ``paused`` or nothing: what a row says beside the time."""
    running = [each for each in slas if each.is_running]
    if running:
        return "breached" if any(each.breached for each in running) else "running"
    return _PAUSED if any(each.paused for each in slas) else ""
