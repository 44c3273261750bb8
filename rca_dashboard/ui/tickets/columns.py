"""The columns that the list can show."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its field, its heading, the order of the first click, and that order in words."""

    field: str
    heading: str
    first: str
    words: tuple[str, str]


_NAMES = ("A to Z", "Z to A")
_TIMES = ("newest first", "oldest first")

COLUMNS = (
    Column("ticket_id", "Number", "-ticket_id", ("highest first", "lowest first")),
    Column("short_description", "Short description", "short_description", _NAMES),
    Column("status", "Status", "status", _NAMES),
    Column("priority", "Priority", "priority", ("critical first", "critical last")),
    Column("due_at", "Due", "due_at", ("soonest first", "latest first")),
    Column("category", "Category", "category", _NAMES),
    Column("assignment_group", "Group", "assignment_group", _NAMES),
    Column("assigned_to", "Assignee", "assigned_to", _NAMES),
    Column("source", "Source", "source", _NAMES),
    Column("age", "Age", "-age", ("oldest first", "youngest first")),
    Column("opened_at", "Opened", "-opened_at", _TIMES),
    Column("updated_at", "Updated", "-updated_at", _TIMES),
)
HEADINGS = {column.field: column.heading for column in COLUMNS}


def orders() -> list[tuple[str, str]]:
    """Return every order with its words, for a menu."""
    return [
        (order, f"{column.heading}, {words}")
        for column in COLUMNS
        for order, words in zip((column.first, _other(column.first)), column.words, strict=True)
    ]


def _other(order: str) -> str:
    return order.removeprefix("-") if order.startswith("-") else f"-{order}"
