"""Badges and dots. None relies on colour alone."""

from typing import Any

import reflex as rx
from reflex_components_core.react_router.dom import ReactRouterLink

from rca_dashboard.domain.tickets.priority import Priority


def priority_badge(priority: rx.Var[int]) -> rx.Component | rx.Var[Any]:
    """Show a priority by its number and its word; one to three steps beside it are for the quick look."""
    return rx.match(
        priority,
        *((each.value, _priority(each)) for each in Priority),
        rx.el.span("-", class_name="quiet"),
    )


def _priority(priority: Priority) -> rx.Component:
    return rx.el.span(
        rx.el.span(custom_attrs={"aria-hidden": "true"}, class_name="priority-steps"),
        priority.numbered_label,
        class_name=f"priority priority-{priority.value}",
    )


def new_badge() -> rx.Component:
    """Mark a ticket that has just been created."""
    return rx.el.span("New", class_name="new-badge", custom_attrs={"data-testid": "new-badge"})


def unread_dot() -> rx.Component:
    """Mark a ticket that the user has not opened yet."""
    return rx.el.span(
        rx.el.span("unread ", class_name="visually-hidden"),
        class_name="unread-dot",
        title="Unread",
        custom_attrs={"data-testid": "unread-dot"},
    )


def changed_dot() -> rx.Component:
    """Mark a ticket that has changed since the user opened it; a ring, while an unread one has a filled dot."""
    return rx.el.span(
        rx.el.span("changed ", class_name="visually-hidden"),
        class_name="unread-dot changed-dot",
        title="Changed since you last looked",
        custom_attrs={"data-testid": "changed-dot"},
    )


def case_badge(case: Any) -> Any:  # noqa: ANN401 - a Var
    """Lead to the case that a ticket belongs to, and say how long ago its fix was where the ticket came after it."""
    return rx.cond(
        case != "",
        ReactRouterLink.create(
            case,
            to="/cases/" + case.to(str).split(",")[0],
            class_name="case-badge",
            custom_attrs={"data-testid": "ticket-case"},
        ),
    )


def dot() -> rx.Component:
    """A dot whose shape and colour follow ``data-status`` of its parent."""
    return rx.el.span(class_name="dot", custom_attrs={"aria-hidden": "true"})
