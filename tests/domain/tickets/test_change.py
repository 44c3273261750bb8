"""The difference between two versions of a ticket, and folding changes."""

from dataclasses import replace
from datetime import timedelta

from rca_dashboard.domain.json_types import Json
from rca_dashboard.domain.tickets.change import Change, ChangeType, Origin, difference, fold, is_empty
from rca_dashboard.domain.tickets.ticket import Reference, Ticket
from tests.tickets import NOON, make


def full(ticket: Ticket) -> dict[str, Json]:
    return {name: value for name, value in ticket.content().items() if not is_empty(value)}


def test_a_new_ticket_differs_in_every_field_that_holds_something() -> None:
    new = make(1)
    changes = difference(None, new)
    assert changes == {name: (None, value) for name, value in full(new).items()}
    assert changes["opened_at"] == (None, "2026-11-23T12:01:00Z")
    assert changes["assignment_group"] == (None, {"id": "g1", "name": "Network"})
    assert "u_empty" not in changes
    assert "category" not in changes


def test_zero_and_false_are_values() -> None:
    changes = difference(None, make(1, is_active=False, mod_count=0))
    assert changes["is_active"] == (None, False)
    assert changes["mod_count"] == (None, 0)


def test_only_differences_are_recorded() -> None:
    old = make(1, extra={"gone": "1", "same": "2"})
    new = replace(
        old, priority=1, assignment_group=None, updated_at=NOON + timedelta(1), extra={"same": "2", "came": "3"}
    )
    assert difference(old, new) == {
        "priority": (3, 1),
        "assignment_group": ({"id": "g1", "name": "Network"}, None),
        "updated_at": ("2026-11-23T12:01:00Z", "2026-11-24T12:00:00Z"),
        "gone": ("1", None),
        "came": (None, "3"),
    }
    assert difference(old, old) == {}


def test_an_empty_field_and_a_missing_one_are_the_same() -> None:
    assert difference(make(1, extra={"a": "", "b": None, "c": []}), make(1, extra={})) == {}


def test_what_we_add_ourselves_is_no_difference() -> None:
    assert difference(make(1), make(1, revision=7, arrived_at=NOON, is_deleted=True, url="https://x")) == {}


def test_an_extra_field_with_the_name_of_a_known_field_is_kept_apart() -> None:
    changes = difference(make(1), make(1, extra={"status": "theirs", "u_floor": "3"}))
    assert changes == {"extra.status": (None, "theirs")}


def test_folding_the_history_gives_the_content_less_empty_fields() -> None:
    versions = [
        make(1),
        make(1, assigned_to=Reference("u", "Ann"), tags=("a",), mod_count=1),
        make(1, priority=None, status="", extra={"u_new": {"a": 1}}, mod_count=2),
        make(1, status="Closed", is_active=False, mod_count=3),
    ]
    folded: dict[str, Json] = {}
    for old, new in zip([None, *versions], versions, strict=False):
        folded = fold(folded, difference(old, new))
        assert folded == full(new)


def test_a_change_is_sent_as_the_contract_says() -> None:
    changes: dict[str, tuple[Json, Json]] = {"priority": (3, 1)}
    change = Change(5, NOON, ChangeType.UPDATED, "incident", "abc", "INC1", changes, Origin.POLL)
    assert change.as_json() == {
        "seq": 5,
        "at": "2026-11-23T12:00:00Z",
        "type": "updated_ticket",
        "table": "incident",
        "sys_id": "abc",
        "ticket_id": "INC1",
        "changes": {"priority": [3, 1]},
    }
