"""How conditions read a record: a field of its own or, dot-walking, one of a record it refers to."""

from collections.abc import Callable, Collection, Mapping
from typing import Protocol

Reader = Callable[[Mapping[str, str]], str]
"""Returns a value of a record; empty if it has none."""


class Fields(Protocol):
    """The fields that a query may use, in one table and beyond it."""

    def __contains__(self, path: str, /) -> bool:
        """Return whether there is such a field."""
        ...

    def value(self, path: str) -> Reader:
        """Return a function that reads the field's value."""
        ...

    def text(self, path: str) -> Reader:
        """Return a function that reads the field's text: for a reference the name of the record it refers to."""
        ...


class OwnFields:
    """The fields of one table only."""

    def __init__(self, names: Collection[str]) -> None:
        self._names = names

    def __contains__(self, path: str, /) -> bool:
        """Return whether the table has it."""
        return path in self._names

    def value(self, path: str) -> Reader:
        """Return a function that reads the field's value."""
        return lambda record: record.get(path, "")

    text = value
