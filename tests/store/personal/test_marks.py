"""Opened and watched tickets, in both databases."""

from concurrent.futures import ThreadPoolExecutor

from rca_dashboard.store.engine import Database
from rca_dashboard.store.personal.marks import (
    TicketMark,
    mark_opened,
    marks_of,
    set_watched,
    watched_by,
    watchers_of,
)
from tests.store.listing.kept_tickets import keep
from tests.tickets import NOON, make

ONE, TWO, THREE = (make(place).sys_id for place in (1, 2, 3))


def test_a_ticket_is_opened_at_the_revision_it_has_and_by_one_person(database: Database) -> None:
    keep(database, make(1), make(2))
    assert mark_opened(database, "ada", TWO, NOON)
    assert marks_of(database, "ada", [ONE, TWO]) == {TWO: TicketMark(sys_id=TWO, opened_revision=2)}
    keep(database, make(2, status="Resolved", mod_count=7))
    assert mark_opened(database, "ada", TWO, NOON)
    assert marks_of(database, "ada", [TWO])[TWO].opened_revision == 3
    assert marks_of(database, "eve", [TWO]) == {}


def test_a_watched_ticket_is_not_thereby_opened_and_an_opened_one_stays_watched(database: Database) -> None:
    keep(database, make(1), make(2))
    assert set_watched(database, "ada", ONE, NOON, is_watched=True)
    assert marks_of(database, "ada", [ONE])[ONE] == TicketMark(sys_id=ONE, is_watched=True)
    mark_opened(database, "ada", ONE, NOON)
    assert marks_of(database, "ada", [ONE])[ONE] == TicketMark(sys_id=ONE, opened_revision=1, is_watched=True)
    set_watched(database, "eve", ONE, NOON, is_watched=True)
    set_watched(database, "eve", TWO, NOON, is_watched=True)
    set_watched(database, "eve", TWO, NOON, is_watched=False)
    assert watchers_of(database, [ONE, TWO]) == {ONE: frozenset({"ada", "eve"})}
    assert watched_by(database, "eve") == {ONE}


def test_a_ticket_that_is_not_there_gets_no_mark(database: Database) -> None:
    assert not mark_opened(database, "ada", THREE, NOON)
    assert not set_watched(database, "ada", "no\0such", NOON, is_watched=True)
    assert marks_of(database, "ada", [THREE]) == {}


def test_tabs_that_open_one_ticket_at_once_all_succeed(database: Database) -> None:
    keep(database, make(1))
    with ThreadPoolExecutor(6) as threads:
        assert all(threads.map(lambda _: mark_opened(database, "ada", ONE, NOON), range(6)))
    assert marks_of(database, "ada", [ONE]) == {ONE: TicketMark(sys_id=ONE, opened_revision=1)}


def test_the_marks_of_thousands_are_read(database: Database) -> None:
    keep(database, make(1))
    mark_opened(database, "ada", ONE, NOON)
    assert list(marks_of(database, "ada", [f"{number:032x}" for number in range(2_500)])) == [ONE]
