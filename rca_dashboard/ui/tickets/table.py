"""The ticket table: its headings that sort, its rows that change in place."""

from dataclasses import dataclass
from typing import Any

import reflex as rx

from rca_dashboard.ui.kit.badges import new_badge, priority_badge
from rca_dashboard.ui.kit.controls import go
from rca_dashboard.ui.kit.live import ADOPTED, Moment, next_sort


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its field, its heading, and the order that the first click asks for."""

    field: str
    heading: str
    first: str


COLUMNS = (
    Column("ticket_id", "Number", "-ticket_id"),
    Column("short_description", "Short description", "short_description"),
    Column("status", "Status", "status"),
    Column("priority", "Priority", "priority"),
    Column("category", "Category", "category"),
    Column("assignment_group", "Group", "assignment_group"),
    Column("assigned_to", "Assignee", "assigned_to"),
    Column("source", "Source", "source"),
    Column("opened_at", "Opened", "-opened_at"),
    Column("updated_at", "Updated", "-updated_at"),
)


def ticket_table() -> rx.Component:
    """Show the page that the reader has adopted."""
    return rx.el.table(
        rx.el.caption("Tickets", class_name="visually-hidden"),
        rx.el.thead(rx.el.tr(*(_heading(column) for column in COLUMNS), role="row"), role="rowgroup"),
        rx.el.tbody(rx.foreach(ADOPTED.rows, _row), role="rowgroup"),
        class_name="tickets",
        role="table",
        custom_attrs={"data-testid": "ticket-table", "aria-busy": ~ADOPTED.is_loaded},
    )


def _heading(column: Column) -> rx.Component:
    order = rx.match(ADOPTED.sort, (column.field, "ascending"), (f"-{column.field}", "descending"), "none")
    return rx.el.th(
        rx.el.button(
            column.heading,
            rx.el.span(class_name="arrow", custom_attrs={"aria-hidden": "true"}),
            type="button",
            class_name="heading",
            on_click=go(sort=next_sort(column.field, column.first)),
            custom_attrs={"data-testid": f"sort-{column.field}"},
        ),
        scope="col",
        role="columnheader",
        class_name=f"column-{column.field}",
        custom_attrs={"aria-sort": order},
    )


def _row(row: Any) -> rx.Component:  # noqa: ANN401 - a Var, whose attributes Reflex makes at run time
    return rx.el.tr(
        _cell("ticket_id", rx.el.span(row.number, class_name="number"), rx.cond(row.is_new, new_badge())),
        _cell("short_description", rx.el.span(row.short_description, dir="auto", title=row.short_description)),
        _cell("status", rx.el.span(row.status, class_name="status")),
        _cell("priority", priority_badge(row.priority)),
        _cell("category", row.category),
        _cell("assignment_group", row.assignment_group),
        _cell("assigned_to", row.assigned_to),
        _cell("source", row.source),
        _cell("opened_at", Moment.create(at=row.opened_at)),
        _cell("updated_at", Moment.create(at=row.updated_at)),
        key=row.sys_id,
        role="row",
        class_name="ticket",
        custom_attrs={
            "data-testid": "ticket-row",
            "data-number": row.number,
            "data-new": row.is_new,
            "data-active": row.is_active,
            "data-deleted": row.is_deleted,
        },
    )


_HEADINGS = {column.field: column.heading for column in COLUMNS}


def _cell(field: str, *content: object) -> rx.Component:
    return rx.el.td(
        *content, role="cell", class_name=f"column-{field}", custom_attrs={"data-heading": _HEADINGS[field]}
    )
