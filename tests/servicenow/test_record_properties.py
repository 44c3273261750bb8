"""The record parser never raises and never invents: whatever a ticket holds came from the record's own field."""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from rca_dashboard.domain.tickets.change import difference, fold
from rca_dashboard.domain.tickets.state_labels import STATE_LABELS
from rca_dashboard.domain.tickets.ticket import Reference, Ticket
from rca_dashboard.servicenow.json_body import parse
from rca_dashboard.servicenow.records import ticket_from_record
from rca_dashboard.store.tickets.versions import version_of

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
NUMBERS = {"priority": "priority", "impact": "impact", "urgency": "urgency", "sys_mod_count": "mod_count"}
TIMES = {
    "opened_at": "opened_at",
    "resolved_at": "resolved_at",
    "closed_at": "closed_at",
    "sys_updated_on": "updated_at",
}
REFERENCES = {
    "assigned_to": "assigned_to",
    "assignment_group": "assignment_group",
    "company": "company",
    "location": "location",
    "cmdb_ci": "cmdb_ci",
    "business_service": "business_service",
    "problem_id": "problem",
}
REQUESTERS = ("caller_id", "requested_by", "requested_for", "opened_by")
KNOWN = (*TEXTS, *NUMBERS, *TIMES, *REFERENCES, *REQUESTERS, "sys_tags", "active")

LIKELY = (
    *(
        "",
        " ",
        "1",
        "0",
        "-1",
        "3",
        "007",
        "99999999999",
        "1 - Critical",
        "2,000",
        "true",
        "false",
        "P1",
        "²",
        "\u0661",
    ),
    *("2026-11-23 08:15:00", "2026-11-23", "2026-11-23T08:15:00Z", "2026-11-23 08:15:00 +05:30", "2026-02-30 00:00:00"),
    *(
        "0001-01-01 00:00:00 +14:00",
        "9999-12-31 23:59:59 -12:00",
        "23/11/2026 08:15",
        "NULL",
        "a, b,,c",
        "\0",
        "\ud800",
    ),
    *("https://dev1.service-now.com/api/now/table/sys_user/681c", "https://x/", "/", "<b>", "🔥"),
)
SCALARS = st.one_of(
    *(st.sampled_from(LIKELY), st.text(max_size=8), st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False))
)
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
SHAPED = st.fixed_dictionaries({}, optional=dict.fromkeys(("value", "display_value", "link"), SCALARS))
FIELDS = st.one_of(
    SCALARS, SHAPED, st.dictionaries(st.sampled_from(("value", "display_value", "x")), ANYTHING), ANYTHING
)
RECORDS = st.builds(
    lambda sys_id, known, other: {**other, **known, "sys_id": sys_id},
    SHAPED | st.sampled_from(("1c741bd70b23", 7)),
    st.dictionaries(st.sampled_from(KNOWN), FIELDS, max_size=12),
    st.dictionaries(st.text(max_size=6) | st.sampled_from(("table", "labels", "u_floor")), FIELDS, max_size=3),
)
TABLES = st.sampled_from((*STATE_LABELS, "u_own_table"))


def leaves(raw: Any) -> Iterator[str]:
    """Return every text that a field holds, and its name where it is an object."""
    if isinstance(raw, Mapping):
        for name, part in raw.items():
            yield name
            yield from leaves(part)
    elif isinstance(raw, list):
        for part in raw:
            yield from leaves(part)
    else:
        yield from (str(raw), json.dumps(raw)) if isinstance(raw, bool) else ("" if raw is None else str(raw),)


def texts(record: Mapping[str, Any], name: str) -> set[str]:
    """Return the texts of one field, with the sys_id that a reference's link ends with."""
    raw = record.get(name)
    link = raw.get("link") if isinstance(raw, Mapping) else None
    return {"", *leaves(raw), *([link.rsplit("/", 1)[-1]] if isinstance(link, str) else [])}


def numbers(found: set[str]) -> set[int]:
    """Return the numbers in the texts: ``1 - Critical`` is 1, ``2,000`` is 2000."""
    digits = {re.sub("[^0-9-]", "", text.partition(" - ")[0]) for text in found}
    return {int(text) for text in digits if re.fullmatch("-?[0-9]+", text)}


def is_moment_of(moment: datetime, text: str) -> bool:
    """Return whether a text is a given time in any zone: the local time is at most a day away."""
    found = re.match(r"\s*(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d(:\d\d)?)", text)
    if not found:
        return False
    wall = datetime.fromisoformat(f"{found[1]} {found[2]}")
    away = abs(moment.replace(tzinfo=None, microsecond=0) - wall)
    return away == timedelta() or (away <= timedelta(days=1) and re.search(r"[+-]\d\d:?\d\d\s*$", text) is not None)


def assert_own_texts(ticket: Ticket, record: Mapping[str, Any]) -> None:
    for theirs, ours in TEXTS.items():
        assert getattr(ticket, ours) in texts(record, theirs), ours
    assert ticket.status in texts(record, "state") | {STATE_LABELS.get(ticket.table, {}).get(ticket.state, "")}
    for tag in ticket.tags:
        assert any(tag in text for text in texts(record, "sys_tags"))
    ours_by_theirs = {**TEXTS, **NUMBERS}
    for ours, label in ticket.labels.items():
        (theirs,) = (name for name, field in ours_by_theirs.items() if field == ours)
        assert label in texts(record, theirs)


def assert_own_values(ticket: Ticket, record: Mapping[str, Any]) -> None:
    for theirs, ours in NUMBERS.items():
        number = getattr(ticket, ours)
        assert number in {None, 0} or number in numbers(texts(record, theirs)), ours
    for theirs, ours in TIMES.items():
        moment = getattr(ticket, ours)
        assert moment is None or any(is_moment_of(moment, text) for text in texts(record, theirs)), ours
    for theirs, ours in REFERENCES.items():
        assert_own_reference(getattr(ticket, ours), texts(record, theirs))
    assert_own_reference(ticket.requester, set().union(*(texts(record, name) for name in REQUESTERS)))


def assert_own_reference(reference: Reference | None, found: set[str]) -> None:
    assert reference is None or (reference.id and {reference.id, reference.name} <= found)


@given(RECORDS, TABLES)
@example({"sys_id": "half a \ud800"}, "incident")
@settings(max_examples=400)
def test_whatever_a_ticket_holds_came_from_the_records_own_field(record: dict[str, Any], table: str) -> None:
    ticket = ticket_from_record(record, table=table, instance="https://dev1.service-now.com")
    if ticket is None:
        assert not {text for text in texts(record, "sys_id") if text} or isinstance(record["sys_id"], Mapping)
        return
    assert ticket.table == table
    assert_own_texts(ticket, record)
    assert_own_values(ticket, record)
    for name, kept in ticket.extra.items():
        assert {text for text in leaves(kept) if text} <= texts(record, name) | {"id", "name", "value", "display_value"}
    assert set(record) - set(KNOWN) <= set(ticket.extra)


@given(RECORDS, TABLES)
def test_whatever_was_read_can_be_compared_and_stored(record: dict[str, Any], table: str) -> None:
    ticket = ticket_from_record(record, table=table, instance="")
    if ticket is not None:
        version = version_of(ticket)
        json.dumps(version.content, ensure_ascii=False).encode()
        assert version_of(version.ticket).digest == version.digest
        assert fold({}, difference(None, version.ticket)) == version.content


@given(st.lists(RECORDS, max_size=3), st.integers(0, 2000))
def test_a_body_is_read_as_it_is_and_a_cut_one_is_refused(records: list[dict[str, Any]], length: int) -> None:
    text = json.dumps({"result": records})
    if length >= len(text):
        parsed = parse(text)
        assert isinstance(parsed, Mapping)
        assert "\\u0000" in text or "\\ud" in text or parsed == json.loads(text, parse_constant=str)
    else:
        try:
            parse(text[:length])
        except ValueError:
            return
        raise AssertionError(f"{text[:length]!r} was read")
