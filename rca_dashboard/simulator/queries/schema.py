"""The schema of a table and its fields.

Source: the dictionary of a new instance.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


def words(text: str) -> tuple[str, ...]:
    """Return the words of a space-separated list."""
    return tuple(text.split())


INTEGER_FIELDS = frozenset(
    words(
        "business_stc calendar_stc child_incidents escalation hold_reason impact incident_state notify order priority "
        "problem_state quantity reassignment_count related_incidents reopen_count risk severity state sys_mod_count "
        "urgency"
    )
)
"""Compared and sorted as numbers."""

TIME_FIELDS = frozenset(
    words(
        "activity_due approval_set closed_at confirmed_at due_date end_date expected_start fix_at follow_up opened_at "
        "reopened_time resolved_at sla_due start_date sys_created_on sys_updated_on work_end work_start end_time "
        "original_breach_time pause_time planned_end_time start_time"
    )
)
"""``YYYY-MM-DD HH:MM:SS`` in UTC; a literal in a query that is not a time selects nothing."""

JOURNAL_FIELDS = frozenset({"comments", "comments_and_work_notes", "work_notes"})
"""Their value is always empty; their display value is everything that was ever written."""

TASK_TABLES = ("incident", "problem", "change_request", "sc_req_item")
"""The tables that extend ``task``."""


def is_time(path: str) -> bool:
    """Return whether a field holds times, such as ``caller_id.sys_created_on``."""
    return path.rpartition(".")[2] in TIME_FIELDS


def classes_of(table: str) -> frozenset[str]:
    """Return the values of ``sys_class_name`` that are instances of a table: its own, and of those that extend it."""
    return frozenset({table, *TASK_TABLES} if table == "task" else {table})


@dataclass(frozen=True, slots=True)
class TableSchema:
    """The schema of one table.

    Attributes:
        references: Which table each reference field points to.
        display_field: The field whose value is a record's name where another one refers to it.
        number_prefix: The prefix before the seven digits of a number; empty if records have no number.
    """

    name: str
    fields: tuple[str, ...]
    references: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    display_field: str = "name"
    number_prefix: str = ""
