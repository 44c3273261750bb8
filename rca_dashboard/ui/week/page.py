"""The page of a week."""

from typing import Any

import reflex as rx

from rca_dashboard.ui.kit.live import Moment
from rca_dashboard.ui.kit.take_away import CopyButton, PrintButton, RestLink
from rca_dashboard.ui.language.sentences import sent, written
from rca_dashboard.ui.shell.frame import frame
from rca_dashboard.ui.ticket.open_ticket import ListRef
from rca_dashboard.ui.week.state import ROUTE, WeekState


def week() -> rx.Component:
    """Show a week."""
    shown = WeekState.week
    return frame(
        rx.el.div(
            rx.el.div(_weeks(), _forms(), class_name="week-head"),
            rx.el.p(
                rx.el.strong(shown.name),
                " ",
                shown.days,
                " (UTC)",
                class_name="week-name figures",
            ),
            rx.cond(WeekState.read_at > 0, _read()),
            rx.foreach(shown.sections, _section),
            class_name="week",
            custom_attrs={
                "data-testid": "week",
                "data-week": shown.name,
                "aria-busy": rx.cond(shown.name == "", "true", "false"),
            },
        ),
        title="The week",
    )


def _weeks() -> rx.Component:
    return rx.el.nav(
        _other(WeekState.week.previous, "Previous week", "week-previous"),
        _other(WeekState.week.following, "Next week", "week-next"),
        ListRef.create("This week", href=ROUTE, class_name="button"),
        class_name="week-buttons",
        custom_attrs={"aria-label": "Weeks"},
    )


def _read() -> rx.Component:
    """Say when it was read, for what comes later is not shown by itself, and read it again."""
    return rx.el.p(
        "As of ",
        Moment.create(at=WeekState.read_at),
        " ",
        rx.el.button(
            "Refresh",
            type="button",
            class_name="link",
            on_click=WeekState.load,
            custom_attrs={"data-testid": "week-refresh"},
        ),
        class_name="quiet week-name",
        custom_attrs={"data-testid": "week-read", "data-at": WeekState.read_at},
    )


def _other(name: Any, label: str, testid: str) -> rx.Component:  # noqa: ANN401 - a Var
    return rx.cond(
        name != "",
        ListRef.create(
            label, href=f"{ROUTE}?week=" + name.to(str), class_name="button", custom_attrs={"data-testid": testid}
        ),
    )


def _forms() -> rx.Component:
    return rx.el.div(
        CopyButton.create(
            "Copy as Markdown",
            text=WeekState.markdown,
            class_name="button",
            custom_attrs={"data-testid": "week-copy"},
        ),
        RestLink.create(
            "Download",
            path="insight/week?format=md&week=" + WeekState.week.name.to(str),
            class_name="button",
            custom_attrs={"data-testid": "week-download"},
        ),
        PrintButton.create("Print", class_name="button", custom_attrs={"data-testid": "week-print"}),
        class_name="week-buttons",
    )


def _section(section: Any) -> rx.Component:  # noqa: ANN401 - a Var, whose attributes Reflex makes at run time
    return rx.el.section(
        rx.el.h2(sent(section.title), rx.el.span(written(section.total), class_name="quiet figures")),
        rx.cond(section.basis != "", rx.el.p(sent(section.basis), class_name="quiet week-basis")),
        rx.cond(
            section.rows.length() > 0,
            rx.el.ul(rx.foreach(section.rows, _row), class_name="week-rows"),
            rx.el.p(sent(section.empty), class_name="empty-line"),
        ),
        rx.cond(
            section.total > section.rows.length(),
            rx.el.p(f"The first {section.rows.length()} of {section.total} are shown.", class_name="quiet figures"),
        ),
        class_name="week-section",
        custom_attrs={
            "data-testid": "week-section",
            "data-section": section.key,
            "data-count": section.total,
            "aria-label": sent(section.title),
        },
    )


def _row(row: Any) -> rx.Component:  # noqa: ANN401 - the same
    return rx.el.li(
        ListRef.create(row.name, href=row.link, class_name="ref", dir="auto"),
        rx.cond(row.text != "", rx.el.span(row.text, dir="auto", class_name="week-text")),
        rx.el.span(sent(row.figures), dir="auto", class_name="quiet figures week-figures"),
        class_name="week-row",
        custom_attrs={"data-testid": "week-row"},
    )
