"""The actions of a case: what is done about the cause, by whom and until when, and who has verified it."""

from typing import Any

import reflex as rx

from rca_dashboard.live.cases.shown import KIND_LABELS
from rca_dashboard.ui.cases.edits.actions import ActionEdits
from rca_dashboard.ui.cases.edits.parts import PartEdits
from rca_dashboard.ui.cases.pieces import (
    CASE,
    MAY_EDIT,
    adding,
    case_form,
    hidden,
    part_text,
    removing,
    said,
    section,
    select,
    submit,
    text,
)
from rca_dashboard.ui.kit.live import Moment
from rca_dashboard.ui.language.sentences import sent


def actions() -> rx.Component:
    """Show the actions, overdue ones first."""
    return section(
        "Actions",
        rx.cond(
            CASE.actions.length() > 0,
            rx.el.ul(rx.foreach(CASE.actions, _action), class_name="actions-list"),
            rx.el.p("No action yet.", class_name="quiet"),
        ),
        said("actions"),
        adding("Add an action", _new(), testid="add-action"),
        testid="actions",
    )


def _action(each: Any) -> rx.Component:  # noqa: ANN401 - a Var, whose attributes Reflex makes at run time
    return rx.el.li(
        rx.el.span(class_name="action-mark", custom_attrs={"aria-hidden": "true"}),
        rx.el.div(
            rx.el.div(part_text("actions", "text", each, "Action"), class_name="action-text"),
            rx.el.p(
                rx.el.span(sent(each.kind_label)),
                rx.el.span(" · ", rx.cond(each.owner != "", each.owner, "no owner")),
                rx.cond(each.due_day != "", rx.el.span(" · due ", each.due_day)),
                rx.cond(each.is_overdue, rx.el.strong(" · overdue", class_name="overdue")),
                rx.cond(each.done_at > 0, rx.el.span(" · done by ", each.done_by, " ", Moment.create(at=each.done_at))),
                rx.cond(each.verified_at > 0, rx.el.span(" · verified by ", each.verified_by)),
                class_name="quiet small-print",
            ),
            adding(
                "Change it",
                part_text("actions", "owner", each, "Owner", "No owner"),
                _change(each),
                _remove(each),
                testid="change-action",
            ),
        ),
        rx.cond(MAY_EDIT, _next(each)),
        key=each.id,
        class_name="action-row",
        custom_attrs={"data-testid": "action", "data-state": each.state, "data-overdue": each.is_overdue},
    )


def _change(each: Any) -> rx.Component:  # noqa: ANN401 - the same
    return case_form(
        "action-" + each.id.to_string(),
        hidden("action", each.id.to_string()),
        select("kind", "It is to", tuple(KIND_LABELS.items()), each.kind),
        text("due", "Due", kind="date", is_required=False, value=each.due_day),
        submit("Save", "action-change-save"),
        on_save=ActionEdits.change_action,
        base=each.kind_label + ", " + each.due_day,
    )


def _remove(each: Any) -> rx.Component:  # noqa: ANN401 - the same
    return removing(
        "Remove the action",
        "The timeline keeps that it was here.",
        PartEdits.remove_part("actions", each.id),
        "remove-action",
    )


def _next(each: Any) -> Any:  # noqa: ANN401 - the same
    return rx.match(
        each.state,
        ("open", _button("Done", "action-done", ActionEdits.set_done(each.id))),
        ("done", _button("Verify", "action-verify", ActionEdits.verify(each.id))),
        rx.fragment(),
    )


def _button(label: str, testid: str, on_click: Any) -> rx.Component:  # noqa: ANN401 - an event
    return rx.el.button(
        label, type="button", class_name="button", on_click=on_click, custom_attrs={"data-testid": testid}
    )


def _new() -> rx.Component:
    return case_form(
        "new-action",
        text("text", "What is to be done?", placeholder="Roll the firmware back on both gateways"),
        select("kind", "It is to", tuple(KIND_LABELS.items())),
        text("owner", "Owner", kind="search", is_required=False),
        text("due", "Due", kind="date", is_required=False),
        submit("Add action", "action-save"),
        on_save=ActionEdits.add_action,
    )
