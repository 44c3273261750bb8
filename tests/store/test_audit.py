"""The audit log, in both databases."""

from datetime import timedelta

from sqlalchemy import delete

from rca_dashboard.domain.audit import Action, AuditEntry
from rca_dashboard.store.audit import add_entry, count_after, entries_after, entries_before
from rca_dashboard.store.engine import Database
from rca_dashboard.store.schema.audit import AUDIT
from tests.tickets import NOON


def _entry(minute: int, **changes: str) -> AuditEntry:
    at = NOON + timedelta(minutes=minute)
    values = {"username": "ada", "address": "198.51.100.7", "action": Action.POLLED, "subject": f"entry {minute}"}
    return AuditEntry(at=at, **{**values, **changes})


def _subjects(entries: tuple[AuditEntry, ...]) -> list[str]:
    return [entry.subject for entry in entries]


def test_an_entry_comes_back_as_it_was_written(database: Database) -> None:
    add_entry(database, _entry(0, detail="new 3, updated 1"))
    (kept,) = entries_after(database, 0, 10)
    assert kept.as_json() == {
        "id": 1,
        "at": "2026-11-23T12:00:00Z",
        "username": "ada",
        "address": "198.51.100.7",
        "action": "polled",
        "subject": "entry 0",
        "detail": "new 3, updated 1",
    }


def test_the_log_is_read_forwards_and_backwards_page_by_page(database: Database) -> None:
    for minute in range(5):
        add_entry(database, _entry(minute))
    first = entries_after(database, 0, 2)
    assert _subjects(first) == ["entry 0", "entry 1"]
    assert _subjects(entries_after(database, first[-1].id, 10)) == ["entry 2", "entry 3", "entry 4"]
    assert count_after(database, first[-1].id) == 3
    newest = entries_before(database, None, 2)
    assert _subjects(newest) == ["entry 4", "entry 3"]
    assert _subjects(entries_before(database, newest[-1].id, 10)) == ["entry 2", "entry 1", "entry 0"]


def test_ids_are_given_once_even_when_all_entries_were_deleted(database: Database) -> None:
    for minute in range(3):
        add_entry(database, _entry(minute))
    with database.write() as session:
        session.connection().execute(delete(AUDIT))
    add_entry(database, _entry(9))
    assert [entry.id for entry in entries_after(database, 0, 10)] == [4]


def test_texts_that_no_database_takes_are_kept_all_the_same(database: Database) -> None:
    add_entry(database, _entry(0, subject="a\0b\ud800"))
    assert _subjects(entries_after(database, 0, 1)) == ["a\N{REPLACEMENT CHARACTER}b\N{REPLACEMENT CHARACTER}"]
