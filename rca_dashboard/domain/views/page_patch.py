"""Patches from one page to the next, for browsers that have the first: usually one row of many."""

from dataclasses import dataclass

from rca_dashboard.domain.views.page import TicketPage, TicketRow


@dataclass(frozen=True, slots=True)
class PagePatch:
    """Turns the page whose ``rev`` is ``base`` into the page of ``rev``, and applies to no other.

    Attributes:
        boot: The run of the app that made both; "" is no patch at all.
        rows: The rows that are new or have changed.
        order: Where each row of the page comes from: its index on the previous page, or -1 for the first of ``rows``,
            -2 for the second and so on.
    """

    view: str = ""
    boot: str = ""
    base: int = -1
    rev: int = -1
    rows: tuple[TicketRow, ...] = ()
    order: tuple[int, ...] = ()
    total: int = 0
    pages: int = 1
    left: tuple[str, ...] = ()
    has_more: bool = False


def patch_between(before: TicketPage, after: TicketPage) -> PagePatch | None:
    """Return the patch from ``before`` to ``after``; None if the page itself is no larger or has to be sent.

    A ``rev`` identifies one page only: if both have the same, there is no patch.
    """
    if after.rev <= before.rev or (before.view, before.boot) != (after.view, after.boot):
        return None
    places = {row: place for place, row in enumerate(before.rows)}
    rows = tuple(row for row in after.rows if row not in places)
    if 4 * len(rows) > 3 * len(after.rows):
        return None
    places |= {row: -1 - place for place, row in enumerate(rows)}
    return PagePatch(
        view=after.view,
        boot=after.boot,
        base=before.rev,
        rev=after.rev,
        rows=rows,
        order=tuple(places[row] for row in after.rows),
        total=after.total,
        pages=after.pages,
        left=after.left,
        has_more=after.has_more,
    )
