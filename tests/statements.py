"""The statements sent to a database, for tests of what must not be sent."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from rca_dashboard.store.engine import Database


@contextmanager
def sent_to(database: Database) -> Iterator[list[str]]:
    """Return the list of statements that grows as they are sent."""
    sent: list[str] = []

    def note(*arguments: Any) -> None:
        sent.append(arguments[2])

    event.listen(database.engine, "before_cursor_execute", note)
    yield sent
    event.remove(database.engine, "before_cursor_execute", note)


def writes(sent: list[str]) -> list[str]:
    """Return those statements that write, or take the lock for it."""
    return [one for one in sent if not one.startswith(("SELECT", "BEGIN")) or "FOR UPDATE" in one or "IMMEDIATE" in one]
