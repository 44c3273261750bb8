"""Whether the fix held, the approval, the review and the report."""

from typing import Any

import reflex as rx

from rca_dashboard.ui.cases.edits.stages import StageEdits
from rca_dashboard.ui.cases.edits.texts import CaseEdits
from rca_dashboard.ui.cases.findings import CaseFindings
from rca_dashboard.ui.cases.pieces import (
    CASE,
    MAY_EDIT,
    EditableText,
    adding,
    case_form,
    section,
    state_mark,
    submit,
    text,
)
from rca_dashboard.ui.kit.live import Moment
from rca_dashboard.ui.language.sentences import sent

# Reflex makes the attributes of its vars at run time.
CLUSTER: Any = CaseFindings.cluster


def verdict() -> rx.Component:
    """Show by what it is seen whether it came back, when that can be known, and what was found."""
    return section(
        "Did the fix hold?",
        rx.el.div(
            state_mark(CASE.verdict.kind, rx.cond(CASE.verdict.kind != "", sent(CASE.verdict.label), "Not known yet")),
            rx.cond(CASE.verdict.text != "", rx.el.p(sent(CASE.verdict.text), dir="auto")),
            rx.cond(
                CASE.verdict.number != "",
                rx.el.a(CASE.verdict.number, href="/tickets/" + CASE.verdict.number, class_name="ref"),
            ),
            rx.cond(
                CASE.verdict.accepted_by != "",
                rx.el.p("Accepted by ", CASE.verdict.accepted_by, ": ", CASE.verdict.reason, class_name="quiet"),
            ),
            class_name="case-verdict",
            custom_attrs={"data-testid": "verdict", "data-verdict": CASE.verdict.kind},
        ),
        rx.cond(
            CaseFindings.outlook != "", rx.el.p(sent(CaseFindings.outlook), custom_attrs={"data-testid": "outlook"})
        ),
        _signature(),
        _unknowable(),
        testid="held",
    )


def _signature() -> rx.Component:
    return rx.el.div(
        rx.el.h3("By what it would be seen"),
        rx.cond(
            CASE.signature != "",
            rx.el.p(CASE.signature, class_name="prose", custom_attrs={"data-testid": "signature"}),
            rx.el.p("No signature yet. It is fixed when the case is watched.", class_name="quiet"),
        ),
        adding("Choose the signature", _signature_form(), _preview(), testid="choose-signature"),
        class_name="case-sub",
    )


def _signature_form() -> rx.Component:
    return case_form(
        "signature",
        text("words", "Tickets with these words", placeholder="vpn gateway drops", is_required=False),
        text("cmdb_ci", "Of this item", is_required=False, kind="search"),
        rx.cond(
            CLUSTER > 0,
            rx.el.label(
                rx.el.input(type="checkbox", name="cluster", value=CLUSTER.to_string()),
                "Of the cluster ",
                rx.el.span("“", CaseFindings.cluster_label, "”", dir="auto"),
                class_name="check field-wide",
                custom_attrs={"data-testid": "signature-cluster"},
            ),
        ),
        rx.el.div(
            submit("Save signature", "signature-save"),
            rx.el.button(
                "Preview",
                type="submit",
                value="preview",
                class_name="button",
                custom_attrs={"data-testid": "signature-preview"},
            ),
            class_name="case-buttons field-wide",
        ),
        on_save=StageEdits.save_signature,
        base=CASE.signature,
        on_preview=CaseFindings.preview_signature,
    )


def _preview() -> rx.Component:
    """Show what the signature would have found in the last half year, week by week."""
    found: Any = CaseFindings.preview
    return rx.el.div(
        rx.cond(
            found.text != "",
            rx.fragment(
                rx.el.p(sent(found.text)),
                rx.el.div(
                    rx.foreach(found.heights, lambda height: rx.el.span(style={"height": height})),
                    class_name="preview-weeks",
                    custom_attrs={"aria-hidden": "true"},
                ),
                rx.el.ul(rx.foreach(found.newest, lambda each: rx.el.li(each, dir="auto", class_name="quiet"))),
            ),
        ),
        role="status",
        class_name="signature-preview",
        custom_attrs={"data-testid": "preview"},
    )


def _unknowable() -> rx.Component:
    return rx.cond(
        CASE.stage == "watching",
        adding(
            "Close by judgement: it cannot be known",
            case_form(
                "unknowable",
                text("reason", "Because"),
                submit("Accept by name", "unknowable-save"),
                on_save=StageEdits.accept_unknowable,
            ),
            testid="accept-unknowable",
        ),
    )


def review() -> rx.Component:
    """Show the review and the approvals."""
    return section(
        "Review",
        EditableText.create(
            name=CASE.number + ":review",
            value=CASE.review,
            label="Review",
            by=CASE.changed_by,
            placeholder="What would have found this sooner? What else could fail the same way?",
            is_multiline=True,
            may_edit=MAY_EDIT,
            answer=CaseEdits.answer,
            testid="case-review",
            on_save=lambda new, base: CaseEdits.save_text("review", new, base),
        ),
        rx.el.ul(rx.foreach(CASE.approvals, _approval), class_name="approvals"),
        adding(
            "Approve",
            case_form(
                "approve",
                rx.el.p(
                    "Whoever approves must not be the owner. An edit makes the approval stale.", class_name="quiet"
                ),
                text("comment", "Comment", is_required=False),
                submit("Approve this version", "approve"),
                on_save=StageEdits.approve_case,
            ),
            testid="approving",
        ),
        testid="review",
    )


def _approval(each: Any) -> rx.Component:  # noqa: ANN401 - a Var, whose attributes Reflex makes at run time
    return rx.el.li(
        state_mark(rx.cond(each.is_valid, "confirmed", "stale"), rx.cond(each.is_valid, "Approved", "Stale")),
        rx.el.span(each.by, " · ", Moment.create(at=each.at)),
        rx.cond(each.comment != "", rx.el.span("“", each.comment, "”", dir="auto")),
        rx.cond(each.changed != "", rx.el.span("edited since: ", each.changed, class_name="quiet")),
        custom_attrs={"data-testid": "approval", "data-valid": each.is_valid},
    )
