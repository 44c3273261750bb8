"""Indexes of texts that may be long: PostgreSQL refuses an index entry of more than 2,704 bytes.

There the indexes hold the first ``PREFIX`` characters, 2,400 bytes at most, and queries use the same expression. The
columns hold whole texts, and SQLite, which has no such limit, indexes them whole.
"""

from collections.abc import Sequence
from typing import Any, Self

from sqlalchemy import Boolean, ColumnElement, Text, and_, func, literal_column, text
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.sql.operators import OperatorType

PREFIX = 600
# ServiceNow's are 32 characters; one of 255 takes 1,020 bytes of an index entry.
LONGEST_SYS_ID = 255
# The texts by which lists are sorted. Those that share a whole prefix are in no order yet: see ``has_long_texts``.
SORTED_TEXTS = ("ticket_id", "short_description", "assignment_group_name", "assigned_to_name")
LONG_TEXTS = " OR ".join(f"length({name}) > {PREFIX}" for name in SORTED_TEXTS)


def prefix(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return what PostgreSQL's indexes hold of a text column."""
    return func.left(column, text(str(PREFIX)), type_=Text)


def has_text(column: ColumnElement[Any], texts: Sequence[str]) -> ColumnElement[bool]:
    """Return the condition that an indexed text is one of these, so that both databases use the index.

    PostgreSQL is asked for the prefix alone where that is enough: it would take the two conditions for independent, and
    expect 400 tickets of a group that has 20,000.
    """
    is_short = all(len(each) < PREFIX for each in texts)
    return (_HasShortText if is_short else _HasText)(
        prefix(column).in_(sorted({each[:PREFIX] for each in texts})), column.in_(texts)
    )


def has_name(column: ColumnElement[Any], names: Sequence[str]) -> ColumnElement[bool]:
    """Return the condition that a group's or a person's name is one of these, so that an index alone answers."""
    is_one = column.in_(names)
    return and_(is_one, is_short(column)) if all(len(each) <= PREFIX for each in names) else is_one


def is_short(column: ColumnElement[Any]) -> ColumnElement[bool]:
    """Return the condition that PostgreSQL's index of a column of names holds a ticket; SQLite's holds all.

    An index of prefixes answers no question from itself alone, as PostgreSQL does not see the column in it.
    """
    return _IsShort(column)


class _IsShort(FunctionElement[bool]):
    type = Boolean()
    name = "is_short"
    inherit_cache = True

    def self_group(self, against: OperatorType | None = None) -> Self:  # noqa: ARG002 - SQLAlchemy's interface
        """Return the condition as it is."""
        return self


@compiles(_IsShort)
def _always(_element: _IsShort, _compiler: SQLCompiler, **_kwargs: object) -> str:  # pyright: ignore[reportUnusedFunction]
    return "1"


@compiles(_IsShort, "postgresql")
def _in_index(element: _IsShort, compiler: SQLCompiler, **kwargs: object) -> str:  # pyright: ignore[reportUnusedFunction]
    (column,) = (compiler.process(each, **kwargs) for each in element.clauses)
    # Written so that its planner expects most names to be short, and holds for those that are missing.
    return f"(length({column}) > {PREFIX}) IS NOT TRUE"


def has_long_texts() -> ColumnElement[bool]:
    """Return the condition on tickets with a text that PostgreSQL's indexes hold only in part; it has an index."""
    return literal_column(f"({LONG_TEXTS})", Boolean)


class _HasText(FunctionElement[bool]):
    """The condition on the prefix, and the one on the whole text."""

    type = Boolean()
    name = "has_text"
    inherit_cache = True

    def self_group(self, against: OperatorType | None = None) -> Self:  # noqa: ARG002 - SQLAlchemy's interface
        """Return the condition as it is: SQLite finds no index for ``(name IN (?)) = 1``, which it would become."""
        return self


@compiles(_HasText)
def _by_whole_text(element: _HasText, compiler: SQLCompiler, **kwargs: object) -> str:  # pyright: ignore[reportUnusedFunction]
    _, whole = element.clauses
    return compiler.process(whole, **kwargs)


@compiles(_HasText, "postgresql")
def _by_prefix(element: _HasText, compiler: SQLCompiler, **kwargs: object) -> str:  # pyright: ignore[reportUnusedFunction]
    of_prefix, whole = (compiler.process(each, **kwargs) for each in element.clauses)
    return f"({of_prefix} AND {whole})"


class _HasShortText(_HasText):
    """The same for texts that are shorter than a prefix, which alone then says it all."""

    inherit_cache = True


@compiles(_HasShortText, "postgresql")
def _by_short_text(element: _HasShortText, compiler: SQLCompiler, **kwargs: object) -> str:  # pyright: ignore[reportUnusedFunction]
    of_prefix, _ = element.clauses
    return compiler.process(of_prefix, **kwargs)
