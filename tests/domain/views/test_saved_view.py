"""Named views: what may be saved, and what the list shows by default."""

import pytest

from rca_dashboard.domain.servicenow_user import proposed_user
from rca_dashboard.domain.views.saved_view import (
    QUICK_VIEWS,
    InvalidSavedViewError,
    canonical_query,
    valid_name,
    view_of,
)
from rca_dashboard.domain.views.view import InvalidViewError, TicketFilter, View

PEOPLE = (("u1", "Beth Anglin"), ("u2", "Fred Luddy"), ("u3", "Jörg Müller"), ("u4", "Fred Anders"))


def test_the_list_shows_all_open_tickets_unless_its_address_names_a_filter() -> None:
    everything, open_ones = TicketFilter(), TicketFilter(is_open=True)
    assert View.from_address({}).filter == open_ones
    assert View.from_address({"sort": "priority", "page": "2"}).filter == open_ones
    assert View.from_address({"is_open": "all"}).filter == everything
    assert View.from_address({"is_open": "false"}).filter == TicketFilter(is_open=False)
    assert View.from_address({"priority": "1"}).filter == TicketFilter(priority=(1,))
    assert View.from_query({}).filter == everything  # REST's default


def test_me_stands_for_the_readers_servicenow_user_whoever_else_they_are() -> None:
    mine = View.from_query({"assigned_to": "me", "is_open": "true", "me": "forged"})
    assert mine.filter.me == ""
    ada, eve = mine.for_reader("ada", "u1"), mine.for_reader("eve", "u1")
    assert ada == eve == View.from_key(ada.key)
    assert ada.key == "assigned_to=me&is_open=true&me=u1"
    assert mine.for_reader("ada", "u2") != ada
    assert View.from_query({"assigned_to": "none"}).for_reader("ada", "u1").key == "assigned_to=none"


@pytest.mark.parametrize("value", ["yes", "1", "TRUE"])
def test_a_wrong_choice_says_what_is_allowed(value: str) -> None:
    with pytest.raises(InvalidViewError, match="is_open must be true, false or all"):
        View.from_query({"is_open": value})


def test_every_quick_view_is_a_list() -> None:
    assert [each.key for each in QUICK_VIEWS] == ["mine", "unassigned", "major", "open", "all"]
    assert view_of(QUICK_VIEWS[2].query).filter == TicketFilter(is_open=True, priority=(1, 2))
    assert view_of(QUICK_VIEWS[4].query) == View()


def test_a_saved_query_is_canonical_and_has_no_page() -> None:
    assert canonical_query("?priority=2,1&page=7&unknown=1&status=") == "priority=1%2C2"
    with pytest.raises(InvalidSavedViewError, match="query: priority must be a number"):
        canonical_query("priority=9")
    assert valid_name("  My \n view ") == "My view"
    for name in ("", "   ", "x" * 81):
        with pytest.raises(InvalidSavedViewError, match="name: "):
            valid_name(name)


@pytest.mark.parametrize(
    ("username", "expected"),
    [
        ("beth.anglin", "u1"),
        ("Beth.Anglin@example.com", "u1"),
        ("anglin_beth", "u1"),
        ("banglin", "u1"),
        ("fluddy", "u2"),
        ("joerg.mueller", None),
        ("jorg.muller", "u3"),
        ("fred", None),
        ("admin", None),
        ("", None),
    ],
)
def test_a_user_is_proposed_only_where_one_name_is_theirs(username: str, expected: str | None) -> None:
    found = proposed_user(username, PEOPLE)
    assert (found and found[0]) == expected


def test_no_one_is_proposed_where_two_have_the_name() -> None:
    assert proposed_user("beth.anglin", (*PEOPLE, ("u9", "Beth Anglin"))) is None
