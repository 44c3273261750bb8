"""What a case says, field by field: compared for its events, for lost edits, and for stale approvals."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, fields
from datetime import datetime
from enum import StrEnum
from typing import Any

from rca_dashboard.domain.cases.case import Case
from rca_dashboard.domain.iso8601 import to_iso
from rca_dashboard.domain.json_types import Json

Difference = Mapping[str, tuple[Json, Json]]
PARTS = ("hypotheses", "evidence", "actions", "changes", "verdicts")
# What says who edited it and when, and what is computed for each reader.
_NOT_CONTENT = frozenset(
    {"id", "version", "revision", "created_by", "created_at", "updated_by", "updated_at"}
    | {"owner_has_left", "hidden", "approvals", *PARTS}
)
# What changes after an approval without an edit of what was approved.
_NOT_APPROVED = frozenset({"stage", "closed_at", "fixed_at", "recurrence_count"})
# A snapshot never changes, and is as long as a ticket.
_BOOKKEEPING = frozenset({"id", "created_by", "created_at", "updated_by", "updated_at", "position", "snapshot"})


def content_of(case: Case) -> dict[str, Json]:
    """Return everything that a case says, with names such as ``title`` and ``hypotheses.3.text``."""
    own = {each.name: as_json(getattr(case, each.name)) for each in fields(case) if each.name not in _NOT_CONTENT}
    for part in PARTS:
        for each in getattr(case, part):
            own |= {f"{part}.{each.id}.{name}": value for name, value in _part_content(each).items()}
    return own


def approved_content(case: Case) -> dict[str, Json]:
    """Return what an approval covers: all but the stage, and what the app itself finds out later."""
    return {
        name: value
        for name, value in content_of(case).items()
        if name not in _NOT_APPROVED and not name.startswith("verdicts.")
    }


def of_what_is_seen(changes: Difference, hidden: Collection[str]) -> Difference:
    """Return the changes without those of parts that a reader may not see."""
    return {name: pair for name, pair in changes.items() if name.rpartition(".")[0] not in hidden}


def difference(before: Mapping[str, Json], after: Mapping[str, Json]) -> dict[str, tuple[Json, Json]]:
    """Return each field that differs, with its old and its new value; a field that is missing counts as empty."""
    names = dict.fromkeys((*before, *after))
    changed = {name: (before.get(name), after.get(name)) for name in names if before.get(name) != after.get(name)}
    return {name: pair for name, pair in changed.items() if not (_is_empty(pair[0]) and _is_empty(pair[1]))}


def joined(changes: Sequence[Difference]) -> dict[str, tuple[Json, Json]]:
    """Return what several changes made together, oldest first; what was changed back is left out."""
    found: dict[str, tuple[Json, Json]] = {}
    for each in changes:
        for name, (old, new) in each.items():
            found[name] = (found.get(name, (old, new))[0], new)
    return {name: (old, new) for name, (old, new) in found.items() if old != new}


def as_json(value: Any) -> Json:  # noqa: ANN401 - any field of a case
    """Return a field's value as JSON."""
    match value:
        case datetime():
            return to_iso(value)
        case StrEnum():
            return value.value
        case tuple():
            return [as_json(each) for each in value]  # pyright: ignore[reportUnknownVariableType]
        case None | str() | bool() | int() | float() | Mapping() | list():
            return value  # pyright: ignore[reportUnknownVariableType]
        case _:
            return {name: as_json(each) for name, each in asdict(value).items()}


def _part_content(part: Any) -> dict[str, Json]:  # noqa: ANN401 - any part of a case
    named = {each.name: as_json(getattr(part, each.name)) for each in fields(part)}
    return {name: value for name, value in named.items() if name not in _BOOKKEEPING and not _is_empty(value)}


def _is_empty(value: Json) -> bool:
    return value is None or value in ("", [], {}, 0)
