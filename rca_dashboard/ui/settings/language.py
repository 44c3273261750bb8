"""The language of the pages."""

import reflex as rx

from rca_dashboard.ui.pushed.me import MeState
from rca_dashboard.ui.pushed.preferences import PreferencesState


class LanguageChoice(rx.Component):
    """A menu of the languages; ``is_shared`` where no one logs in, and the browser keeps the choice."""

    library = "$/public/live/language/language_choice.js"
    tag = "LanguageChoice"

    is_shared: rx.Var[bool]
    on_choose: rx.EventHandler[rx.event.passthrough_event_spec(str)]


def language_settings() -> rx.Component:
    """Let the user choose the language; the page is loaded again in it."""
    return rx.el.section(
        rx.el.h2("Language", id="language-heading"),
        LanguageChoice.create(is_shared=MeState.username == "", on_choose=PreferencesState.set_language),
        class_name="settings-section",
        custom_attrs={"aria-labelledby": "language-heading"},
    )
