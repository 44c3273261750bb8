"""Convert a raw record of ``task_sla``. Nothing here raises, and nothing is invented."""

from rca_dashboard.domain.json_types import JsonObject
from rca_dashboard.domain.tickets.sla import TaskSla
from rca_dashboard.servicenow.raw_field import RawField, moment, read_field, reference, whole_number

TASK_SLA = "task_sla"
_NOTHING = RawField("")
_YES = frozenset({"true", "1"})


def sla_from_record(record: JsonObject) -> TaskSla | None:
    """Return the service level of a record; None for one without a sys_id or a task, which could not be stored."""

    def field(name: str) -> RawField:
        return read_field(record.get(name)) or _NOTHING

    task, definition = reference(field("task")), reference(field("sla"))
    sys_id = field("sys_id").text
    if not sys_id or task is None:
        return None
    return TaskSla(
        sys_id=sys_id,
        task_id=task.id,
        name=definition.name if definition else "",
        stage=field("stage").text,
        start_at=moment(field("start_time")),
        due_at=moment(field("planned_end_time")),
        breached=field("has_breached").text in _YES,
        is_active=field("active").text in _YES,
        updated_at=moment(field("sys_updated_on")),
        mod_count=max(0, whole_number(field("sys_mod_count")) or 0),
    )
