"""A patch is sent only if it is smaller; ``tests/live/hub/test_patches.py`` shows that it produces the next page."""

from dataclasses import replace

from rca_dashboard.domain.views.page import TicketPage, TicketRow, ticket_row
from rca_dashboard.domain.views.page_patch import patch_between
from tests.tickets import make

ROWS = tuple(ticket_row(make(place)) for place in range(40))
PAGE = TicketPage(view="limit=25", rev=7, rows=ROWS[:25], total=40, pages=2, boot="b")


def changed(row: TicketRow) -> TicketRow:
    return replace(row, revision=row.revision + 1, status="Closed")


def test_one_changed_row_travels_alone() -> None:
    after = replace(PAGE, rev=8, rows=(*PAGE.rows[:3], changed(PAGE.rows[3]), *PAGE.rows[4:]))
    patch = patch_between(PAGE, after)
    assert patch is not None
    assert patch.rows == (changed(PAGE.rows[3]),)
    assert patch.order[:5] == (0, 1, 2, -1, 4)


def test_a_new_row_at_the_top_travels_alone() -> None:
    patch = patch_between(PAGE, replace(PAGE, rev=8, rows=(ROWS[30], *PAGE.rows[:24]), total=41))
    assert patch is not None
    assert patch.rows == (ROWS[30],)
    assert patch.order == (-1, *range(24))


def test_where_most_rows_are_new_the_page_itself_is_sent() -> None:
    assert patch_between(PAGE, replace(PAGE, rev=8, rows=tuple(changed(row) for row in PAGE.rows))) is None


def test_between_pages_of_one_rev_of_two_runs_or_of_two_views_there_is_no_patch() -> None:
    for other in ({"rev": 7, "total": 41}, {"rev": 6}, {"rev": 8, "boot": "c"}, {"rev": 8, "view": "limit=50"}):
        assert patch_between(PAGE, replace(PAGE, **other)) is None
