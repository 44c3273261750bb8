"""Every change of a ticket, newest first."""

from typing import Any

import reflex as rx

from rca_dashboard.ui.kit.live import Moment
from rca_dashboard.ui.ticket.fields import value
from rca_dashboard.ui.ticket.open_ticket import TICKET
from rca_dashboard.ui.ticket.state import OlderChangesState


def timeline() -> rx.Component:
    """Show the changes that the page has, and lead to the older ones."""
    return rx.el.section(
        rx.el.h3("Timeline ", rx.el.span(TICKET.changes, class_name="quiet figures")),
        rx.el.ol(rx.foreach(TICKET.timeline, _entry), class_name="timeline"),
        rx.cond(
            TICKET.has_older,
            rx.el.button(
                "Show older",
                type="button",
                class_name="button",
                on_click=OlderChangesState.show(TICKET.oldest),
                custom_attrs={"data-testid": "timeline-older"},
            ),
        ),
        class_name="timeline-section",
        custom_attrs={"data-testid": "ticket-timeline", "aria-label": "Timeline"},
    )


def _entry(entry: Any) -> rx.Component:  # noqa: ANN401 - a Var, whose attributes Reflex makes at run time
    return rx.el.li(
        rx.el.div(
            rx.el.span(entry.title, class_name="entry-title"),
            rx.el.span(Moment.create(at=entry.at), class_name="quiet figures"),
            class_name="entry-head",
        ),
        rx.cond(entry.is_first, _first(entry), _changes(entry)),
        key=entry.seq,
        class_name="entry",
        custom_attrs={"data-testid": "timeline-entry", "data-seq": entry.seq, "data-changed": entry.is_new},
    )


def _first(entry: Any) -> rx.Component:  # noqa: ANN401 - the same
    return rx.el.details(
        rx.el.summary(f"{entry.changes.length()} fields"),
        rx.el.dl(
            rx.foreach(
                entry.changes,
                lambda change: rx.el.div(
                    rx.el.dt(change.label), rx.el.dd(value(change.new), class_name="prose"), class_name="shown-field"
                ),
            ),
            class_name="fields",
        ),
        class_name="folded",
    )


def _changes(entry: Any) -> rx.Component:  # noqa: ANN401 - the same
    return rx.cond(
        entry.changes.length() > 0,
        rx.el.ul(rx.foreach(entry.changes, _change), class_name="changes"),
        rx.el.p("Saved without visible changes.", class_name="quiet"),
    )


def _change(change: Any) -> rx.Component:  # noqa: ANN401 - the same
    return rx.el.li(
        rx.el.span(change.label, class_name="change-label"),
        rx.cond(change.old.is_long | change.new.is_long, _long(change), _short(change)),
        class_name="change",
        custom_attrs={"data-field": change.name},
    )


def _short(change: Any) -> rx.Component:  # noqa: ANN401 - the same
    return rx.el.span(
        rx.el.span(value(change.old), class_name="old-value"),
        rx.el.span("→", class_name="quiet", custom_attrs={"aria-hidden": "true"}),
        rx.el.span(" to ", class_name="visually-hidden"),
        rx.el.span(value(change.new), class_name="new-value"),
        class_name="change-values",
    )


def _long(change: Any) -> rx.Component:  # noqa: ANN401 - the same
    return rx.el.details(
        rx.el.summary("Show change"),
        rx.el.p("Before", class_name="quiet"),
        rx.el.div(value(change.old), class_name="prose old-value"),
        rx.el.p("After", class_name="quiet"),
        rx.el.div(value(change.new), class_name="prose"),
        class_name="folded",
    )
