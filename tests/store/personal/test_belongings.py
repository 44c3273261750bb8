"""A user's preferences and marks on a page, in both databases."""

from datetime import timedelta

from rca_dashboard.domain.preferences import LiveMode, Preferences
from rca_dashboard.store.engine import Database
from rca_dashboard.store.personal.belongings import Belongings, belongings_of
from rca_dashboard.store.personal.marks import TicketMark, mark_opened
from rca_dashboard.store.personal.preferences import read_all_until, save_preferences
from tests.statements import sent_to
from tests.store.listing.kept_tickets import keep
from tests.tickets import NOON, make

ONE, TWO = (make(place).sys_id for place in (1, 2))


def test_choices_time_and_marks_come_in_one_transaction(database: Database) -> None:
    keep(database, make(1), make(2))
    mark_opened(database, "ada", TWO, NOON)
    save_preferences(database, "ada", Preferences(live_mode=LiveMode.PAUSED))
    read_all_until(database, "ada", NOON)
    with sent_to(database) as sent:
        found = belongings_of(database, "ada", [ONE, TWO], NOON + timedelta(days=1))
    assert found == Belongings(
        preferences=Preferences(live_mode=LiveMode.PAUSED),
        unread_since=NOON,
        read_until=2,
        marks={TWO: TicketMark(sys_id=TWO, opened_revision=2)},
    )
    assert [each for each in sent if not each.startswith("BEGIN")] == sent[-2:]


def test_a_first_visit_is_written_down_once(database: Database) -> None:
    nothing = Belongings(preferences=Preferences(), unread_since=NOON, read_until=0, marks={})
    assert belongings_of(database, "ada", [], NOON) == nothing
    assert belongings_of(database, "ada", [ONE], NOON + timedelta(days=1)) == nothing


def test_all_is_read_up_to_the_change_that_was_the_last_by_then(database: Database) -> None:
    keep(database, make(1))
    read_all_until(database, "ada", NOON)
    keep(database, make(2))
    assert belongings_of(database, "ada", [], NOON).read_until == 1
    read_all_until(database, "ada", NOON + timedelta(hours=1))
    assert belongings_of(database, "ada", [], NOON).read_until == 2
    assert belongings_of(database, "eve", [], NOON).read_until == 0
