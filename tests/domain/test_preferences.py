"""Preferences survive a round trip, and invalid values fall back to defaults."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from rca_dashboard.domain.preferences import (
    COLUMNS,
    Density,
    Language,
    LiveMode,
    NoticeEvent,
    NoticeRules,
    Preferences,
    Separator,
    ToastChoice,
)

CHOSEN = Preferences(
    live_mode=LiveMode.PAUSED,
    toasts=ToastChoice.ERRORS,
    density=Density.COMPACT,
    columns=("priority", "ticket_id"),
    has_single_keys=False,
    separator=Separator.SEMICOLON,
    language=Language.GERMAN,
    notices=NoticeRules(
        events=(NoticeEvent.UPDATED_TICKET,), priority=(1, 2), table=("problem",), assignment_group=("Network",)
    ),
)

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
)
names = st.sampled_from(
    ["live_mode", "toasts", "density", "columns", "has_single_keys", "separator", "language", "notices"]
)
rules = st.dictionaries(st.sampled_from(["events", "priority", "table", "category"]), anything)


def test_what_was_chosen_comes_back() -> None:
    assert Preferences.from_json(CHOSEN.as_json()) == CHOSEN


def test_without_a_choice_all_is_at_its_default() -> None:
    assert Preferences.from_json(None) == Preferences()


def test_at_least_one_column_remains() -> None:
    assert Preferences.from_json({"columns": ["no such column"]}).columns == COLUMNS


def test_an_empty_choice_of_priorities_is_a_choice() -> None:
    assert Preferences.from_json({"notices": {"priority": []}}).notices.priority == ()


def test_an_event_that_was_not_yet_to_be_chosen_has_its_default() -> None:
    older = {"notices": {"events": ["burst"]}}
    assert Preferences.from_json(older).notices.events == (NoticeEvent.BURST, NoticeEvent.RECURRENCE)
    chosen = replace(Preferences(), notices=NoticeRules(events=(NoticeEvent.BURST,)))
    assert Preferences.from_json(chosen.as_json()) == chosen


@given(st.dictionaries(names, anything | rules))
def test_nothing_that_was_kept_stops_the_page(kept: dict[str, object]) -> None:
    read = Preferences.from_json(kept)
    assert Preferences.from_json(read.as_json()) == read
