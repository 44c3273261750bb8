"""The section "Similar tickets"."""

from collections.abc import Callable
from typing import Any

import reflex as rx

from rca_dashboard.ui.language.sentences import sent, written
from rca_dashboard.ui.similar.state import SimilarState

SHOWN = SimilarState.shown


def similar_tickets(sys_id: rx.Var[str], heading: str = "Similar tickets") -> rx.Component:
    """Show the tickets that are like the open one; they are loaded when it opens.

    Args:
        sys_id: The open ticket's sys_id: another one loads again.
        heading: The section's heading.
    """
    return rx.cond(
        sys_id != "",
        rx.el.section(
            rx.el.h3(heading),
            rx.cond(
                (SHOWN.key == sys_id) & SHOWN.is_loaded,
                rx.fragment(
                    rx.cond(
                        SHOWN.cluster != "",
                        rx.el.p(
                            rx.el.a(sent(SHOWN.cluster), href=SHOWN.cluster_link, class_name="link", dir="auto"),
                            custom_attrs={"data-testid": "ticket-cluster"},
                        ),
                    ),
                    rx.cond(
                        SHOWN.rows.length() > 0, rx.el.ol(rx.foreach(SHOWN.rows, _row), class_name="refs"), _none()
                    ),
                    rx.el.p(sent(SHOWN.searched), class_name="quiet"),
                ),
            ),
            # Another ticket is another section, so that it loads again.
            key=sys_id,
            hidden=(SHOWN.key == sys_id) & SHOWN.is_off,
            on_mount=SimilarState.load,
            class_name="related similar",
            custom_attrs={"data-testid": "similar-tickets", "aria-label": heading},
        ),
    )


def _none() -> rx.Component:
    return rx.el.p(
        "Nothing near enough: no other ticket shares more with this one than random pairs do.",
        custom_attrs={"data-testid": "similar-none"},
    )


def _row(row: Any) -> rx.Component:  # noqa: ANN401 - a Var, whose attributes Reflex makes at run time
    return rx.el.li(
        rx.el.div(
            rx.el.a(row.number, href="/tickets/" + row.asked.to(str), class_name="ref"),
            rx.el.span(row.status, class_name="ref-status"),
            rx.cond(row.problem != "", rx.el.span("Problem ", row.problem, class_name="quiet")),
            class_name="similar-head",
        ),
        _text(row.theirs, "similar-text"),
        rx.cond(row.outcome != "", rx.el.p("Closed: ", row.outcome, dir="auto", class_name="quiet")),
        _why(row),
        class_name="similar-row",
        custom_attrs={"data-testid": "similar-ticket", "data-number": row.number},
    )


def _why(row: Any) -> rx.Component:  # noqa: ANN401 - the same
    return rx.el.details(
        rx.el.summary(
            "Why: ",
            _weighed(row.words, lambda name: name),
            rx.cond(row.rarity != "", rx.fragment(" · ", sent(row.rarity))),
        ),
        rx.cond(row.fields.length() > 0, rx.el.p("Same: ", _weighed(row.fields, sent))),
        rx.cond(row.differing != "", rx.el.p("Differs: ", sent(row.differing))),
        rx.el.p("This ticket:", class_name="quiet"),
        _text(row.mine, "similar-text"),
        class_name="similar-why",
        custom_attrs={"data-testid": "similar-why"},
    )


def _weighed(parts: Any, name: Callable[[Any], Any]) -> rx.Component:  # noqa: ANN401 - the same
    return rx.foreach(
        parts,
        lambda part, place: rx.el.span(rx.cond(place > 0, ", ", ""), name(part.name), " ", written(part.weight)),
    )


def _text(parts: Any, name: str) -> rx.Component:  # noqa: ANN401 - the same
    return rx.el.p(
        rx.foreach(parts, lambda part: rx.cond(part.is_marked, rx.el.mark(part.text), rx.el.span(part.text))),
        dir="auto",
        class_name=name,
    )
