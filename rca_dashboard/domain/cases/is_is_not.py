"""The IS / IS NOT table: what the tickets of a case have in common that the rest does not have."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class IsNotLine:
    """One line of the table.

    Attributes:
        field: The field in which the tickets differ; empty for a line that a person has added.
        label: The line's question for people, such as "Configuration item".
        holds: What IS.
        but_not: What IS NOT, though it could be.
        note: What is special about the difference.
        n: How many tickets of the case have the value, out of ``of``.
        rest_n: How many of the rest have it, out of ``rest_of``.
        lift: How many times as often it occurs in the case as in the rest; None where the rest does not have it.
        is_edited: A person has written or changed it: it is not computed again.
    """

    field: str = ""
    label: str
    holds: str = ""
    but_not: str = ""
    note: str = ""
    n: int = 0
    of: int = 0
    rest_n: int = 0
    rest_of: int = 0
    lift: float | None = None
    is_edited: bool = False
