"""Rows of cases and of their parts, to and from the domain's values."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any

from sqlalchemy import RowMapping, Table

from rca_dashboard.domain.cases import case as domain
from rca_dashboard.domain.cases import parts
from rca_dashboard.domain.cases.is_is_not import IsNotLine
from rca_dashboard.store.schema import cases as schema
from rca_dashboard.store.texts import storable

_JSON = frozenset({"is_not", "signature", "snapshot", "content", "figures"})


@dataclass(frozen=True, slots=True)
class PartTable:
    """How a part of a case is stored.

    Attributes:
        choices: The enumeration of each column that has one.
    """

    table: Table
    make: type[Any]
    choices: Mapping[str, type[StrEnum]]


PART_TABLES: Mapping[str, PartTable] = {
    "hypotheses": PartTable(schema.HYPOTHESIS, parts.Hypothesis, {"state": parts.HypothesisState}),
    "evidence": PartTable(schema.EVIDENCE, parts.Evidence, {"stance": parts.Stance}),
    "actions": PartTable(schema.ACTION, parts.CaseAction, {"kind": parts.ActionKind}),
    "changes": PartTable(schema.CASE_CHANGE, parts.CaseChange, {"state": parts.SuspectState}),
    "approvals": PartTable(schema.APPROVAL, parts.Approval, {}),
    "verdicts": PartTable(schema.VERDICT, parts.Verdict, {"kind": parts.VerdictKind}),
}
_OWN_COLUMNS = frozenset(column.name for column in schema.CASE.c)


def part_of(row: RowMapping, stored: PartTable) -> Any:  # noqa: ANN401 - a value of ``stored.make``
    """Return a part from its row."""
    values: dict[str, Any] = {name: _read(name, value) for name, value in row.items() if name != "case_id"}
    return stored.make(**values | {name: choice(row[name]) for name, choice in stored.choices.items()})


def case_of_row(row: RowMapping, **its_parts: Any) -> domain.Case:  # noqa: ANN401 - its parts
    """Return a case from its row and its parts."""
    values: dict[str, Any] = {name: _read(name, row[name]) for name in _OWN_COLUMNS}
    lines = tuple(IsNotLine(**line) for line in values.pop("is_not"))
    values |= {"stage": domain.Stage(row["stage"]), "is_not": lines} | its_parts
    return domain.Case(**values)


def ticket_of_row(row: RowMapping) -> domain.CaseTicket:
    """Return a ticket of a case from its row."""
    values: dict[str, Any] = {name: value for name, value in row.items() if name != "case_id"}
    values["role"] = domain.TicketRole(row["role"])
    return domain.CaseTicket(**values)


def event_of_row(row: RowMapping) -> domain.CaseEvent:
    """Return an event from its row."""
    values: dict[str, Any] = {name: value for name, value in row.items() if name != "case_id"}
    changes = {name: (old, new) for name, (old, new) in json.loads(row["changes"]).items()}
    values["changes"] = changes
    return domain.CaseEvent(**values)


def case_values(case: domain.Case) -> dict[str, Any]:
    """Return the columns of a case, without its id."""
    lines = [{each.name: getattr(line, each.name) for each in fields(line)} for line in case.is_not]
    values = {name: _stored(getattr(case, name)) for name in _OWN_COLUMNS if name not in {"id", "is_not"}}
    return values | {"is_not": storable(as_text(lines))}


def part_values(part: Any) -> dict[str, Any]:  # noqa: ANN401 - any part
    """Return the columns of a part, without its id."""
    return {each.name: _stored(getattr(part, each.name)) for each in fields(part) if each.name != "id"}


def _read(name: str, value: Any) -> Any:  # noqa: ANN401 - a column's value
    return json.loads(value) if name in _JSON else value


def _stored(value: Any) -> Any:  # noqa: ANN401 - a field's value
    match value:
        case StrEnum():
            return value.value
        case str():
            return storable(value)
        case Mapping() | tuple():
            return storable(as_text(value))
        case _:
            return value


as_text = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
