"""Records from a file that holds an answer of the Table API: ``{"result": [...]}`` in its ``false`` display mode."""

import json
from dataclasses import dataclass, field
from pathlib import Path

from rca_dashboard.simulator.http.values import reference_table, text_of
from rca_dashboard.simulator.queries.conditions import Record


class RecordsFileError(Exception):
    """The file is not as expected; the message says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class RecordsFile:
    """The content of a file.

    Attributes:
        records: Their values by field, as in the file.
        references: The fields that are references, and the tables their links point to.
    """

    records: list[Record] = field(default_factory=list[Record])
    references: dict[str, str] = field(default_factory=dict[str, str])


def read_records(path: Path) -> RecordsFile:
    """Return the content of a file of records.

    Raises:
        RecordsFileError: If it cannot be read or is invalid.
    """
    try:
        content: object = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        message = f"The records file {path} cannot be read ({error}): give a file of JSON."
        raise RecordsFileError(message) from error
    rows = _rows(content)
    if rows is None:
        message = f'The records file {path} must hold {{"result": [...]}}, each record with its sys_id.'
        raise RecordsFileError(message)
    read = RecordsFile()
    for row in rows:
        read.records.append({name: text_of(value) for name, value in row.items()})
        read.references.update({name: table for name, value in row.items() if (table := reference_table(value))})
    return read


def _rows(content: object) -> list[dict[str, object]] | None:
    if not isinstance(content, dict) or "result" not in content:
        return None
    result: object = content["result"]  # pyright: ignore[reportUnknownVariableType]
    rows: list[object] = result if isinstance(result, list) else [result]  # pyright: ignore[reportUnknownVariableType]
    records: list[dict[str, object]] = [row for row in rows if isinstance(row, dict)]  # pyright: ignore[reportUnknownVariableType]
    is_whole = len(records) == len(rows) and all(text_of(record.get("sys_id")) for record in records)
    return records if is_whole else None
