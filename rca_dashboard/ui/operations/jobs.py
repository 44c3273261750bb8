"""The bulk import, the reconcile, and the startup checks."""

from typing import Any

import reflex as rx

from rca_dashboard.ui.kit.action_button import ActionButton
from rca_dashboard.ui.kit.badges import dot
from rca_dashboard.ui.kit.live import Moment
from rca_dashboard.ui.language.sentences import sent
from rca_dashboard.ui.operations.control import ControlState
from rca_dashboard.ui.operations.pieces import Figure, ImportProgress, Until, facts, status_words
from rca_dashboard.ui.pushed.operations import OperationsState

# What data-status shapes and colours: see style.css.
_IMPORT_MARKS = (("running", "ok"), ("done", "ok"), ("failed", "failing"), ("stopped", "paused"))
_IMPORT_WORDS = (
    ("running", "running"),
    ("failed", "failing; retrying automatically"),
    ("stopped", "stopped"),
    ("done", "done"),
)
_OUTCOMES = (("ok", "ok"), ("warning", "warning"), ("failed", "failed"))


def bulk_import() -> rx.Component:
    """Show the import, and steer it."""
    shown = OperationsState.view.bulk_import
    words = rx.match(shown.state, *_IMPORT_WORDS, "never run")
    return rx.el.section(
        rx.el.h2("Full import"),
        facts(
            ("State", status_words(rx.match(shown.state, *_IMPORT_MARKS, ""), words, "import-state")),
            ("Started", Moment.create(at=shown.started_at)),
            ("Hidden rows", Figure.create(value=shown.hidden)),
        ),
        ImportProgress.create(imports=shown),
        rx.cond(shown.error != "", rx.el.p(sent(shown.error), class_name="trouble", dir="auto")),
        _import_actions(shown),
        class_name="panel",
        custom_attrs={"data-testid": "operations-import", "data-state": shown.state},
    )


def _import_actions(shown: Any) -> rx.Component:  # noqa: ANN401 - a Var, whose attributes Reflex makes at run time
    is_under_way = (shown.state == "running") | (shown.state == "failed")
    return rx.el.div(
        ActionButton.create(
            label=rx.cond(shown.state == "stopped", "Resume", "Start"),
            is_off=is_under_way | (shown.state == "done"),
            on_do=lambda _: ControlState.start_import(False),  # noqa: FBT003 - an event's argument
            testid="import-start",
        ),
        ActionButton.create(
            label="Stop",
            question="Stop the import?",
            explanation="The import stays stopped, even after a restart, until you resume it. It then continues where "
            "it stopped.",
            confirm="Stop the import",
            is_off=~is_under_way,
            on_do=lambda _: ControlState.stop_import(),
            testid="import-stop",
        ),
        ActionButton.create(
            label="Import again",
            question="Import everything again?",
            explanation="Every row of every table is fetched again, even if it was imported before. Existing tickets "
            "are kept, and polling continues.",
            confirm="Import everything",
            on_do=lambda _: ControlState.start_import(True),  # noqa: FBT003 - the same
            testid="import-again",
        ),
        ActionButton.create(
            label="Reset import",
            question="Reset import progress?",
            explanation="A running import is stopped, and the next one starts from the first row. Tickets are kept.",
            confirm="Reset",
            is_off=shown.state == "idle",
            on_do=lambda _: ControlState.reset_import(),
            testid="import-reset",
        ),
        class_name="deeds",
    )


def reconcile() -> rx.Component:
    """Show the reconcile, and steer it."""
    shown = OperationsState.view.reconcile
    is_never = shown.started_at == 0
    words = rx.cond(shown.is_running, "running", rx.cond(is_never, "never run", "idle"))
    return rx.el.section(
        rx.el.h2("Reconciliation"),
        facts(
            ("State", status_words(rx.cond(shown.is_running, "ok", ""), words, "reconcile-state")),
            ("Last run", Moment.create(at=shown.finished_at)),
            ("Next run", Until.create(at=shown.next_at)),
            ("Compared", Figure.create(value=shown.checked)),
            ("Deleted", Figure.create(value=shown.deleted)),
            ("No longer in the query", Figure.create(value=shown.left_query)),
            ("Silent updates", Figure.create(value=shown.silent)),
            ("Requests", Figure.create(value=shown.requests)),
        ),
        rx.cond(shown.warning != "", rx.el.p(sent(shown.warning), class_name="caution", dir="auto")),
        rx.cond(shown.doubted.length() > 0, _doubted(shown)),
        rx.el.div(
            ActionButton.create(
                label="Start",
                is_off=shown.is_running,
                on_do=lambda _: ControlState.start_reconcile(),
                testid="reconcile-start",
            ),
            ActionButton.create(
                label="Stop",
                is_off=~shown.is_running,
                on_do=lambda _: ControlState.stop_reconcile(),
                testid="reconcile-stop",
            ),
            class_name="deeds",
        ),
        class_name="panel",
        custom_attrs={
            "data-testid": "operations-reconcile",
            "data-running": rx.cond(shown.is_running, "true", "false"),
        },
    )


def _doubted(shown: Any) -> rx.Component:  # noqa: ANN401 - the same
    return rx.el.div(
        rx.el.ul(rx.foreach(shown.doubted, _doubted_table)),
        ActionButton.create(
            label="Confirm as deleted",
            question="Mark these tickets as deleted?",
            explanation="Each is requested from ServiceNow once more. Those that are still missing are marked as "
            "deleted; the others stay.",
            confirm="Mark as deleted",
            is_off=shown.is_running,
            on_do=lambda _: ControlState.confirm_absences(),
            testid="reconcile-confirm",
        ),
        class_name="doubted",
        custom_attrs={"data-testid": "reconcile-doubted"},
    )


def _doubted_table(each: Any) -> rx.Component:  # noqa: ANN401 - the same
    return rx.el.li(
        rx.el.strong(each.table),
        ": ",
        Figure.create(value=each.count),
        " tickets missing in ServiceNow, first seen ",
        Moment.create(at=each.since),
        ", such as ",
        rx.el.span(each.numbers, dir="auto"),
    )


def checks() -> rx.Component:
    """Show the startup checks, and how to fix what failed."""
    shown = OperationsState.view.checks
    return rx.el.section(
        rx.el.h2("Startup checks"),
        rx.cond(
            shown.length() > 0,
            rx.el.ul(rx.foreach(shown, _check), class_name="checks", custom_attrs={"data-testid": "operations-checks"}),
            rx.el.p("No checks have run yet.", class_name="quiet"),
        ),
        class_name="panel",
    )


def _check(each: Any) -> rx.Component:  # noqa: ANN401 - the same
    return rx.el.li(
        rx.el.span(
            dot(),
            rx.match(each.outcome, *_OUTCOMES, each.outcome),
            class_name="outcome",
            custom_attrs={"data-outcome": each.outcome},
        ),
        rx.el.div(
            rx.el.strong(sent(each.name)),
            ": ",
            rx.el.span(sent(each.seen), dir="auto"),
            rx.cond(each.remedy != "", rx.el.p(sent(each.remedy), class_name="caution")),
        ),
    )
