"""The versions of a record: the first one, and each next one, with the stamps that the instance sets."""

from collections.abc import Mapping
from dataclasses import dataclass

from rca_dashboard.simulator.instance import journal, task_rules
from rca_dashboard.simulator.queries.conditions import Record


@dataclass(frozen=True, slots=True)
class Change:
    """The author and the time of a change.

    Attributes:
        at: The time, as stored in records.
        user_name: The value of ``sys_updated_by``.
        user: The user's sys_id; empty if unknown to the instance.
        name: The name in the journal.
    """

    at: str
    user_name: str
    user: str
    name: str


def first_version(table: str, fields: Mapping[str, str], change: Change) -> Record:
    """Return a new record; given values override what the instance would set."""
    written = journal.written({}, fields, at=change.at, author=change.name)
    record = task_rules.created(table, written, at=change.at, actor=change.user)
    stamps = {
        "sys_created_by": change.user_name,
        "sys_created_on": change.at,
        "sys_mod_count": "0",
        "sys_updated_by": change.user_name,
        "sys_updated_on": change.at,
    }
    return {**stamps, **record}


def next_version(
    table: str, old: Record, fields: Mapping[str, str], change: Change, *, auto_sys_fields: bool = True
) -> Record:
    """Return the next version of a record, or the old one if nothing changes, as ServiceNow does.

    Args:
        table: The table's name.
        old: The current version.
        fields: New values; each overrides what the instance would set.
        change: The author and the time.
        auto_sys_fields: False updates no stamp and no count, as a script may request.
    """
    changes = journal.written(old, fields, at=change.at, author=change.name)
    if all(old.get(field, "") == value for field, value in changes.items()):
        return old
    new = task_rules.updated(table, old, changes, at=change.at, actor=change.user)
    stamps = _update_stamps(old, change) if auto_sys_fields else {}
    return {**new, **stamps, **changes, "sys_id": old["sys_id"]}


def _update_stamps(old: Record, change: Change) -> Record:
    count = old.get("sys_mod_count", "")
    return {
        "sys_mod_count": str(int(count) + 1 if count.isdecimal() else 1),
        "sys_updated_by": change.user_name,
        "sys_updated_on": change.at,
    }
