"""The ticket table: its headings that sort, its rows that change in place."""

from typing import Any

import reflex as rx

from rca_dashboard.live.messages import BurstItem
from rca_dashboard.ui.bursts.band import BurstBadge
from rca_dashboard.ui.kit.badges import case_badge, changed_dot, new_badge, priority_badge, unread_dot
from rca_dashboard.ui.kit.choices import CHOICES, has_own_columns
from rca_dashboard.ui.kit.controls import go
from rca_dashboard.ui.kit.live import (
    ADOPTED,
    ROWS,
    AdoptedRow,
    Age,
    Due,
    Marked,
    Moment,
    TicketLink,
    next_sort,
    panel_address,
)
from rca_dashboard.ui.language.components import memoised
from rca_dashboard.ui.pushed.bursts import BurstState
from rca_dashboard.ui.tickets.columns import COLUMNS, HEADINGS, Column


class ColumnEdge(rx.Component):
    """The edge of a heading, by which its column is made wider."""

    library = "$/public/live/list/column_widths.js"
    tag = "ColumnEdge"


# Columns whose names may be too long for them.
_SHORTENED = ("status", "category", "assignment_group", "assigned_to", "source")


def ticket_table() -> rx.Component:
    """Show the page that the reader has adopted, in the columns that the reader has chosen."""
    return rx.el.table(
        rx.el.caption("Tickets", class_name="visually-hidden"),
        rx.el.thead(rx.el.tr(rx.foreach(CHOICES.columns, _headings), role="row"), role="rowgroup"),
        rx.el.tbody(rx.foreach(ROWS, _place), role="rowgroup"),
        class_name="tickets",
        role="table",
        custom_attrs={
            "data-testid": "ticket-table",
            "aria-busy": ~ADOPTED.is_loaded,
            "data-density": CHOICES.density,
            "data-chosen": has_own_columns(),
        },
    )


def _headings(field: Any, place: rx.Var[int]) -> Any:  # noqa: ANN401 - a Var
    return rx.match(field, *((column.field, _heading(column, place)) for column in COLUMNS), rx.fragment())


def _heading(column: Column, place: rx.Var[int]) -> rx.Component:
    order = rx.match(ADOPTED.sort, (column.field, "ascending"), (f"-{column.field}", "descending"), "none")
    return rx.el.th(
        rx.el.button(
            column.heading,
            rx.el.span(class_name="arrow", custom_attrs={"aria-hidden": "true"}),
            type="button",
            class_name="heading",
            on_click=go(sort=next_sort(column.field, column.first)),
            title="Sort; Shift and an arrow key change the width",
            custom_attrs={"data-testid": f"sort-{column.field}"},
        ),
        ColumnEdge.create(),
        key=column.field,
        scope="col",
        role="columnheader",
        class_name=f"column-{column.field} place-{place}",
        custom_attrs={"aria-sort": order, **({"data-testid": "column-due"} if column.field == "due_at" else {})},
    )


def _place(row: Any) -> rx.Component:  # noqa: ANN401 - a Var, whose attributes Reflex makes at run time
    drawn = ticket_row(row=row, columns=CHOICES.columns, view=ADOPTED.view, bursts=BurstState.bursts)
    return rx.fragment(drawn, key=row.sys_id)


@rx.memo
def ticket_row(
    row: rx.Var[AdoptedRow], columns: rx.Var[list[str]], view: rx.Var[str], bursts: rx.Var[list[BurstItem]]
) -> rx.Component:
    """Show a ticket; drawn again only when something of it, or of the open bursts, has changed."""
    return memoised(_row(row, columns, view, bursts))


def _row(row: Any, columns: Any, view: Any, bursts: Any) -> rx.Component:  # noqa: ANN401 - Vars
    badge = BurstBadge.create(bursts=bursts, sys_id=row.sys_id)
    return rx.el.tr(
        rx.foreach(columns, lambda field, place: _cells(row, view, field, place, badge)),
        role="row",
        class_name="ticket",
        title=rx.cond(row.is_left, "No longer matches the filters; removed on the next refresh", ""),
        custom_attrs={
            "data-testid": "ticket-row",
            "data-number": row.number,
            "data-sys-id": row.sys_id,
            "data-new": row.is_new,
            "data-unread": row.is_unread,
            "data-since-looked": rx.cond(row.is_changed, "changed", ""),
            "data-left": row.is_left,
            "data-active": row.is_active,
            "data-deleted": row.is_deleted,
        },
    )


def _cells(row: Any, view: Any, field: Any, place: rx.Var[int], badge: rx.Component) -> Any:  # noqa: ANN401 - Vars
    contents = {
        "ticket_id": (_number(row, view),),
        "short_description": (_title(row, view, badge),),
        "status": (rx.el.span(row.status, class_name="status"),),
        "priority": (priority_badge(row.priority),),
        "due_at": (Due.create(at=row.due_at, sla=row.sla, is_active=row.is_active),),
        "category": (row.category,),
        "assignment_group": (_marked(row.assignment_group, view),),
        "assigned_to": (_marked(row.assigned_to, view),),
        "source": (row.source,),
        "age": (Age.create(at=row.opened_at),),
        "opened_at": (Moment.create(at=row.opened_at),),
        "updated_at": (Moment.create(at=row.updated_at),),
    }
    titles = {name: getattr(row, name) for name in _SHORTENED}
    cells = ((name, _cell(name, place, titles.get(name, ""), *content)) for name, content in contents.items())
    return rx.match(field, *cells, rx.fragment())


def _number(row: Any, view: Any) -> rx.Component:  # noqa: ANN401 - Vars
    return rx.fragment(
        rx.cond(row.is_unread, unread_dot()),
        rx.cond(row.is_changed, changed_dot()),
        TicketLink.create(
            _marked(row.number, view),
            href="/tickets/" + row.number,
            on_open=rx.redirect(panel_address(view, row.number)),
            class_name="number ticket-link",
        ),
        rx.cond(row.is_left, rx.el.span(" no longer matches the filters", class_name="visually-hidden")),
    )


def _title(row: Any, view: Any, badge: rx.Component) -> rx.Component:  # noqa: ANN401 - Vars
    text = row.short_description
    return rx.el.span(
        rx.el.span(_marked(text, view), dir="auto", title=text),
        case_badge(row.case),
        badge,
        rx.cond(row.is_new, new_badge()),
        class_name="title",
    )


def _marked(text: Any, view: Any) -> rx.Component:  # noqa: ANN401 - Vars
    return Marked.create(text=text, view=view)


def _cell(field: str, place: rx.Var[int], title: rx.Var[str] | str, *content: object) -> rx.Component:
    return rx.el.td(
        *content,
        key=field,
        role="cell",
        title=title,
        class_name=f"column-{field} place-{place}",
        custom_attrs={"data-heading": HEADINGS[field]},
    )
