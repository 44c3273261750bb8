"""What the query builder builds selects in the simulator what was meant, whatever the values hold, or it refuses."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from rca_dashboard.servicenow.encoded_query import condition, narrow
from rca_dashboard.simulator.instance.instance import Instance

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
FIELDS = ("short_description", "close_notes")
# Text is compared without regard to case, and an empty field is neither less nor more than anything.
MEANINGS: dict[str, Callable[[str, str], bool]] = {
    "=": lambda kept, value: kept == value,
    "!=": lambda kept, value: kept != value,
    ">": lambda kept, value: bool(kept) and kept > value,
    ">=": lambda kept, value: bool(kept) and kept >= value,
    "<": lambda kept, value: bool(kept) and kept < value,
    "<=": lambda kept, value: bool(kept) and kept <= value,
    "LIKE": lambda kept, value: value in kept,
    "STARTSWITH": lambda kept, value: kept.startswith(value),
}
PIECES = (
    *("^", "^^", "^OR", "^NQ", "^EQ", "^ORDERBYnumber", "'", '"', ",", "\n", "\r", "=", "!", "<", ">", "@", "%"),
    *("a", "B", " ", "\\", "NULL", "javascript:gs.now()", "LIKE", "IN", "ISEMPTY", "state=1", "é", "🔥", ""),
)
NASTY = st.lists(st.sampled_from(PIECES), max_size=4).map("".join)
VALUES = NASTY | st.text(max_size=5)
NOISE = st.sampled_from(["", "^EQ", "^ORDERBYDESCnumber", "^GROUPBYstate", "^ORDERBYpriority^EQ"])


class Meant(NamedTuple):
    field: str
    operator: str
    value: str

    def holds(self, row: dict[str, str]) -> bool:
        return MEANINGS[self.operator](row.get(self.field, "").lower(), self.value.lower())


CONDITIONS = st.builds(Meant, st.sampled_from(FIELDS), st.sampled_from(sorted(MEANINGS)), VALUES)
GROUPS = st.lists(CONDITIONS, min_size=1, max_size=2)
ALTERNATIVES = st.lists(st.lists(GROUPS, min_size=1, max_size=2), max_size=2)
ROWS = st.lists(st.fixed_dictionaries(dict.fromkeys(FIELDS, VALUES)), min_size=1, max_size=6)


def instance_with(rows: Sequence[dict[str, str]], values: Sequence[str]) -> Instance:
    """Return an instance with rows that hold these values too, so that something is there to be found."""
    instance = Instance(clock=lambda: NOON)
    for place, row in enumerate([*rows, *({FIELDS[0]: value, FIELDS[1]: value} for value in values)]):
        instance.insert("incident", row, at=NOON + timedelta(seconds=place // 3))
    return instance


def built(meant: Meant) -> str:
    try:
        return condition(*meant)
    except ValueError:
        assume(False)  # noqa: FBT003 - it refuses, which is said below to be seldom
        raise


def selected(instance: Instance, query: str) -> list[str]:
    return [record["sys_id"] for record in instance.select("incident", query).records]


@given(CONDITIONS, ROWS)
def test_a_condition_selects_what_was_meant(meant: Meant, rows: list[dict[str, str]]) -> None:
    instance = instance_with(rows, [meant.value])
    wanted = {record["sys_id"] for record in instance.records("incident") if meant.holds(record)}
    assert set(selected(instance, built(meant))) == wanted


@given(ALTERNATIVES, NOISE, ROWS)
@example([[[Meant("close_notes", "!=", "\n")]]], "", [])
@settings(max_examples=300)
def test_a_narrowed_query_selects_what_both_meant_in_the_sweeps_order(
    alternatives: list[list[list[Meant]]], noise: str, rows: list[dict[str, str]]
) -> None:
    values = [meant.value for part in alternatives for group in part for meant in group]
    instance = instance_with(rows, values)
    base = "^NQ".join("^".join("^OR".join(built(meant) for meant in group) for group in part) for part in alternatives)
    until = NOON + timedelta(seconds=1)
    query = narrow((base + noise).removeprefix("^"), [condition("sys_updated_on", "<=", until)])
    wanted = [
        record
        for record in instance.records("incident")
        if record["sys_updated_on"] <= "2026-11-23 12:00:01"
        and any(all(any(meant.holds(record) for meant in group) for group in part) for part in alternatives or [[]])
    ]
    in_order = sorted(wanted, key=lambda record: (record["sys_updated_on"], record["sys_id"]))
    assert selected(instance, query) == [record["sys_id"] for record in in_order]


@given(CONDITIONS)
def test_it_refuses_only_what_would_be_read_otherwise(meant: Meant) -> None:
    text = meant.value.strip().lower()
    is_misread = meant.operator in "<>" and meant.value.startswith("=")
    if text == "null" or text.startswith("javascript:") or is_misread:
        with pytest.raises(ValueError, match="would not read"):
            condition(*meant)
    else:
        assert condition(*meant).startswith(meant.field + meant.operator)


@pytest.mark.parametrize(("field", "operator"), [("a^b", "="), ("", "="), ("A", "="), ("a", "IN"), ("a", "BETWEEN")])
def test_a_field_that_is_none_and_an_operator_of_several_values_are_refused(field: str, operator: str) -> None:
    with pytest.raises(ValueError, match="would not read"):
        condition(field, operator, "1,2")
