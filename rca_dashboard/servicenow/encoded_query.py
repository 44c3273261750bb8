"""Encoded queries: ServiceNow's ``field=value^field>value`` language, as far as a sweep needs it.

``^`` joins with AND, ``^OR`` widens the condition before it, and ``^NQ`` begins a second query whose rows are added.
A value that holds ``^`` has it doubled: the only escape that ServiceNow knows. It is not reliable in every release, so
no query of ours depends on such a value; only an operator's own ``SERVICENOW_QUERY`` may hold one, and then a single
``^`` separates and ``^^`` belongs to the value.
"""

import re
from collections.abc import Sequence
from datetime import UTC, datetime

ORDER_OF_A_SWEEP = "ORDERBYsys_updated_on^ORDERBYsys_id"

_FIELD = re.compile(r"[a-z_][a-z0-9_.]*")
_OPERATORS = frozenset({"=", "!=", ">", ">=", "<", "<=", "LIKE", "STARTSWITH"})
# NULL is the word for an empty field, and what follows javascript: is run by the instance.
_NOT_A_VALUE = re.compile(r"\s*(?:null\s*$|javascript:)", re.IGNORECASE)
_TERM = re.compile(r"(?:[^^]|\^\^)+")
_NOT_A_CONDITION = ("ORDERBY", "GROUPBY")
_END_OF_QUERY = "EQ"
_NEW_QUERY = "NQ"


def escape(value: str) -> str:
    """Return a value as it stands in an encoded query."""
    return value.replace("^", "^^")


def time_literal(moment: datetime) -> str:
    """Return a time as ServiceNow compares it: ``2026-11-23 08:15:00``, in UTC, whole seconds."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(sep=" ", timespec="seconds")


def condition(field: str, operator: str, value: str | datetime) -> str:
    """Return one condition, such as ``sys_updated_on>=2026-11-23 08:15:00``.

    Raises:
        ValueError: For what would be read as something else: a field that is none, an operator that takes several
            values, the word for "empty", a script, ``>`` before a value that begins with ``=``.
    """
    text = time_literal(value) if isinstance(value, datetime) else value
    is_misread = operator in {"<", ">"} and text.startswith("=")
    if not _FIELD.fullmatch(field) or operator not in _OPERATORS or is_misread or _NOT_A_VALUE.match(text):
        message = f"ServiceNow would not read {field}{operator}{text!r} as it is meant"
        raise ValueError(message)
    return f"{field}{operator}{escape(text)}"


def narrow(base: str, conditions: Sequence[str], order: str = ORDER_OF_A_SWEEP) -> str:
    """Return ``(base) AND conditions`` in the given order.

    ``^NQ`` cannot stand in brackets, so the conditions are repeated for each of its parts. An order, a grouping or an
    end mark (``^EQ``) of the base is dropped: the order of the sweep must be the only one.

    Args:
        base: An operator's encoded query, or nothing.
        conditions: What every row must fulfil besides.
        order: The ``ORDERBY`` terms to end with.
    """
    parts = alternatives(base) or [[]]
    narrowed = ["^".join([*part, *conditions]) for part in parts]
    return "^".join(filter(None, ["^NQ".join(narrowed), order]))


def alternatives(base: str) -> list[list[str]]:
    """Return the parts that ``^NQ`` separates, as terms; one that begins with ``OR`` widens the one before it."""
    parts: list[list[str]] = [[]]
    for term in _TERM.findall(base):
        rest = term
        if rest.startswith(_NEW_QUERY):
            parts.append([])
            rest = rest.removeprefix(_NEW_QUERY)
        if rest.strip() and rest != _END_OF_QUERY and not rest.startswith(_NOT_A_CONDITION):
            parts[-1].append(rest)
    return [part for part in parts if part]
