"""Which version of a ticket is kept: the higher one, the later read, and a version after a deletion."""

import itertools
from dataclasses import replace
from datetime import timedelta

from rca_dashboard.domain.tickets.change import ChangeType, Origin
from rca_dashboard.store.engine import Database
from rca_dashboard.store.queries import ticket
from rca_dashboard.store.tickets.deletions import mark_deleted
from rca_dashboard.store.tickets.upsert import upsert
from tests.store.tickets.upsert_counts import counts
from tests.tickets import NOON, make


def test_a_lower_version_never_overwrites_a_higher_one(database: Database) -> None:
    newest = make(1, mod_count=5, status="Closed")
    upsert(database, [newest], origin=Origin.POLL, at=NOON)
    older = make(1, mod_count=4, updated_at=NOON + timedelta(days=1))
    assert counts(upsert(database, [older], origin=Origin.POLL, at=NOON)) == (0, 0, 0, 1)
    stored = ticket(database, newest.sys_id)
    assert stored is not None
    assert stored.status == "Closed"


def test_with_equal_counts_the_later_time_is_the_higher_version(database: Database) -> None:
    upsert(database, [make(1, status="B", updated_at=NOON)], origin=Origin.POLL, at=NOON)
    assert upsert(database, [make(1, status="A", updated_at=NOON - timedelta(1))], origin=Origin.POLL, at=NOON).outdated
    assert upsert(database, [make(1, status="A", updated_at=None)], origin=Origin.POLL, at=NOON).outdated
    assert upsert(database, [make(1, status="C", updated_at=NOON + timedelta(1))], origin=Origin.POLL, at=NOON).updated


def test_of_equal_versions_the_later_read_wins(database: Database) -> None:
    upsert(database, [make(1, status="before")], origin=Origin.POLL, at=NOON)
    result = upsert(database, [make(1, status="silently changed")], origin=Origin.POLL, at=NOON)
    assert result.changes[0].changes == {"status": ("before", "silently changed")}


def test_versions_of_one_batch_are_applied_in_their_order_among_other_tickets(database: Database) -> None:
    versions = [make(1, mod_count=count, status=f"version {count}") for count in (2, 0, 1)]
    batch = [versions[0], make(2), versions[1], versions[1], versions[2]]
    result = upsert(database, batch, origin=Origin.POLL, at=NOON)
    assert counts(result) == (2, 2, 1, 0)
    told = [(change.ticket_id, change.changes["status"][1]) for change in result.changes]
    assert told == [
        ("INC0000001", "version 0"),
        ("INC0000002", "New"),
        ("INC0000001", "version 1"),
        ("INC0000001", "version 2"),
    ]
    stored = ticket(database, versions[0].sys_id)
    assert stored == replace(versions[0], revision=4, arrived_at=NOON)


def test_any_order_of_the_same_versions_ends_the_same(database: Database) -> None:
    for place, order in enumerate(itertools.permutations(range(4)), start=1):
        versions = [make(place, mod_count=n // 2, updated_at=NOON + timedelta(n), state=str(n)) for n in order]
        upsert(database, versions[:2], origin=Origin.POLL, at=NOON)
        upsert(database, versions[2:], origin=Origin.POLL, at=NOON)
        stored = ticket(database, versions[0].sys_id)
        assert stored is not None
        assert (stored.state, stored.mod_count) == ("3", 1)


def test_a_deleted_ticket_that_is_seen_again_comes_back(database: Database) -> None:
    upsert(database, [make(1, mod_count=5)], origin=Origin.POLL, at=NOON)
    (gone,) = mark_deleted(database, [make(1).sys_id, "unknown"], origin=Origin.POLL, at=NOON)
    assert (gone.type, gone.changes) == (ChangeType.DELETED, {"is_deleted": (False, True)})
    assert mark_deleted(database, [make(1).sys_id], origin=Origin.POLL, at=NOON) == ()
    result = upsert(database, [make(1, mod_count=5, status="Back")], origin=Origin.POLL, at=NOON + timedelta(1))
    (back,) = result.changes
    assert (back.type, back.changes) == (
        ChangeType.UPDATED,
        {"is_deleted": (True, False), "status": ("New", "Back")},
    )
    stored = ticket(database, make(1).sys_id)
    assert stored == replace(make(1, mod_count=5, status="Back"), revision=3, arrived_at=NOON)


def test_a_record_that_was_deleted_and_created_again_counts_from_0(database: Database) -> None:
    upsert(database, [make(1, mod_count=5)], origin=Origin.POLL, at=NOON)
    mark_deleted(database, [make(1).sys_id], origin=Origin.POLL, at=NOON)
    assert counts(upsert(database, [make(1, mod_count=0)], origin=Origin.POLL, at=NOON)) == (0, 1, 0, 0)
