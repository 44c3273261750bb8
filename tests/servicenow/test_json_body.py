"""Bodies are read record by record, and mean what they would have meant in one piece."""

import json

import pytest

from rca_dashboard.servicenow.json_body import parse


@pytest.mark.parametrize(
    "text",
    [
        '{"result": [{"a": {"value": "1"}}, {"b": [1, 2]} ,\n{"c": null}], "error": {"message": "x"}, "status": "no"}',
        '{ "result" : [ {} ] }\n',
        '{"result":[{"a":1}]}',
        '{"result": []}',
        '{"status": "failure", "result": [{"a": 1}]}',
        '{"result": [{"a": 1}, 2]}',
        '{"result": {"a": 1}}',
        "[]",
        "7",
    ],
)
def test_a_body_means_what_it_would_in_one_piece(text: str) -> None:
    assert parse(text) == json.loads(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        '{"result": [',
        '{"result": [{"a": 1}',
        '{"result": [{"a": 1},',
        '{"result": [{"a": 1}, ]}',
        '{"result": [{"a": 1}]',
        '{"result": [{"a": 1}]} {',
        '{"result": [{"a": 1} {"a": 2}]}',
        '{"result": [{"a": "1}]}',
    ],
)
def test_a_body_that_is_cut_or_broken_anywhere_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"line \d+ column \d+"):
        parse(text)


def test_numbers_that_are_no_json_are_text() -> None:
    assert parse('{"result": [{"a": NaN, "b": [-Infinity]}]}') == {"result": [{"a": "NaN", "b": ["-Infinity"]}]}
