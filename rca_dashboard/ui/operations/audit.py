"""The audit log, newest first, page by page."""

from typing import Any

import reflex as rx

from rca_dashboard.live.operations.desk import SHOWN_ENTRIES
from rca_dashboard.ui.kit.live import Moment
from rca_dashboard.ui.language.sentences import sent
from rca_dashboard.ui.operations.pieces import AuditExport, table
from rca_dashboard.ui.operations.state import OlderAuditState
from rca_dashboard.ui.pushed.operations import AuditState

_HEADINGS = ("Time", "User", "Address", "Action", "Target", "Details")


def audit() -> rx.Component:
    """Show who did what, when and from where."""
    is_older: Any = OlderAuditState.is_older
    entries: Any = rx.cond(is_older, OlderAuditState.entries, AuditState.newest)
    return rx.el.section(
        rx.el.div(rx.el.h2("Audit log"), AuditExport.create(), class_name="section-head"),
        rx.cond(
            entries.length() == 0,
            rx.el.p(rx.cond(is_older, "No older entries.", "No entries yet."), class_name="quiet"),
        ),
        table("Audit log", _HEADINGS, rx.foreach(entries, _entry), "audit-table"),
        rx.el.div(
            rx.el.button(
                "Newest",
                type="button",
                class_name="button",
                disabled=~is_older,
                on_click=OlderAuditState.newest_again,
                custom_attrs={"data-testid": "audit-newest"},
            ),
            rx.el.button(
                "Older",
                type="button",
                class_name="button",
                disabled=entries.length() < SHOWN_ENTRIES,
                on_click=OlderAuditState.older(entries[-1].id),
                custom_attrs={"data-testid": "audit-older"},
            ),
            class_name="pager",
        ),
        class_name="operations-wide",
        custom_attrs={"data-testid": "operations-audit"},
    )


def _entry(each: Any) -> rx.Component:  # noqa: ANN401 - a Var, whose attributes Reflex makes at run time
    return rx.el.tr(
        rx.el.td(Moment.create(at=each.at)),
        rx.el.td(rx.el.strong(sent(each.username))),
        rx.el.td(each.address),
        rx.el.td(sent(each.action)),
        rx.el.td(each.subject),
        rx.el.td(sent(each.detail), class_name="wide"),
        key=each.id.to_string(),
        custom_attrs={"data-testid": "audit-row", "data-action": each.action},
    )
