"""The section of the assistant. It is on the page only where the settings name one, and for those who may edit."""

import reflex as rx

from rca_dashboard.ui.cases.assistant.state import CaseAssistant
from rca_dashboard.ui.cases.pieces import MAY_EDIT, section
from rca_dashboard.ui.kit.take_away import CopyButton
from rca_dashboard.ui.language.sentences import sent

_KINDS = (("hypotheses", "Draft hypotheses"), ("statement", "Draft a statement"), ("summary", "Draft a summary"))


def assistant() -> rx.Component:
    """Show what the assistant can draft, what would be sent, and the draft."""
    return rx.cond(
        CaseAssistant.is_on & MAY_EDIT,
        section("Assistant", _choices(), _shown(), _draft(), testid="assistant"),
    )


def _choices() -> rx.Component:
    return rx.el.div(
        *(
            rx.el.button(
                label,
                type="button",
                class_name="button",
                disabled=CaseAssistant.is_asking,
                on_click=CaseAssistant.prepare(kind),
                custom_attrs={"data-testid": f"assistant-{kind}"},
            )
            for kind, label in _KINDS
        ),
        class_name="assistant-choices",
    )


def _shown() -> rx.Component:
    return rx.cond(
        CaseAssistant.shown != "",
        rx.el.div(
            rx.el.p(
                "This will be sent, word for word, to ",
                rx.el.strong(CaseAssistant.server),
                ". Names and addresses that are known are masked; others in texts are not: read it first.",
                class_name="quiet",
            ),
            rx.el.pre(
                CaseAssistant.shown,
                class_name="assistant-text",
                tab_index=0,
                custom_attrs={"data-testid": "assistant-shown", "aria-label": "What will be sent", "role": "region"},
            ),
            rx.el.div(
                rx.el.button(
                    rx.cond(CaseAssistant.is_asking, "Waiting for the answer…", "Send"),
                    type="button",
                    class_name="button",
                    disabled=CaseAssistant.is_asking,
                    on_click=CaseAssistant.send,
                    custom_attrs={"data-testid": "assistant-send"},
                ),
                rx.el.button(
                    "Do not send",
                    type="button",
                    class_name="button plain-button",
                    on_click=CaseAssistant.cancel,
                    custom_attrs={"data-testid": "assistant-cancel"},
                ),
                class_name="assistant-choices",
            ),
        ),
    )


def _draft() -> rx.Component:
    return rx.fragment(
        rx.cond(
            CaseAssistant.drafts.length() > 0,
            rx.el.p("A draft by a machine. It is saved nowhere; take what is right into a field.", class_name="quiet"),
        ),
        rx.foreach(
            CaseAssistant.drafts,
            lambda text: rx.el.div(
                rx.el.p(text, dir="auto", custom_attrs={"data-testid": "assistant-draft"}),
                CopyButton.create("Copy", text=text, class_name="button"),
                class_name="assistant-draft",
            ),
        ),
        rx.el.p(
            sent(CaseAssistant.said), role="status", class_name="quiet", custom_attrs={"data-testid": "assistant-said"}
        ),
    )
