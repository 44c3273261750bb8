"""Encoded queries of a sweep."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from rca_dashboard.servicenow.encoded_query import condition, narrow, time_literal

WINDOW = ("sys_updated_on>=A", "sys_updated_on<=B")
ORDER = "^ORDERBYsys_updated_on^ORDERBYsys_id"


@pytest.mark.parametrize(
    ("base", "narrowed"),
    [
        ("", "sys_updated_on>=A^sys_updated_on<=B"),
        ("active=true", "active=true^sys_updated_on>=A^sys_updated_on<=B"),
        (
            "priority=1^ORpriority=2",
            "priority=1^ORpriority=2^sys_updated_on>=A^sys_updated_on<=B",
        ),
        (
            "priority=1^NQstate=2",
            "priority=1^sys_updated_on>=A^sys_updated_on<=B^NQstate=2^sys_updated_on>=A^sys_updated_on<=B",
        ),
        ("active=true^ORDERBYDESCnumber^EQ", "active=true^sys_updated_on>=A^sys_updated_on<=B"),
        ("ORDERBYnumber", "sys_updated_on>=A^sys_updated_on<=B"),
        ("GROUPBYstate^active=true^", "active=true^sys_updated_on>=A^sys_updated_on<=B"),
        ("short_description=a^^NQb^order=5", "short_description=a^^NQb^order=5^sys_updated_on>=A^sys_updated_on<=B"),
    ],
)
def test_a_base_query_is_narrowed_as_it_was_meant(base: str, narrowed: str) -> None:
    assert narrow(base, WINDOW) == narrowed + ORDER


def test_times_are_asked_for_in_utc_and_whole_seconds() -> None:
    elsewhere = datetime(2026, 11, 23, 3, 15, 0, 999, tzinfo=timezone(timedelta(hours=-5)))
    assert time_literal(elsewhere) == "2026-11-23 08:15:00"
    assert condition("sys_updated_on", ">", datetime(2026, 1, 2, tzinfo=UTC)) == "sys_updated_on>2026-01-02 00:00:00"


def test_a_caret_in_a_value_is_doubled() -> None:
    assert condition("number", "=", "a^b") == "number=a^^b"
