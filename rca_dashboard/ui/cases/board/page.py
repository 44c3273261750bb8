"""All cases at ``/cases``: a board by stage or a list, those with overdue actions first."""

from typing import Any

import reflex as rx
from reflex_components_core.react_router.dom import ReactRouterLink

from rca_dashboard.ui.cases.board.view import BoardView
from rca_dashboard.ui.kit.blank import blank
from rca_dashboard.ui.kit.framed import framed
from rca_dashboard.ui.kit.live import Due, Moment
from rca_dashboard.ui.language.sentences import sent, written
from rca_dashboard.ui.pushed.cases import CasesState
from rca_dashboard.ui.pushed.me import MeState
from rca_dashboard.ui.shell.frame import frame

# Reflex makes the attributes of these vars at run time.
BOARD: Any = CasesState.board
IS_LIST: Any = BoardView.is_list
IS_MINE: Any = BoardView.is_mine


def cases() -> rx.Component:
    """Show all cases."""
    return frame(
        rx.el.div(
            rx.el.div(_view("Board", is_list=False), _view("List", is_list=True), class_name="segments", role="group"),
            rx.el.button(
                "Mine",
                type="button",
                class_name="toggle",
                on_click=BoardView.show_mine(~IS_MINE),
                custom_attrs={"data-testid": "cases-mine", "aria-pressed": rx.cond(IS_MINE, "true", "false")},
            ),
            rx.cond(
                BOARD.overdue > 0,
                rx.el.span(written(BOARD.overdue), " with overdue actions", class_name="overdue", role="status"),
            ),
            rx.cond(
                MeState.may_edit,
                ReactRouterLink.create(
                    rx.icon("plus", size=14, aria_hidden="true"),
                    "New case",
                    to="/cases/new",
                    class_name="button button-main new-case",
                    custom_attrs={"data-testid": "new-case"},
                ),
            ),
            class_name="cases-line",
        ),
        rx.cond(
            BOARD.rows.length() > 0,
            rx.cond(IS_LIST, _list(), _board()),
            rx.cond(BOARD.rev >= 0, _none()),
        ),
        title="Cases",
    )


def _view(label: str, *, is_list: bool) -> rx.Component:
    is_chosen = IS_LIST if is_list else ~IS_LIST
    return rx.el.button(
        label,
        type="button",
        class_name="segment",
        on_click=BoardView.show_list(is_list),
        custom_attrs={"aria-pressed": rx.cond(is_chosen, "true", "false"), "data-testid": f"cases-{label.lower()}"},
    )


def _none() -> rx.Component:
    return blank(
        "search-check",
        "No cases yet",
        "Start one from selected tickets, a ticket, a cluster or a burst.",
        ReactRouterLink.create("New case", to="/cases/new", class_name="button"),
    )


def _is_shown(row: Any) -> rx.Var[bool]:  # noqa: ANN401 - a Var, whose attributes Reflex makes at run time
    return ~IS_MINE | (row.owner == BoardView.me)


def _board() -> rx.Component:
    return rx.el.div(rx.foreach(BOARD.columns, _column), class_name="case-board", custom_attrs={"data-testid": "board"})


def _column(column: Any) -> rx.Component:  # noqa: ANN401 - the same
    return rx.el.section(
        rx.el.h2(
            sent(column.label),
            rx.el.span(written(column.total), class_name="quiet figures"),
            class_name="board-heading",
        ),
        rx.el.ul(rx.foreach(column.rows, lambda row: rx.cond(_is_shown(row), _card(row))), class_name="cards"),
        key=column.stage,
        class_name="board-column",
        aria_label=sent(column.label),
        custom_attrs={"data-stage": column.stage},
    )


def _attributes(row: Any) -> dict[str, Any]:  # noqa: ANN401 - the same
    return {
        "data-testid": "case-row",
        "data-number": row.number,
        "data-stage": row.stage,
        "data-overdue": row.overdue,
    }


def _card(row: Any) -> rx.Component:  # noqa: ANN401 - the same
    return rx.el.li(
        ReactRouterLink.create(
            rx.el.span(row.number, class_name="number"),
            rx.el.span(row.title, dir="auto", class_name="card-title"),
            to="/cases/" + row.number.to(str),
            class_name="card-link",
        ),
        rx.el.p(
            _owner(row),
            rx.el.span(written(row.tickets), rx.cond(row.tickets == 1, " ticket", " tickets")),
            _due(row),
            _verdict(row),
            class_name="card-facts",
        ),
        key=row.number,
        class_name="card",
        custom_attrs=_attributes(row),
    )


def _owner(row: Any) -> rx.Component:  # noqa: ANN401 - the same
    return rx.cond(
        row.owner != "",
        rx.el.span(row.owner, rx.cond(row.owner_has_left, " (left)", ""), dir="auto"),
        rx.el.span("No owner"),
    )


def _due(row: Any) -> rx.Component:  # noqa: ANN401 - the same
    return rx.cond(
        row.overdue > 0,
        rx.el.strong(written(row.overdue), " overdue", class_name="overdue"),
        rx.cond(row.due_at > 0, rx.el.span("due ", Due.create(at=row.due_at, sla="", is_active=True))),
    )


def _verdict(row: Any) -> Any:  # noqa: ANN401 - the same
    return rx.match(
        row.verdict,
        ("came_back", rx.el.strong("came back", class_name="overdue")),
        ("fewer", rx.el.span("held", class_name="held")),
        rx.fragment(),
    )


_HEADINGS = ("Case", "Title", "Stage", "Owner", "Tickets", "Open actions", "Due", "Changed")


def _list() -> rx.Component:
    return framed(
        "List of cases",
        rx.el.table(
            rx.el.caption("Cases", class_name="visually-hidden"),
            rx.el.thead(rx.el.tr(*(rx.el.th(name, scope="col") for name in _HEADINGS))),
            rx.el.tbody(rx.foreach(BOARD.rows, lambda row: rx.cond(_is_shown(row), _line(row)))),
            class_name="plain cases-list",
        ),
    )


def _line(row: Any) -> rx.Component:  # noqa: ANN401 - the same
    return rx.el.tr(
        rx.el.td(ReactRouterLink.create(row.number, to="/cases/" + row.number.to(str), class_name="number link")),
        rx.el.td(row.title, dir="auto", class_name="wide", title=row.title),
        rx.el.td(sent(row.stage_label)),
        rx.el.td(_owner(row)),
        rx.el.td(written(row.tickets), class_name="figures"),
        rx.el.td(written(row.actions), class_name="figures"),
        rx.el.td(_due(row), _verdict(row)),
        rx.el.td(Moment.create(at=row.updated_at)),
        key=row.number,
        custom_attrs=_attributes(row),
    )
