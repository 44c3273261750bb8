"""Fields and texts of a ticket. Texts keep their line breaks, and are never interpreted as markup."""

from typing import Any

import reflex as rx

from rca_dashboard.ui.kit.live import Moment
from rca_dashboard.ui.language.sentences import sent
from rca_dashboard.ui.ticket.open_ticket import TICKET, LinkedText


def value(shown: Any) -> rx.Component:  # noqa: ANN401 - a Var, whose attributes Reflex makes at run time
    """Show a value: a moment in the reader's zone, a text as it is, a dash for none."""
    return rx.cond(
        shown.at > 0,
        Moment.create(at=shown.at),
        rx.cond(
            shown.text == "",
            rx.el.span("-", class_name="quiet"),
            # Whether something is so is worded by the app, and not by ServiceNow.
            rx.el.span(rx.match(shown.text, ("Yes", "Yes"), ("No", "No"), shown.text), dir="auto"),
        ),
    )


def all_fields() -> rx.Component:
    """Show the main fields by topic, then the empty ones and every other field, folded away."""
    return rx.el.section(
        rx.el.div(rx.foreach(TICKET.groups, _group), class_name="field-groups"),
        _folded_fields("Empty fields", "ticket-empty-fields", TICKET.empty),
        _folded_fields("All other fields", "ticket-all-fields", TICKET.others),
        class_name="all-groups",
        custom_attrs={"aria-label": "Fields"},
    )


def _group(group: Any) -> rx.Component:  # noqa: ANN401 - the same
    return rx.el.section(
        rx.el.h3(sent(group.title)),
        rx.el.dl(rx.foreach(group.fields, _field), class_name="fields"),
        class_name="field-group",
        custom_attrs={"aria-label": sent(group.title)},
    )


def _field(field: Any) -> rx.Component:  # noqa: ANN401 - the same
    return rx.el.div(
        rx.el.dt(sent(field.label)),
        rx.el.dd(rx.cond(field.value.is_long, _folded(field.value.text), value(field.value))),
        class_name="shown-field",
        custom_attrs={"data-field": field.name, "data-changed": field.is_changed},
    )


def _folded_fields(title: str, test_id: str, fields: Any) -> rx.Component:  # noqa: ANN401 - the same
    return rx.cond(
        fields.length() > 0,
        rx.el.details(
            rx.el.summary(rx.el.span(title), rx.el.span(fields.length(), class_name="quiet figures")),
            rx.el.dl(rx.foreach(fields, _field), class_name="fields"),
            class_name="all-fields",
            custom_attrs={"data-testid": test_id},
        ),
    )


def long_text(title: str, name: str, text: rx.Var[str], heading: str) -> rx.Component:
    """Show a text of several lines under its heading, with links to web addresses; nothing where there is none."""
    element = rx.el.h2 if heading == "h2" else rx.el.h3
    return rx.cond(
        text != "",
        rx.el.section(
            element(title),
            rx.el.div(LinkedText.create(text=text), dir="auto", class_name="prose"),
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
