"""The app's answers to forms."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CaseAnswer:
    """The app's answer to a form of this browser; ``id`` rises with each, and 0 is none."""

    id: int = 0
    form: str = ""
    is_error: bool = False
    text: str = ""
