"""The import of the whole history, the reconcile, and what was checked at the start."""

from typing import Any

import reflex as rx

from rca_dashboard.ui.kit.badges import dot
from rca_dashboard.ui.kit.live import Moment
from rca_dashboard.ui.operations.control import ControlState
from rca_dashboard.ui.operations.pieces import Deed, Figure, ImportProgress, Until, facts, status_words
from rca_dashboard.ui.operations.state import OperationsState

# What data-status shapes and colours: see style.css.
_IMPORT_MARKS = (("running", "ok"), ("done", "ok"), ("failed", "failing"), ("stopped", "paused"))
_IMPORT_WORDS = (
    ("running", "under way"),
    ("failed", "failing; it goes on by itself"),
    ("stopped", "stopped"),
    ("done", "done"),
)
_OUTCOMES = (("ok", "ok"), ("warning", "warning"), ("failed", "failed"))


def bulk_import() -> rx.Component:
    """Show the import, and steer it."""
    shown = OperationsState.view.bulk_import
    words = rx.match(shown.state, *_IMPORT_WORDS, "never started")
    return rx.el.section(
        rx.el.h3("Import of the whole history"),
        facts(
            ("State", status_words(rx.match(shown.state, *_IMPORT_MARKS, ""), words, "import-state")),
            ("Started", Moment.create(at=shown.started_at)),
            ("Hidden rows", Figure.create(value=shown.hidden)),
        ),
        ImportProgress.create(imports=shown),
        rx.cond(shown.error != "", rx.el.p(shown.error, class_name="trouble", dir="auto")),
        _import_deeds(shown),
        class_name="panel",
        custom_attrs={"data-testid": "operations-import", "data-state": shown.state},
    )


def _import_deeds(shown: Any) -> rx.Component:  # noqa: ANN401 - a Var, whose attributes Reflex makes at run time
    is_under_way = (shown.state == "running") | (shown.state == "failed")
    return rx.el.div(
        Deed.create(
            label=rx.cond(shown.state == "stopped", "Go on", "Start"),
            is_off=is_under_way | (shown.state == "done"),
            on_do=lambda _: ControlState.start_import(False),  # noqa: FBT003 - an event's argument
            testid="import-start",
        ),
        Deed.create(
            label="Stop",
            question="Stop the import?",
            explanation="It stays stopped, after a restart too, until somebody starts it. It then goes on where it "
            "stands.",
            confirm="Stop the import",
            is_off=~is_under_way,
            on_do=lambda _: ControlState.stop_import(),
            testid="import-stop",
        ),
        Deed.create(
            label="Import all again",
            question="Import everything again?",
            explanation="Every row of every table is asked for, whatever was imported before. Tickets stay as they "
            "are meanwhile, and polling goes on.",
            confirm="Import everything",
            on_do=lambda _: ControlState.start_import(True),  # noqa: FBT003 - the same
            testid="import-again",
        ),
        Deed.create(
            label="Forget progress",
            question="Forget how far the import came?",
            explanation="An import under way is stopped, and the next one begins at the first row. Tickets stay.",
            confirm="Forget it",
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
    words = rx.cond(shown.is_running, "under way", rx.cond(is_never, "none yet", "at rest"))
    return rx.el.section(
        rx.el.h3("Reconcile with ServiceNow"),
        facts(
            ("State", status_words(rx.cond(shown.is_running, "ok", ""), words, "reconcile-state")),
            ("Last", Moment.create(at=shown.finished_at)),
            ("Next", Until.create(at=shown.next_at)),
            ("Compared", Figure.create(value=shown.checked)),
            ("Deleted", Figure.create(value=shown.deleted)),
            ("Left the query", Figure.create(value=shown.left_query)),
            ("Silent updates", Figure.create(value=shown.silent)),
            ("Requests", Figure.create(value=shown.requests)),
        ),
        rx.cond(shown.warning != "", rx.el.p(shown.warning, class_name="caution", dir="auto")),
        rx.el.div(
            Deed.create(
                label="Start",
                is_off=shown.is_running,
                on_do=lambda _: ControlState.start_reconcile(),
                testid="reconcile-start",
            ),
            Deed.create(
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


def checks() -> rx.Component:
    """Show what was looked at before the first poll, and what to do about what is wrong."""
    shown = OperationsState.view.checks
    return rx.el.section(
        rx.el.h3("Checks of the start"),
        rx.cond(
            shown.length() > 0,
            rx.el.ul(rx.foreach(shown, _check), class_name="checks", custom_attrs={"data-testid": "operations-checks"}),
            rx.el.p("Nothing was looked at yet.", class_name="quiet"),
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
            rx.el.strong(each.name),
            ": ",
            rx.el.span(each.seen, dir="auto"),
            rx.cond(each.remedy != "", rx.el.p(each.remedy, class_name="caution")),
        ),
    )
