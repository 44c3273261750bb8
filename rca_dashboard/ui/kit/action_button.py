"""The button for actions, which asks for confirmation where what it does cannot be undone."""

import reflex as rx


class ActionButton(rx.Component):
    """A button for an action; with a ``question`` it first asks for confirmation in a native dialog.

    ``aria_label`` is read out instead of the label where several buttons have the same one.
    ``field`` is the label of a time that the dialog asks for: ``on_do`` is given it, or an empty text.
    """

    library = "$/public/live/kit/action_button.js"
    tag = "ActionButton"

    label: rx.Var[str]
    aria_label: rx.Var[str]
    question: rx.Var[str]
    explanation: rx.Var[str]
    confirm: rx.Var[str]
    field: rx.Var[str]
    is_off: rx.Var[bool]
    testid: rx.Var[str]
    on_do: rx.EventHandler[rx.event.passthrough_event_spec(str)]
