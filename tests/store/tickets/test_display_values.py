"""A change of a display value alone is not an update: it depends on who reads, and when."""

from typing import Any

import pytest

from rca_dashboard.domain.tickets.change import Origin
from rca_dashboard.servicenow.records import ticket_from_record
from rca_dashboard.store.engine import Database
from rca_dashboard.store.feed import latest_seq
from rca_dashboard.store.schema.tickets import TICKET
from rca_dashboard.store.tickets.upsert import UpsertResult, upsert
from tests.store.tickets.upsert_counts import counts
from tests.tickets import NOON

DISPLAYS: dict[str, tuple[Any, Any]] = {
    "a currency at another rate": (
        {"value": "2000", "display_value": "$2,000.00", "currency_display_value": "USD 2,000.00"},
        {"value": "2000", "display_value": "$2,013.37", "currency_display_value": "EUR 2,000.00"},
    ),
    "a time in another format": (
        {"value": "2026-11-23 11:00:00", "display_value": "2026-11-23 12:00:00"},
        {"value": "2026-11-23 11:00:00", "display_value": "23/11/2026 12:00"},
    ),
    "a shape that we do not know": (
        {"amount": {"value": 7}, "display_amount": "7 hours"},
        {"amount": {"value": 7}, "display_amount": "7 Stunden"},
    ),
    "a value that is no text": (
        {"value": ["a", "b"], "display_value": "A, B"},
        {"value": ["a", "b"], "display_value": "B, A"},
    ),
}


def store(database: Database, cost: Any, **fields: str) -> UpsertResult:
    record = {"sys_id": "1", "sys_mod_count": "1", "sys_updated_on": "2026-11-23 11:00:00", "u_cost": cost, **fields}
    ticket = ticket_from_record(record, table="incident", instance="")
    assert ticket is not None
    return upsert(database, [ticket], origin=Origin.POLL, at=NOON)


@pytest.mark.parametrize("name", DISPLAYS)
def test_another_display_of_the_same_value_changes_nothing(database: Database, name: str) -> None:
    before, after = DISPLAYS[name]
    store(database, before)
    assert counts(store(database, after)) == (0, 0, 1, 0)
    assert latest_seq(database) == 1


@pytest.mark.parametrize("name", DISPLAYS)
def test_another_change_is_shown_with_it(database: Database, name: str) -> None:
    before, after = DISPLAYS[name]
    store(database, before)
    result = store(database, after, sys_mod_count="2", short_description="Fire")
    assert result.updated == 1
    assert result.changes[0].changes["short_description"][1] == "Fire"


def test_another_value_is_an_update_whatever_its_shape(database: Database) -> None:
    for place, cost in enumerate(
        (
            {"value": "1", "display_value": "$1", "currency_display_value": "$1"},
            {"value": "2", "display_value": "$1", "currency_display_value": "$1"},
            {"amount": 2, "display": "$1"},
            {"amount": 3, "display": "$1"},
            {"value": ["a"], "display_value": "$1"},
            {"value": ["b"], "display_value": "$1"},
            {"display": "one"},
            {"display": "two"},
        ),
        start=1,
    ):
        assert store(database, cost).changes
        assert latest_seq(database) == place


def test_digests_of_an_earlier_version_of_the_app_are_corrected_once_without_a_change(database: Database) -> None:
    cost = {"value": "1", "display_value": "$1"}
    store(database, cost)
    with database.engine.begin() as connection:
        connection.execute(TICKET.update().values(digest=1))
    assert counts(store(database, cost)) == (0, 0, 1, 0)
    with database.engine.begin() as connection:
        assert connection.execute(TICKET.select()).mappings().one()["digest"] != 1
    assert latest_seq(database) == 1


@pytest.mark.parametrize("text", ["\ud800", "\0", "ü"])
def test_a_display_value_of_any_characters_is_stored(database: Database, text: str) -> None:
    assert store(database, {"value": "", "display_value": text}).new == 1
