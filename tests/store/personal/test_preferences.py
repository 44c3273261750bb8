"""Preferences in both databases."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from rca_dashboard.domain.preferences import Density, LiveMode, NoticeEvent, NoticeRules, Preferences
from rca_dashboard.store.engine import Database
from rca_dashboard.store.personal import preferences
from rca_dashboard.store.personal.preferences import read_all_until, read_preferences, save_preferences, unread_since
from tests.tickets import NOON

CHOSEN = Preferences(
    live_mode=LiveMode.PAUSED,
    density=Density.COMPACT,
    columns=("priority", "ticket_id"),
    notices=NoticeRules(events=(NoticeEvent.IMPORT,), assignment_group=("Netzwerk \N{SNOWMAN}",)),
)


def test_choices_are_kept_for_each_user(database: Database) -> None:
    assert read_preferences(database, "ada") == Preferences()
    save_preferences(database, "ada", CHOSEN)
    assert read_preferences(database, "ada") == CHOSEN
    assert read_preferences(database, "eve") == Preferences()
    save_preferences(database, "ada", Preferences())
    assert read_preferences(database, "ada") == Preferences()


def test_tickets_are_unread_since_the_first_visit_whatever_is_chosen_meanwhile(database: Database) -> None:
    save_preferences(database, "ada", CHOSEN)
    assert unread_since(database, "ada", NOON) == NOON
    save_preferences(database, "ada", Preferences())
    assert unread_since(database, "ada", NOON + timedelta(days=1)) == NOON
    read_all_until(database, "ada", NOON + timedelta(hours=1))
    assert unread_since(database, "ada", NOON + timedelta(days=1)) == NOON + timedelta(hours=1)
    assert read_preferences(database, "ada") == Preferences()


def test_a_first_visit_does_not_undo_what_another_tab_has_read_meanwhile(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_all_until(database, "ada", NOON + timedelta(hours=1))
    look, answers = preferences._unread_since, [None]
    monkeypatch.setattr(preferences, "_unread_since", lambda *whose: answers.pop() if answers else look(*whose))
    assert unread_since(database, "ada", NOON) == NOON + timedelta(hours=1)


def test_tabs_that_save_first_at_once_all_succeed(database: Database) -> None:
    with ThreadPoolExecutor(6) as threads:
        list(threads.map(lambda _: save_preferences(database, "ada", CHOSEN), range(6)))
    assert read_preferences(database, "ada") == CHOSEN
