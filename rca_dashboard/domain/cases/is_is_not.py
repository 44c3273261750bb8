"""The IS / IS NOT table: what the tickets of a case have in common that the rest does not have."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log


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


# A difference that chance brings in fewer than 1 of 1,000 tables: half a likelihood ratio of one degree of freedom.
_LEAST_RATIO = 10.83
_LEAST_LIFT = 1.5
MOST_LINES = 12
_MOST_ABSENT = 2
# What the rest has at least this often, and the case not at all, is worth a word ...
_LEAST_SHARE = 0.05
# ... unless so few tickets miss it by chance more often than this.
_CHANCE_OF_ABSENCE = 0.05


@dataclass(frozen=True, slots=True)
class FieldCounts:
    """How often each value of a field occurs in the tickets of a case, and in the rest; empty values are left out.

    Attributes:
        of: How many tickets the case has, with a value or without.
        rest_of: How many the rest has.
    """

    field: str
    label: str
    case: Mapping[str, int]
    rest: Mapping[str, int]
    of: int
    rest_of: int


def is_is_not(counted: Sequence[FieldCounts]) -> tuple[IsNotLine, ...]:
    """Return a line for each field in which the tickets of a case differ from the rest, the clearest first."""
    lines = [found for counts in counted if counts.of and counts.rest_of and (found := _line(counts))]
    return tuple(line for _, line in sorted(lines, key=lambda found: -found[0])[:MOST_LINES])


def refreshed(kept: Sequence[IsNotLine], computed: Sequence[IsNotLine]) -> tuple[IsNotLine, ...]:
    """Return a table with its lines computed again; those that a person has edited stay, in their place."""
    edited = {line.field for line in kept if line.is_edited and line.field}
    return (*(line for line in kept if line.is_edited), *(line for line in computed if line.field not in edited))


def _line(counts: FieldCounts) -> tuple[float, IsNotLine] | None:
    best = max(((_ratio(counts, value), value) for value in counts.case), default=(0.0, ""))
    is_clear = best[0] >= _LEAST_RATIO
    absent = _absent(counts)
    if not is_clear and not absent:
        return None
    value = best[1] if is_clear else ""
    rest_n = counts.rest.get(value, 0)
    n = counts.case.get(value, 0)
    line = IsNotLine(
        field=counts.field,
        label=counts.label,
        holds=value,
        but_not=", ".join(absent),
        n=n,
        of=counts.of,
        rest_n=rest_n,
        rest_of=counts.rest_of,
        lift=round(n / counts.of / (rest_n / counts.rest_of), 2) if rest_n else None,
    )
    return (best[0] if is_clear else 0.0), line


def _ratio(counts: FieldCounts, value: str) -> float:
    """Return twice the log of the likelihood ratio; 0 for a value that is not clearly more frequent in the case."""
    n, rest_n = counts.case[value], counts.rest.get(value, 0)
    share, rest_share = n / counts.of, rest_n / counts.rest_of
    if share < _LEAST_LIFT * rest_share:
        return 0.0
    both = (n + rest_n) / (counts.of + counts.rest_of)
    return 2 * (_likelihood(n, counts.of, both) + _likelihood(rest_n, counts.rest_of, both))


def _likelihood(n: int, of: int, share: float) -> float:
    """Return how much likelier ``n`` of ``of`` is with its own share than with another, as a natural logarithm."""
    there = n * log(n / of / share) if n else 0.0
    away = (of - n) * log((of - n) / of / (1 - share)) if of > n else 0.0
    return there + away


def _absent(counts: FieldCounts) -> list[str]:
    """Return the values that the rest often has, the case has not, and that so many tickets do not miss by chance."""
    shares = {value: n / counts.rest_of for value, n in counts.rest.items() if value not in counts.case}
    often = [value for value, share in shares.items() if share >= _LEAST_SHARE]
    clear = [value for value in often if (1 - shares[value]) ** counts.of <= _CHANCE_OF_ABSENCE]
    return sorted(clear, key=lambda value: (-shares[value], value))[:_MOST_ABSENT]
