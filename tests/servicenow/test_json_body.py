"""Bodies are parsed record by record, with the same result as in one piece."""

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


@pytest.mark.parametrize("number", ["7" * 4301, "-" + "7" * 4300, "7" * 100_000, "1e999", "-2.5E+400"])
@pytest.mark.parametrize("body", ['{"result": [{"a": %s}, {"a": 1}]}', '{"b": 1, "result": [{"a": %s}, {"a": 1}]}'])
def test_a_number_that_no_database_stores_is_text_and_the_other_records_are_read(number: str, body: str) -> None:
    parsed = parse(body % number)
    assert isinstance(parsed, dict)
    assert parsed["result"] == [{"a": number}, {"a": 1}]


def test_a_number_of_the_most_digits_is_a_number() -> None:
    assert parse('{"a": %s}' % ("7" * 4300)) == {"a": int("7" * 4300)}
