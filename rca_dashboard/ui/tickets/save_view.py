"""Saves the filter at hand as a view, and renames, shares and deletes the one on the screen."""

from typing import Any

import reflex as rx

from rca_dashboard.domain.views.saved_view import ICONS, LONGEST_NAME
from rca_dashboard.ui.kit.forms import answer_line
from rca_dashboard.ui.kit.live import ADOPTED
from rca_dashboard.ui.pushed.me import MeState
from rca_dashboard.ui.pushed.views import SavingState, ViewsState


def save_view() -> rx.Component:
    """Show a button that opens a form: a new view, or the saved one on the screen."""
    return rx.el.details(
        rx.el.summary(
            rx.icon("bookmark", size=16, aria_hidden="true"),
            rx.el.span("Save view", class_name="words"),
            class_name="button",
            custom_attrs={"data-testid": "view-save"},
        ),
        rx.el.div(
            _new(),
            rx.foreach(ViewsState.saved, lambda view: rx.cond(view.key == ViewsState.current, _open_one(view))),
            answer_line(SavingState.answer, is_error=SavingState.is_error, testid="view-answer"),
            class_name="popover-body",
        ),
        class_name="popover",
    )


def _new() -> rx.Component:
    return rx.el.form(
        rx.el.fieldset(
            rx.el.legend("Save these filters as a view"),
            _name("view-save-name", ""),
            _icons(""),
            _shared(is_shared=False),
            rx.el.button("Save", type="submit", class_name="button", custom_attrs={"data-testid": "view-save-submit"}),
        ),
        on_submit=lambda form: SavingState.save(ADOPTED.view, form),
        reset_on_submit=True,
    )


def _open_one(view: Any) -> rx.Component:  # noqa: ANN401 - a Var, whose attributes Reflex makes at run time
    may_change = view.is_mine | (view.shared & MeState.is_admin)
    return rx.fragment(
        rx.el.fieldset(
            rx.el.legend("This view"),
            rx.el.label(
                rx.el.input(
                    type="checkbox",
                    checked=view.is_default,
                    on_change=SavingState.set_default(rx.cond(view.is_default, "", view.key)),
                    custom_attrs={"data-testid": "view-default"},
                ),
                "Open the list with it",
                class_name="check",
            ),
            rx.cond(
                may_change,
                rx.el.button(
                    "Delete view",
                    type="button",
                    class_name="button",
                    on_click=SavingState.delete(view.key),
                    custom_attrs={"data-testid": "view-delete"},
                ),
            ),
        ),
        rx.cond(
            may_change,
            rx.el.form(
                _name("view-rename", view.name),
                _icons(view.icon),
                _shared(is_shared=view.shared),
                rx.el.button(
                    "Save changes",
                    type="submit",
                    class_name="button",
                    custom_attrs={"data-testid": "view-rename-submit"},
                ),
                on_submit=lambda form: SavingState.change(view.key, form),
            ),
        ),
        key=f"{view.key} {view.icon} {view.name}",
    )


def _name(testid: str, name: Any) -> rx.Component:  # noqa: ANN401 - a text or a Var
    return rx.el.label(
        rx.el.span("Name"),
        rx.el.input(
            name="name",
            default_value=name,
            required=True,
            max_length=LONGEST_NAME,
            auto_complete="off",
            class_name="input",
            custom_attrs={"data-testid": testid},
        ),
        class_name="field",
    )


def _icons(chosen: Any) -> rx.Component:  # noqa: ANN401 - a text or a Var
    """Return the icons to choose from; where none is chosen, the view gets one that fits its filters."""
    return rx.el.fieldset(
        rx.el.legend("Icon"),
        *(_icon(name, is_chosen=chosen == name) for name in ICONS),
        class_name="view-icons",
    )


def _icon(name: str, *, is_chosen: Any) -> rx.Component:  # noqa: ANN401 - a bool or a Var
    words = name.replace("-", " ").capitalize()
    return rx.el.label(
        rx.el.input(
            type="radio",
            name="icon",
            value=name,
            default_checked=is_chosen,
            custom_attrs={"data-testid": f"view-icon-{name}"},
        ),
        rx.icon(name, size=16, aria_hidden="true"),
        rx.el.span(words, class_name="visually-hidden"),
        title=words,
    )


def _shared(*, is_shared: Any) -> rx.Component:  # noqa: ANN401 - a bool or a Var
    return rx.cond(
        MeState.may_share,
        rx.el.label(
            rx.el.input(
                type="checkbox",
                name="shared",
                default_checked=is_shared,
                custom_attrs={"data-testid": "view-shared"},
            ),
            "Share with everyone",
            class_name="check",
        ),
    )
