"""What is the matter: the statement, and what the case's tickets have that the others do not."""

from typing import Any

import reflex as rx

from rca_dashboard.ui.cases.edits.texts import CaseEdits
from rca_dashboard.ui.cases.pieces import (
    CASE,
    MAY_EDIT,
    EditableText,
    adding,
    case_form,
    hidden,
    section,
    submit,
    text,
)
from rca_dashboard.ui.kit.framed import framed
from rca_dashboard.ui.language.sentences import sent


def statement() -> rx.Component:
    """Show the statement of the problem."""
    return section(
        "Statement",
        EditableText.create(
            name=CASE.number + ":statement",
            value=CASE.statement,
            label="Statement",
            by=CASE.changed_by,
            placeholder="What is wrong with what, since when, and for whom?",
            is_multiline=True,
            may_edit=MAY_EDIT,
            answer=CaseEdits.answer,
            testid="case-statement",
            on_save=lambda new, base: CaseEdits.save_text("statement", new, base),
        ),
    )


def is_is_not() -> rx.Component:
    """Show the IS / IS NOT table."""
    return section(
        "Is and is not",
        rx.cond(
            CASE.lines.length() > 0,
            framed(
                "What the tickets of this case have that others do not",
                rx.el.table(
                    rx.el.caption(
                        "What the tickets of this case have that others do not", class_name="visually-hidden"
                    ),
                    rx.el.thead(rx.el.tr(*(rx.el.th(name, scope="col") for name in _HEADINGS))),
                    rx.el.tbody(rx.foreach(CASE.lines, _line)),
                    class_name="plain is-is-not",
                ),
            ),
            rx.el.p("The tickets of this case differ from the others in no field.", class_name="quiet"),
        ),
        adding("Add a line", _new_line(), testid="add-line"),
        testid="is-is-not",
    )


_HEADINGS = ("What", "Is", "Is not", "How many", "What is special")


def _line(line: Any) -> rx.Component:  # noqa: ANN401 - a Var, whose attributes Reflex makes at run time
    return rx.el.tr(
        rx.el.th(sent(line.label), scope="row"),
        rx.el.td(_cell(line, "holds", line.holds, "Is")),
        rx.el.td(_cell(line, "but_not", line.but_not, "Is not")),
        rx.el.td(rx.el.span(sent(line.figures), class_name="quiet")),
        rx.el.td(_cell(line, "note", line.note, "What is special")),
        key=line.key,
        custom_attrs={"data-testid": "is-line"},
    )


def _cell(line: Any, name: str, value: Any, label: str) -> rx.Component:  # noqa: ANN401 - Vars
    return EditableText.create(
        name=CASE.number + ":line:" + line.label.to(str) + ":" + name,
        value=value,
        label=label,
        by=CASE.changed_by,
        placeholder="-",
        is_multiline=False,
        may_edit=MAY_EDIT,
        answer=CaseEdits.answer,
        testid=f"line-{name.replace('_', '-')}",
        on_save=lambda new, base: CaseEdits.save_cell(line.label, name, new, base),
    )


def _new_line() -> rx.Component:
    return case_form(
        "new-line",
        text("label", "What", placeholder="Where, when, how much"),
        text("holds", "Is"),
        text("but_not", "Is not, though it could be", is_required=False),
        hidden("kind", "line"),
        submit("Add line", "line-save"),
        on_save=CaseEdits.add_line,
    )
