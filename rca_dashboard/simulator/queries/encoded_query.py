"""ServiceNow's encoded queries: from their text to conditions.

``^`` joins conditions that must all hold, ``^OR`` adds an alternative to the condition right before it, and ``^NQ``
starts a new query of which either may hold. ``^^`` inside a value is one ``^``. ``123TEXTQUERY321=`` searches a whole
record.

Source: ServiceNow's documentation of encoded query strings and of its operators.
"""

import re
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass

OPERATORS = (
    *("!=", ">=", "<=", "=", ">", "<", "!*", "*", "%"),
    *("NOT IN", "NOT LIKE", "NOTLIKE", "ISNOTEMPTY", "ISEMPTY", "STARTSWITH", "ENDSWITH", "BETWEEN", "LIKE"),
    *("ANYTHING", "EMPTYSTRING", "INSTANCEOF", "IN", "NSAMEAS", "SAMEAS", "NOTON", "ON"),
    *("GT_OR_EQUALS_FIELD", "LT_OR_EQUALS_FIELD", "GT_FIELD", "LT_FIELD"),
    *("DOES NOT CONTAIN", "CONTAINS"),
    *("RELATIVEGE", "RELATIVEGT", "RELATIVELE", "RELATIVELT"),
)
"""Of two with the same beginning the longer one comes first."""

_OTHER_NAMES = {
    "*": "LIKE",
    "CONTAINS": "LIKE",
    "!*": "NOT LIKE",
    "NOTLIKE": "NOT LIKE",
    "DOES NOT CONTAIN": "NOT LIKE",
    "%": "ENDSWITH",
}

WHOLE_RECORD = "123TEXTQUERY321"
"""The field that stands for the whole record."""

_CONDITION = re.compile(rf"({WHOLE_RECORD}|[a-z_][a-z0-9_.]*)({'|'.join(map(re.escape, OPERATORS))})(.*)", re.DOTALL)
_ORDERING = re.compile(r"ORDERBY(DESC)?([a-z_][a-z0-9_.]*)")
_SEPARATOR = "^"


@dataclass(frozen=True, slots=True)
class Condition:
    """One comparison, such as ``state=2``."""

    field: str
    operator: str
    value: str


@dataclass(frozen=True, slots=True)
class Ordering:
    """One field to order by."""

    field: str
    is_descending: bool = False


Alternatives = tuple[Condition, ...]
"""Conditions of which one must hold (``^OR``)."""

Conjunction = tuple[Alternatives, ...]
"""Groups that must all hold (``^``)."""


@dataclass(frozen=True, slots=True)
class EncodedQuery:
    """A parsed query.

    Attributes:
        queries: A record is selected if one of them holds (``^NQ``). An empty one selects everything.
        ordering: The fields to order by, the most significant first.
    """

    queries: tuple[Conjunction, ...] = ((),)
    ordering: tuple[Ordering, ...] = ()

    def known_to(self, fields: Container[str]) -> "EncodedQuery":
        """Return the query without conditions on unknown fields, which an instance silently drops by default.

        Dropping every condition leaves a query that selects the whole table.
        """
        return self._kept_where(lambda field: field in fields)

    def without(self, fields: Container[str]) -> "EncodedQuery":
        """Return the query without conditions on some fields."""
        return self._kept_where(lambda field: field not in fields)

    def fields(self) -> set[str]:
        """Return every field that a condition or an ordering uses."""
        conditions = (condition for query in self.queries for group in query for condition in group)
        return {condition.field for condition in conditions} | {ordering.field for ordering in self.ordering}

    def mapped(self, change: Callable[[Condition], Condition]) -> "EncodedQuery":
        """Return the query with each condition changed."""
        queries = tuple(tuple(tuple(map(change, group)) for group in query) for query in self.queries)
        return EncodedQuery(queries, self.ordering)

    def _kept_where(self, is_kept: Callable[[str], bool]) -> "EncodedQuery":
        return EncodedQuery(
            queries=tuple(_kept(query, is_kept) for query in self.queries),
            ordering=tuple(ordering for ordering in self.ordering if is_kept(ordering.field)),
        )


def parse(text: str) -> EncodedQuery:
    """Return the parsed query. An invalid term is dropped, as an instance does; never raises."""
    queries: list[list[list[Condition]]] = [[]]
    orderings: list[Ordering] = []
    for term in _terms(text):
        if ordering := _ORDERING.fullmatch(term):
            orderings.append(Ordering(ordering[2], is_descending=bool(ordering[1])))
        else:
            _add_condition(queries, term)
    return EncodedQuery(
        queries=tuple(tuple(tuple(group) for group in query) for query in queries),
        ordering=tuple(orderings),
    )


def _terms(text: str) -> Iterator[str]:
    """Split at each single ``^``; two in a row are one that belongs to a value."""
    term: list[str] = []
    position = 0
    while position < len(text):
        if text[position] != _SEPARATOR:
            end = text.find(_SEPARATOR, position)
            end = len(text) if end < 0 else end
            term.append(text[position:end])
            position = end
        elif text.startswith(_SEPARATOR * 2, position):
            term.append(_SEPARATOR)
            position += 2
        else:
            yield "".join(term)
            term.clear()
            position += 1
    yield "".join(term)


def _add_condition(queries: list[list[list[Condition]]], term: str) -> None:
    if term.startswith("NQ"):
        queries.append([])
        term = term.removeprefix("NQ")
    is_alternative = term.startswith("OR")
    matched = _CONDITION.fullmatch(term.removeprefix("OR"))
    if not matched:
        return
    condition = Condition(matched[1], _OTHER_NAMES.get(matched[2], matched[2]), matched[3])
    if is_alternative and queries[-1]:
        queries[-1][-1].append(condition)
    else:
        queries[-1].append([condition])


def _kept(query: Conjunction, is_kept: Callable[[str], bool]) -> Conjunction:
    groups = (tuple(condition for condition in group if is_kept(condition.field)) for group in query)
    return tuple(group for group in groups if group)
