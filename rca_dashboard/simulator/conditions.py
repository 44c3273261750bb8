"""Whether a record meets a condition, and where it stands in an order.

Text is compared as the instances' databases do it: without regard to case. Integer fields compare as numbers.
"""

import re
from collections.abc import Callable, Mapping

from rca_dashboard.simulator.encoded_query import Alternatives, Condition, Conjunction, EncodedQuery
from rca_dashboard.simulator.schema import INTEGER_FIELDS, TIME_FIELDS

Record = dict[str, str]
"""A record's values by field; a field that is absent is empty. Never changed in place: each update makes a new one."""

Test = Callable[[str], bool]
Matcher = Callable[[Mapping[str, str]], bool]

_TIME = re.compile(r"\d{4}-\d\d-\d\d( \d\d:\d\d:\d\d)?")
_GENERATED_TIME = re.compile(r"""javascript:gs\.dateGenerate\(['"]([^'"]+)['"],\s*['"]([^'"]+)['"]\)""")
_COMPARED_BY_ORDER = {"=", "!=", ">", ">=", "<", "<=", "BETWEEN"}


def sort_key(field: str, value: str) -> tuple[int, int, str]:
    """Give what orders a field's values: empty first, then numbers by size, then text without regard to case."""
    if not value:
        return (0, 0, "")
    if field in INTEGER_FIELDS and value.removeprefix("-").isdecimal():
        return (1, int(value), "")
    return (2, 0, value.lower())


def time_literal(value: str) -> str | None:
    """Give a query's time as ``YYYY-MM-DD HH:MM:SS``; None for one that is no time."""
    if generated := _GENERATED_TIME.fullmatch(value):
        value = f"{generated[1]} {generated[2]}"
    if not _TIME.fullmatch(value):
        return None
    return value if " " in value else f"{value} 00:00:00"


def matcher(query: EncodedQuery) -> Matcher:
    """Give the test that a record passes if the query selects it."""
    tests = [conjunction_matcher(conjunction) for conjunction in query.queries]
    if len(tests) == 1:
        return tests[0]
    return lambda record: any(test(record) for test in tests)


def conjunction_matcher(conjunction: Conjunction) -> Matcher:
    """Give the test for groups that must all hold."""
    groups = [_group_matcher(group) for group in conjunction]
    if len(groups) == 1:
        return groups[0]
    return lambda record: all(group(record) for group in groups)


def _group_matcher(group: Alternatives) -> Matcher:
    tests = [(condition.field, test_of(condition)) for condition in group]
    if len(tests) == 1:
        field, test = tests[0]
        return lambda record: test(record.get(field, ""))
    return lambda record: any(test(record.get(field, "")) for field, test in tests)


def test_of(condition: Condition) -> Test:
    """Give the test for one condition's field. ``NULL`` and nothing both mean empty."""
    operator, value = condition.operator, condition.value
    if operator == "ISEMPTY" or (operator == "=" and value in {"", "NULL"}):
        return lambda kept: not kept
    if operator == "ISNOTEMPTY" or (operator == "!=" and value in {"", "NULL"}):
        return bool
    if operator in _COMPARED_BY_ORDER:
        return _comparison(condition)
    return _text_test(operator, value.lower())


def _comparison(condition: Condition) -> Test:
    bounds = [condition.value]
    if condition.operator == "BETWEEN":
        bounds = condition.value.split("@", 1)
    if condition.field in TIME_FIELDS:
        bounds = [literal for bound in bounds if (literal := time_literal(bound))]
    keys = [sort_key(condition.field, bound) for bound in bounds]
    if not keys or (condition.operator == "BETWEEN" and len(keys) < 2):  # noqa: PLR2004 - two ends of a range
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
    }
    return tests[operator]


def _text_test(operator: str, value: str) -> Test:
    choices = frozenset(value.split(","))
    tests: dict[str, Test] = {
        "IN": lambda kept: kept.lower() in choices,
        "NOT IN": lambda kept: kept.lower() not in choices,
        "STARTSWITH": lambda kept: kept.lower().startswith(value),
        "ENDSWITH": lambda kept: kept.lower().endswith(value),
        "LIKE": lambda kept: value in kept.lower(),
        "NOT LIKE": lambda kept: value not in kept.lower(),
        "NOTLIKE": lambda kept: value not in kept.lower(),
    }
    return tests[operator]
