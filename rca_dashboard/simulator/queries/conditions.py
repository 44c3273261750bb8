"""Whether a record meets a condition, and its position in an order.

Text is compared case-insensitively, as instances' databases do. Integer fields compare as numbers.
"""

import re
from collections.abc import Callable, Mapping

from rca_dashboard.simulator.queries.encoded_query import (
    WHOLE_RECORD,
    Alternatives,
    Condition,
    Conjunction,
    EncodedQuery,
)
from rca_dashboard.simulator.queries.fields import Fields
from rca_dashboard.simulator.queries.schema import INTEGER_FIELDS, classes_of, is_time

Record = dict[str, str]
"""A record's values by field; a field that is absent is empty. Never changed in place: each update makes a new one."""

Test = Callable[[str], bool]
Matcher = Callable[[Mapping[str, str]], bool]

_TIME = re.compile(r"\d{4}-\d\d-\d\d( \d\d:\d\d:\d\d)?")
_RANGES = {"BETWEEN", "NOT BETWEEN"}
_COMPARED_BY_ORDER = {"=", "!=", ">", ">=", "<", "<=", *_RANGES}
_READ_AS_TEXT = {"LIKE", "NOT LIKE", "STARTSWITH", "ENDSWITH"}
_TWO_FIELDS = {
    "SAMEAS": "=",
    "NSAMEAS": "!=",
    "GT_FIELD": ">",
    "GT_OR_EQUALS_FIELD": ">=",
    "LT_FIELD": "<",
    "LT_OR_EQUALS_FIELD": "<=",
}


def sort_key(field: str, value: str) -> tuple[int, int, str]:
    """Return the sort key of a field's values: empty first, then numbers by size, then text, ignoring case."""
    if not value:
        return (0, 0, "")
    if field.rpartition(".")[2] in INTEGER_FIELDS and value.removeprefix("-").isdecimal():
        return (1, int(value), "")
    return (2, 0, value.lower())


def time_literal(value: str) -> str | None:
    """Return a query's time as ``YYYY-MM-DD HH:MM:SS``; None if it is not a time."""
    if not _TIME.fullmatch(value):
        return None
    return value if " " in value else f"{value} 00:00:00"


def matcher(query: EncodedQuery, fields: Fields) -> Matcher:
    """Return a function that tests whether a query selects a record."""
    tests = [conjunction_matcher(conjunction, fields) for conjunction in query.queries]
    if len(tests) == 1:
        return tests[0]
    return lambda record: any(test(record) for test in tests)


def conjunction_matcher(conjunction: Conjunction, fields: Fields) -> Matcher:
    """Return the test for groups that must all hold."""
    groups = [_group_matcher(group, fields) for group in conjunction]
    if len(groups) == 1:
        return groups[0]
    return lambda record: all(group(record) for group in groups)


def _group_matcher(group: Alternatives, fields: Fields) -> Matcher:
    tests = [_condition_matcher(condition, fields) for condition in group]
    if len(tests) == 1:
        return tests[0]
    return lambda record: any(test(record) for test in tests)


def _condition_matcher(condition: Condition, fields: Fields) -> Matcher:
    if condition.operator in _TWO_FIELDS:
        return _comparison_of_two(condition, fields)
    read = fields.text if condition.operator in _READ_AS_TEXT else fields.value
    value, test = read(condition.field), test_of(condition)
    return lambda record: test(value(record))


def _comparison_of_two(condition: Condition, fields: Fields) -> Matcher:
    if condition.value not in fields:
        return lambda _record: False
    operator, field = _TWO_FIELDS[condition.operator], condition.field
    one, other = fields.value(field), fields.value(condition.value)
    needs_both = operator not in {"=", "!="}

    def holds(record: Mapping[str, str]) -> bool:
        bound = other(record)
        return bool(bound or not needs_both) and _ordered_test(field, operator, [sort_key(field, bound)])(one(record))

    return holds


def test_of(condition: Condition) -> Test:
    """Return the test for one condition's field. ``NULL`` and an empty text both mean empty."""
    operator, value = condition.operator, condition.value
    if operator == "ANYTHING":
        return lambda _kept: True
    if operator in {"ISEMPTY", "EMPTYSTRING"} or (operator == "=" and value in {"", "NULL"}):
        return lambda kept: not kept
    if operator == "ISNOTEMPTY" or (operator == "!=" and value in {"", "NULL"}):
        return bool
    if condition.field == WHOLE_RECORD:
        return lambda kept: all(word in kept.lower() for word in value.lower().split())
    if operator in _COMPARED_BY_ORDER:
        return _comparison(condition)
    return _text_test(operator, value.lower())


def _comparison(condition: Condition) -> Test:
    bounds = [condition.value]
    if condition.operator in _RANGES:
        bounds = condition.value.split("@", 1)
    if is_time(condition.field):
        bounds = [literal for bound in bounds if (literal := time_literal(bound))]
    keys = [sort_key(condition.field, bound) for bound in bounds]
    if not keys or (condition.operator in _RANGES and len(keys) < 2):  # noqa: PLR2004 - two ends of a range
        return lambda _kept: False
    return _ordered_test(condition.field, condition.operator, keys)


def _ordered_test(field: str, operator: str, keys: list[tuple[int, int, str]]) -> Test:
    low, high = keys[0], keys[-1]
    tests: dict[str, Test] = {
        "=": lambda kept: sort_key(field, kept) == low,
        "!=": lambda kept: sort_key(field, kept) != low,
        ">": lambda kept: bool(kept) and sort_key(field, kept) > low,
        ">=": lambda kept: bool(kept) and sort_key(field, kept) >= low,
        "<": lambda kept: bool(kept) and sort_key(field, kept) < low,
        "<=": lambda kept: bool(kept) and sort_key(field, kept) <= low,
        "BETWEEN": lambda kept: bool(kept) and low <= sort_key(field, kept) <= high,
        "NOT BETWEEN": lambda kept: bool(kept) and not low <= sort_key(field, kept) <= high,
    }
    return tests[operator]


def _text_test(operator: str, value: str) -> Test:
    choices = frozenset(value.split(","))
    classes = classes_of(value)
    tests: dict[str, Test] = {
        "IN": lambda kept: kept.lower() in choices,
        "NOT IN": lambda kept: kept.lower() not in choices,
        "INSTANCEOF": lambda kept: kept in classes,
        "STARTSWITH": lambda kept: kept.lower().startswith(value),
        "ENDSWITH": lambda kept: kept.lower().endswith(value),
        "LIKE": lambda kept: value in kept.lower(),
        "NOT LIKE": lambda kept: value not in kept.lower(),
    }
    return tests.get(operator, _never)


def _never(_kept: str) -> bool:
    """Return False: for an operator that could not be resolved, such as a time span with an unknown unit."""
    return False
