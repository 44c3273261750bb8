"""Encoded queries: ServiceNow's ``field=value^field>value`` language, as far as a sweep needs it.

``^`` joins with AND, ``^OR`` extends the condition before it, and ``^NQ`` starts a second query whose rows are added.
In a value ``^`` is doubled, the only escape that ServiceNow knows. It is not reliable in every release, so the app
itself never uses such a value; only the operator's own ``SERVICENOW_QUERY`` may contain one, and then a single ``^``
separates and ``^^`` belongs to the value.
"""

import re
from collections.abc import Sequence
from datetime import UTC, datetime

ORDER_OF_A_SWEEP = "ORDERBYsys_updated_on^ORDERBYsys_id"

_FIELD = re.compile(r"[a-z_][a-z0-9_.]*")
_OPERATORS = frozenset({"=", "!=", ">", ">=", "<", "<=", "LIKE", "STARTSWITH"})
# NULL stands for an empty field, and the instance executes what follows javascript:.
_NOT_A_VALUE = re.compile(r"\s*(?:null\s*$|javascript:)", re.IGNORECASE)
_TERM = re.compile(r"(?:[^^]|\^\^)+")
_NOT_A_CONDITION = ("ORDERBY", "GROUPBY")
_END_OF_QUERY = "EQ"
_NEW_QUERY = "NQ"


def escape(value: str) -> str:
    """Return a value escaped for an encoded query."""
    return value.replace("^", "^^")


def time_literal(moment: datetime) -> str:
    """Return a time as ServiceNow compares it: ``2026-11-23 08:15:00``, in UTC, whole seconds."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(sep=" ", timespec="seconds")


def condition(field: str, operator: str, value: str | datetime) -> str:
    """Return one condition, such as ``sys_updated_on>=2026-11-23 08:15:00``.

    Raises:
        ValueError: If ServiceNow would read something else: an invalid field name, an operator that takes several
            values, the word for "empty", a script, ``>`` before a value that begins with ``=``.
    """
    text = time_literal(value) if isinstance(value, datetime) else value
    is_misread = operator in {"<", ">"} and text.startswith("=")
    if not _FIELD.fullmatch(field) or operator not in _OPERATORS or is_misread or _NOT_A_VALUE.match(text):
        message = f"ServiceNow would not read {field}{operator}{text!r} as intended"
        raise ValueError(message)
    return f"{field}{operator}{escape(text)}"


def narrow(base: str, conditions: Sequence[str], order: str = ORDER_OF_A_SWEEP) -> str:
    """Return ``(base) AND conditions`` in the given order.

    ``^NQ`` cannot be in brackets, so the conditions are repeated for each of its parts. An order, a grouping or an end
    mark (``^EQ``) of the base is dropped: only the sweep's own order may apply.

    Args:
        base: The operator's encoded query, or empty.
        conditions: What every row must also match.
        order: The ``ORDERBY`` terms at the end.
    """
    parts = alternatives(base) or [[]]
    narrowed = ["^".join([*part, *conditions]) for part in parts]
    return "^".join(filter(None, ["^NQ".join(narrowed), order]))


def alternatives(base: str) -> list[list[str]]:
    """Return the parts that ``^NQ`` separates, as terms; one that begins with ``OR`` extends the one before it."""
    parts: list[list[str]] = [[]]
    for term in _TERM.findall(base):
        rest = term
        if rest.startswith(_NEW_QUERY):
            parts.append([])
            rest = rest.removeprefix(_NEW_QUERY)
        if rest.strip() and rest != _END_OF_QUERY and not rest.startswith(_NOT_A_CONDITION):
            parts[-1].append(rest)
    return [part for part in parts if part]
