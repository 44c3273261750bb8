"""Fields and texts of a ticket. Texts keep their line breaks, and are never interpreted as markup."""

from typing import Any

import reflex as rx

from rca_dashboard.ui.kit.live import Moment
from rca_dashboard.ui.ticket.open_ticket import TICKET


def value(shown: Any) -> rx.Component:  # noqa: ANN401 - a Var, whose attributes Reflex makes at run time
    """Show a value: a moment in the reader's zone, a text as it is, a dash for none."""
    return rx.cond(
        shown.at > 0,
        Moment.create(at=shown.at),
        rx.cond(
            shown.text == "",
            rx.el.span("-", class_name="quiet"),
            rx.el.span(shown.text, dir="auto"),
        ),
    )


def field_groups() -> rx.Component:
    """Show the main fields, grouped by topic."""
    return rx.el.div(rx.foreach(TICKET.groups, _group), class_name="field-groups")


def _group(group: Any) -> rx.Component:  # noqa: ANN401 - the same
    return rx.el.section(
        rx.el.h3(group.title),
        rx.el.dl(rx.foreach(group.fields, _field), class_name="fields"),
        class_name="field-group",
        custom_attrs={"aria-label": group.title},
    )


def _field(field: Any) -> rx.Component:  # noqa: ANN401 - the same
    return rx.el.div(
        rx.el.dt(field.label),
        rx.el.dd(rx.cond(field.value.is_long, _folded(field.value.text), value(field.value))),
        class_name="shown-field",
        custom_attrs={"data-field": field.name, "data-changed": field.is_changed},
    )


def other_fields() -> rx.Component:
    """Show every other field that is not empty, folded away."""
    return rx.el.details(
        rx.el.summary(rx.el.h3("All fields"), rx.el.span(TICKET.others.length(), class_name="quiet figures")),
        rx.el.dl(rx.foreach(TICKET.others, _field), class_name="fields"),
        class_name="all-fields",
        custom_attrs={"data-testid": "ticket-all-fields"},
    )


def long_text(title: str, name: str, text: rx.Var[str]) -> rx.Component:
    """Show a text of several lines under its heading; nothing where there is none."""
    return rx.cond(
        text != "",
        rx.el.section(
            rx.el.h3(title),
            rx.el.div(text, dir="auto", class_name="prose"),
            class_name="long-text",
            custom_attrs={"data-field": name, "data-changed": TICKET.changed.contains(name), "aria-label": title},
        ),
    )


def _folded(text: rx.Var[str]) -> rx.Component:
    return rx.el.details(
        rx.el.summary(rx.el.span(text, dir="auto", class_name="first-line")),
        rx.el.div(text, dir="auto", class_name="prose"),
        class_name="folded",
    )
