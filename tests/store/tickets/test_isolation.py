"""A row that cannot be stored is set aside with its reason, and the rest of its batch is stored."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from rca_dashboard.domain.progress.cursor import Cursor
from rca_dashboard.domain.tickets.change import Origin
from rca_dashboard.store import queries
from rca_dashboard.store.engine import Database, DatabaseUnavailableError, UnstorableError
from rca_dashboard.store.feed import latest_seq
from rca_dashboard.store.progress.cursors import load_cursor
from rca_dashboard.store.progress.rejected_rows import rejected_rows
from rca_dashboard.store.tickets.isolation import upsert_each
from tests.fixtures.databases import migrated_sqlite
from tests.tickets import NOON, make

CURSOR = Cursor(table="incident", since=NOON)


def deep(levels: int) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for _ in range(levels):
        found = {"u": found}
    return found


@pytest.mark.parametrize(
    ("special", "reason"),
    [
        ({"mod_count": 2**70}, "out of range|too large"),
        ({"sys_id": "x" * 3_000}, "more than 255 characters"),
        ({"extra": deep(100_000)}, "RecursionError"),
        ({"opened_at": NOON.replace(tzinfo=None)}, "no time zone"),
        ({"priority": object()}, "object"),
    ],
    ids=["a number", "a sys_id", "nested", "a time", "a type"],
)
def test_one_row_never_stops_its_table(database: Database, special: dict[str, Any], reason: str) -> None:
    tickets = [make(place, **(special if place == 5 else {})) for place in range(10)]
    result = upsert_each(database, tickets, origin=Origin.POLL, at=NOON, cursor=CURSOR)
    assert (result.new, len(result.rejected)) == (9, 1)
    assert load_cursor(database, "incident") == CURSOR
    (row,) = rejected_rows(database, 10)
    assert row.ticket_id == "INC0000005"
    assert row.tries == 1
    assert re.search(reason, row.reason), row.reason


def test_a_row_is_tried_again_when_it_changes_and_not_before(database: Database) -> None:
    bad = make(2, mod_count=2**70)
    for _ in range(2):
        upsert_each(database, [make(1), bad], origin=Origin.POLL, at=NOON)
    (row,) = rejected_rows(database, 10)
    assert row.tries == 1
    upsert_each(database, [make(1), bad], origin=Origin.POLL, at=NOON, tries_again=True)
    (row,) = rejected_rows(database, 10)
    assert row.tries == 2
    other = make(2, mod_count=2**71)
    upsert_each(database, [other], origin=Origin.POLL, at=NOON)
    (row,) = rejected_rows(database, 10)
    assert row.tries == 3
    upsert_each(database, [make(2)], origin=Origin.POLL, at=NOON)
    assert rejected_rows(database, 10) == ()
    assert queries.ticket(database, make(2).sys_id) is not None


def test_the_refused_version_is_kept_as_it_came(database: Database) -> None:
    bad = make(2, mod_count=2**70, short_description="Zündung \0 \ud800")
    upsert_each(database, [bad], origin=Origin.POLL, at=NOON)
    with database.read() as session:
        content = session.connection().exec_driver_sql("SELECT content FROM rejected_row").scalar_one()
    assert json.loads(content)["short_description"] == "Zündung \0 \ud800"


def test_many_bad_rows_leave_the_good_ones(database: Database) -> None:
    tickets = [make(place, **({"mod_count": 2**70} if place % 3 == 0 else {})) for place in range(100)]
    result = upsert_each(database, tickets, origin=Origin.IMPORT, at=NOON)
    assert (result.new, len(result.rejected)) == (66, 34)
    assert latest_seq(database) == 66


def test_an_error_of_the_connection_is_not_an_error_of_a_row() -> None:
    away = Database("postgresql://nobody@127.0.0.1:1/nothing")
    with pytest.raises(DatabaseUnavailableError) as failure:
        upsert_each(away, [make(1), make(2)], origin=Origin.POLL, at=NOON)
    assert not isinstance(failure.value, UnstorableError)


def test_a_missing_table_is_not_an_error_of_a_row(database: Database) -> None:
    with database.write() as session:
        session.connection().exec_driver_sql("DROP TABLE ticket_kind")
    with pytest.raises(Exception, match="ticket_kind"):
        upsert_each(database, [make(1), make(2)], origin=Origin.POLL, at=NOON, cursor=CURSOR)
    assert rejected_rows(database, 10) == ()
    assert load_cursor(database, "incident").since is None


def test_an_error_that_every_row_has_is_not_of_the_rows(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise TypeError("a defect")

    monkeypatch.setattr("rca_dashboard.store.tickets.upsert._write", broken)
    with pytest.raises(TypeError, match="a defect"):
        upsert_each(database, [make(1), make(2)], origin=Origin.POLL, at=NOON, cursor=CURSOR)
    assert rejected_rows(database, 10) == ()


def test_a_full_disk_is_not_an_error_of_a_row(tmp_path: Path) -> None:
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", tmp_path], check=False)
    if mounted.returncode:
        pytest.skip("a small file system can be mounted by root alone")
    try:
        database = migrated_sqlite(tmp_path / "tickets.db")
        large = [make(place, description="x" * 100_000) for place in range(100)]
        with pytest.raises(DatabaseUnavailableError, match="full") as failure:
            upsert_each(database, large, origin=Origin.POLL, at=NOON, cursor=CURSOR)
        assert not isinstance(failure.value, UnstorableError)
        assert rejected_rows(database, 10) == ()
        assert load_cursor(database, "incident").since is None
        database.close()
    finally:
        subprocess.run(["umount", "-l", tmp_path], check=False)
