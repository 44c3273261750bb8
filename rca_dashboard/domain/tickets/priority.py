"""Priorities, as ServiceNow numbers and names them."""

from enum import IntEnum


class Priority(IntEnum):
    """How urgent a ticket is: 1 comes first."""

    CRITICAL = 1
    HIGH = 2
    MODERATE = 3
    LOW = 4
    PLANNING = 5

    @property
    def label(self) -> str:
        """The word alone, such as ``Critical``."""
        return self.name.capitalize()

    @property
    def numbered_label(self) -> str:
        """Number and word, such as ``1 Critical``."""
        return f"{self.value} {self.label}"


# What the dashboard and the metrics count as high priority; plain numbers, as a database driver knows them.
HIGH_PRIORITIES = (Priority.CRITICAL.value, Priority.HIGH.value)
# For menus: value and label.
PRIORITY_CHOICES = tuple((str(priority.value), priority.numbered_label) for priority in Priority)
