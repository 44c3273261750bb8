"""JSON by orjson is the text of Python's ``json``: digests that are stored stay what they are."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rca_dashboard.store.texts import json_octets, json_text

# Numbers that Python writes without an exponent.
NUMBERS = st.floats(min_value=1e-4, max_value=1e15) | st.sampled_from([0.0, -0.5, 1.0, 1e15])
PLAIN = st.none() | st.booleans() | st.integers() | NUMBERS | st.text(st.characters(codec="utf-8"))
VALUES = st.recursive(PLAIN, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20)


def nested(levels: int) -> Any:
    value: Any = "innermost"
    for _ in range(levels):
        value = {"part": [value]}
    return value


@given(st.dictionaries(st.text(st.characters(codec="utf-8")), VALUES))
def test_the_text_is_that_of_json(value: dict[str, Any]) -> None:
    assert json_text(value) == json.dumps(value, ensure_ascii=False, separators=(",", ":"))


@given(st.dictionaries(st.text(st.characters(codec="utf-8")), PLAIN))
def test_the_canonical_text_is_that_of_json(value: dict[str, Any]) -> None:
    expected = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert json_octets(value) == expected.encode()


@pytest.mark.parametrize("value", [2**70, -(2**64), nested(200), {1: "a number as a name"}])
def test_what_orjson_refuses_is_written_all_the_same(value: object) -> None:
    assert json_text(value) == json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    assert json_octets(value) == json_text(value).encode()


def test_half_of_a_surrogate_pair_has_no_octets() -> None:
    assert json_text(["\ud800"]) == '["\ud800"]'
    with pytest.raises(UnicodeEncodeError):
        json_octets(["\ud800"])
