"""Raw records become tickets: nothing raises, nothing is lost, nothing is invented."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from rca_dashboard.domain.tickets.ticket import Reference, Ticket
from rca_dashboard.servicenow.records import ticket_from_record

DATA = Path(__file__).parents[3] / "shared" / "data" / "table_api"
INSTANCE = "https://dev1.service-now.com"
KEY = {"sys_id": "1c741bd70b2322007518478d83673af3"}


def ticket(table: str = "incident", **fields: Any) -> Ticket:
    read = ticket_from_record({**KEY, **fields}, table=table, instance=INSTANCE)
    assert read is not None
    return read


def real(name: str) -> list[dict[str, Any]]:
    path = DATA / name
    if not path.exists():
        pytest.skip(f"{name} is not beside this project")
    found = json.loads(path.read_text())
    return found["result"] if isinstance(found, dict) else found


# Where each field is in a ticket, written a second time, independently of the code.
TEXTS = {
    "sys_id": "sys_id",
    "number": "ticket_id",
    "contact_type": "source",
    "short_description": "short_description",
    "description": "description",
    "category": "category",
    "subcategory": "subcategory",
    "state": "state",
    "close_code": "close_code",
    "close_notes": "close_notes",
}
NUMBERS = ("priority", "impact", "urgency")
TIMES = {
    "opened_at": "opened_at",
    "resolved_at": "resolved_at",
    "closed_at": "closed_at",
    "sys_updated_on": "updated_at",
}
REFERENCES = {
    "caller_id": "requester",
    "requested_by": "requester",
    "assigned_to": "assigned_to",
    "assignment_group": "assignment_group",
    "company": "company",
    "location": "location",
    "cmdb_ci": "cmdb_ci",
    "business_service": "business_service",
    "problem_id": "problem",
}


def values(raw: object) -> tuple[str, str]:
    """Return a raw field's value and display value as text."""
    parts = raw if isinstance(raw, Mapping) else {"value": raw}
    value = parts["value"]
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return text, str(parts.get("display_value", text))


def held(read: Ticket, name: str) -> tuple[str, str]:  # noqa: PLR0911 - one line for each kind of field
    """Return what a ticket holds of a raw field, as value and display value."""
    if name in read.extra:
        kept = read.extra[name]
        if isinstance(kept, Mapping):
            return (
                str(kept.get("value", kept.get("id"))),
                str(kept.get("display_value", kept.get("name"))),
            )
        return str(kept), str(kept)
    if name in TIMES:
        moment = getattr(read, TIMES[name])
        return (f"{moment:%Y-%m-%d %H:%M:%S}" if moment else "",) * 2
    if name in REFERENCES:
        reference = getattr(read, REFERENCES[name])
        return (reference.id, reference.name) if reference else ("", "")
    if name in NUMBERS:
        return str(getattr(read, name)), read.label(name)
    if name == "sys_tags":
        return (",".join(read.tags),) * 2
    return getattr(read, TEXTS[name]), read.labels.get(TEXTS[name], getattr(read, TEXTS[name]))


def test_the_77_real_incidents_are_held_whole() -> None:
    for record in real("incident_list_77.json"):
        read = ticket_from_record(record, table="incident", instance=INSTANCE)
        assert read is not None
        for name, raw in record.items():
            assert held(read, name) == values(raw), name
        assert read.status in {"New", "In Progress", "On Hold", "Resolved", "Closed"}


def test_the_86_real_changes_with_typed_values_are_held_whole() -> None:
    for record in real("change_normal_list_86.json"):
        read = ticket_from_record(record, table="change_request", instance=INSTANCE)
        assert read is not None
        for name, raw in record.items():
            value, display = values(raw)
            kept_value, kept_display = held(read, name)
            assert kept_value == value, name
            # A time that we hold in UTC is shown in the reader's own zone; a person who has left has no name any more.
            is_shown_otherwise = name in TIMES or (name in REFERENCES and display == "")
            assert kept_display == display or (is_shown_otherwise and name not in read.extra), name
        assert read.status == record["state"]["display_value"]
        assert isinstance(read.priority, int)


def test_all_three_shapes_say_the_same_of_a_reference() -> None:
    link = f"{INSTANCE}/api/now/table/sys_user/681c"
    full = {"display_value": "Beth Anglin", "value": "681c", "link": link}
    assert ticket(caller_id=full).requester == Reference("681c", "Beth Anglin")
    assert ticket(caller_id={"display_value": "Beth Anglin", "link": link}).requester == Reference(
        "681c", "Beth Anglin"
    )
    assert ticket(caller_id={"value": "681c", "link": link}).requester == Reference("681c", "681c")
    assert ticket(caller_id={"display_value": None, "value": "681c"}).requester == Reference("681c", "681c")
    for empty in ("", None, {"display_value": "", "value": ""}, {"display_value": None, "value": None}):
        assert ticket(caller_id=empty).requester is None


def test_who_asked_is_the_first_that_is_filled_in() -> None:
    assert ticket(caller_id="", requested_for="r", opened_by="o").requester == Reference("r", "r")
    read = ticket(caller_id="", opened_by="o")
    assert read.requester == Reference("o", "o")
    assert read.extra["opened_by"] == "o"


def test_a_choice_keeps_its_value_and_its_label() -> None:
    read = ticket(
        state={"display_value": "En cours", "value": "2"},
        priority={"display_value": "1 - Critical", "value": "1"},
        category={"display_value": "Network", "value": "network"},
        contact_type={"display_value": "phone", "value": "phone"},
    )
    assert (read.state, read.status, read.priority, read.category, read.source) == (
        "2",
        "En cours",
        1,
        "network",
        "phone",
    )
    assert read.labels == {"state": "En cours", "priority": "1 - Critical", "category": "Network"}


def test_a_state_without_a_label_gets_its_tables_own_and_an_unknown_one_is_shown_as_it_came() -> None:
    assert ticket(state="3").status == "On Hold"
    assert ticket("change_request", state="3").status == "Closed"
    assert ticket(state="-100").status == "-100"
    assert ticket("change_request", state={"display_value": "New", "value": -5}).state == "-5"


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-23 08:15:00",
        "2026-11-23T08:15:00Z",
        "2026-11-23T08:15:00",
        "2026-11-23T03:15:00-0500",
        "2026-11-23 08:15",
    ],
)
def test_a_time_is_read_in_utc(text: str) -> None:
    assert ticket(opened_at=text).opened_at == datetime(2026, 11, 23, 8, 15, tzinfo=UTC)
    assert "opened_at" not in ticket(opened_at=text).extra


@pytest.mark.parametrize(
    ("name", "raw", "kept"),
    [
        ("priority", "P1", "P1"),
        ("priority", "99999999999999999999", "99999999999999999999"),
        ("opened_at", "yesterday", "yesterday"),
        ("opened_at", "2026-13-45 08:15:00", "2026-13-45 08:15:00"),
        ("opened_at", "0001-01-01T00:00:00+14:00", "0001-01-01T00:00:00+14:00"),
        ("opened_at", {"display_value": "23.11.2026 09:15"}, "23.11.2026 09:15"),
        ("assigned_to", {"value": "", "display_value": "Beth"}, {"value": "", "display_value": "Beth"}),
        (
            "short_description",
            {"value": "Drucker", "display_value": "Printer"},
            {"value": "Drucker", "display_value": "Printer"},
        ),
        ("u_list", [1, {"a": None}], [1, {"a": None}]),
        ("priority", {"count": 1}, {"count": 1}),
        ("category", ["network"], ["network"]),
        ("category", {"value": {"a": 1}, "display_value": "x"}, {"value": {"a": 1}, "display_value": "x"}),
        ("assigned_to", {}, {}),
        ("u_null", None, ""),
        ("u_yes", True, "true"),
        ("u_number", 7, "7"),
        ("u_amount", {"value": "2000", "display_value": "2,000"}, {"value": "2000", "display_value": "2,000"}),
        (
            "u_cost",
            {"value": "2000", "display_value": "$2,000.00", "currency_display_value": "USD 2,000.00"},
            {"value": "2000", "display_value": "$2,000.00"},
        ),
        ("u_amount", {"value": "7", "display_value": "7", "unit": "h"}, "7"),
        ("u_amount", {"amount": 7, "display_amount": "7 h"}, {"amount": 7, "display_amount": "7 h"}),
    ],
)
def test_what_has_no_place_stays_in_extra_as_it_came(name: str, raw: object, kept: object) -> None:
    assert ticket(**{name: raw}).extra == {name: kept}


def test_localised_numbers_and_typed_ones_are_numbers() -> None:
    assert ticket(sys_mod_count="2,000").mod_count == 2000
    assert ticket(sys_mod_count=15).mod_count == 15
    assert ticket(sys_mod_count="-3").mod_count == 0
    assert ticket(priority="2 - High").priority == 2
    assert ticket(priority="2 - High").labels == {"priority": "2 - High"}


def test_active_is_believed_and_where_it_is_missing_an_open_ticket_is_active() -> None:
    assert ticket(active="true", closed_at="2026-01-01 00:00:00").is_active
    assert not ticket(active=False).is_active
    assert ticket().is_active
    assert not ticket(closed_at="2026-01-01 00:00:00").is_active


def test_tags_are_their_names() -> None:
    assert ticket(sys_tags="vip, outage,").tags == ("vip", "outage")
    assert ticket(sys_tags={"value": "0a,0b", "display_value": "vip, outage"}).tags == ("vip", "outage")


def test_a_record_without_a_key_is_no_ticket() -> None:
    for key in ({}, {"sys_id": ""}, {"sys_id": None}, {"sys_id": {"display_value": "", "value": ""}}):
        assert ticket_from_record({**key, "number": "INC1"}, table="incident", instance=INSTANCE) is None


def test_the_link_to_the_record_is_quoted() -> None:
    read = ticket_from_record({"sys_id": "a&b c"}, table="incident", instance=INSTANCE)
    assert read is not None
    assert read.url == f"{INSTANCE}/nav_to.do?uri=incident.do%3Fsys_id%3Da%2526b%2520c"
