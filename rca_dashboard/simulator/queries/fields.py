"""How a condition gets at what a record holds: a field of its own, or, dot-walking, one of a record it refers to."""

from collections.abc import Callable, Collection, Mapping
from typing import Protocol

Reader = Callable[[Mapping[str, str]], str]
"""Gives a value of a record; empty where it holds none."""


class Fields(Protocol):
    """The fields that a query may speak of, in one table and beyond it."""

    def __contains__(self, path: str, /) -> bool:
        """Say whether there is such a field."""
        ...

    def value(self, path: str) -> Reader:
        """Return what reads the field's value."""
        ...

    def text(self, path: str) -> Reader:
        """Return what reads the field's text: of a reference the name of the record it refers to."""
        ...


class OwnFields:
    """The fields of one table alone."""

    def __init__(self, names: Collection[str]) -> None:
        self._names = names

    def __contains__(self, path: str, /) -> bool:
        """Say whether the table has it."""
        return path in self._names

    def value(self, path: str) -> Reader:
        """Return what reads the field's value."""
        return lambda record: record.get(path, "")

    text = value
