"""Polling: its status, how far each table has been read, and start, stop, poll now and re-sync."""

from typing import Any

import reflex as rx

from rca_dashboard.ui.kit.action_button import ActionButton
from rca_dashboard.ui.kit.live import Moment
from rca_dashboard.ui.language.sentences import sent
from rca_dashboard.ui.operations.control import ControlState
from rca_dashboard.ui.operations.pieces import Figure, Until, facts, status_words, table
from rca_dashboard.ui.pushed.operations import OperationsState

_WORDS = (("ok", "running"), ("failing", "failing"), ("paused", "stopped"))


def polling() -> rx.Component:
    """Show polling, and steer it."""
    shown = OperationsState.view.polling
    return rx.el.section(
        rx.el.h2("Polling"),
        facts(
            ("State", status_words(shown.health, rx.match(shown.health, *_WORDS, "unknown"), "operations-health")),
            ("Instance", rx.cond(shown.instance == "", "Built-in simulator", shown.instance)),
            ("Interval", rx.el.span(rx.el.code(shown.interval), " (cron in UTC)")),
            ("Last success", Moment.create(at=shown.succeeded_at)),
            ("Next poll", Until.create(at=shown.next_at)),
        ),
        rx.cond(
            shown.error != "",
            rx.el.p(
                rx.el.strong("Failing since "),
                Moment.create(at=shown.failing_since),
                ": ",
                sent(shown.error),
                class_name="trouble",
                dir="auto",
            ),
        ),
        _actions(shown),
        table(
            "Polling progress by table",
            ("Table", "Synced up to", "#Hidden"),
            rx.foreach(OperationsState.view.tables, _table),
            "operations-tables",
        ),
        class_name="panel",
        custom_attrs={"data-testid": "operations-polling"},
    )


def _actions(shown: Any) -> rx.Component:  # noqa: ANN401 - a Var, whose attributes Reflex makes at run time
    is_stopped = shown.health == "paused"
    return rx.el.div(
        ActionButton.create(label="Poll now", on_do=lambda _: ControlState.poll_now(), testid="poll-now"),
        ActionButton.create(
            label="Start", is_off=~is_stopped, on_do=lambda _: ControlState.start_polling(), testid="polling-start"
        ),
        ActionButton.create(
            label="Stop",
            question="Stop polling?",
            explanation="No new tickets or changes arrive until polling is started again. Nothing is lost: polling "
            "resumes where it stopped.",
            confirm="Stop polling",
            is_off=is_stopped,
            on_do=lambda _: ControlState.stop_polling(),
            testid="polling-stop",
        ),
        ActionButton.create(
            label="Re-sync from",
            question="Re-sync from when?",
            explanation="Everything updated since then is fetched again, in all tables. This can take many requests; "
            "unchanged tickets stay as they are.",
            confirm="Re-sync",
            field="Updated since (UTC)",
            on_do=ControlState.reset_polling,
            testid="polling-reset",
        ),
        class_name="deeds",
    )


def _table(each: Any) -> rx.Component:  # noqa: ANN401 - the same
    return rx.el.tr(
        rx.el.td(rx.el.strong(each.table)),
        rx.el.td(
            rx.cond(each.since > 0, Moment.create(at=each.since), "not yet"),
            rx.cond(each.is_sweeping, ", syncing", ""),
        ),
        rx.el.td(
            Figure.create(value=each.hidden),
            class_name="number-cell",
            title="Rows that the ServiceNow account cannot see",
        ),
        key=each.table,
    )
