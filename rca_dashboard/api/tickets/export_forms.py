"""The formats of exported files: CSV for spreadsheets, JSON for programs."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from rca_dashboard.api.tickets.ticket_json import listed_ticket
from rca_dashboard.domain.iso8601 import to_iso
from rca_dashboard.domain.json_types import Json
from rca_dashboard.domain.tickets.ticket import Reference, Ticket

# Spreadsheets take cells that start so for formulas (OWASP, "CSV Injection"), some also after blanks or full-width.
_FORMULA_STARTS = frozenset("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")


class Form(Protocol):
    """A file format."""

    media_type: str

    def pieces(self, columns: Sequence[str], batches: Iterable[Sequence[Ticket]]) -> Iterator[str]:
        """Return the file's text, a piece for each batch of tickets."""
        ...


class Csv:
    """CSV as RFC 4180 has it, in UTF-8.

    It starts with a byte order mark: without it Excel decodes UTF-8 with the machine's own encoding and garbles every
    name with an accent; other programs ignore the mark. Cells hold readable values: labels, names, times in UTC.
    """

    media_type = "text/csv"

    def pieces(self, columns: Sequence[str], batches: Iterable[Sequence[Ticket]]) -> Iterator[str]:
        """Return the file's text, a piece for each batch of tickets."""
        yield "\ufeff" + _lines([columns])
        for tickets in batches:
            yield _lines([harmless(_cell(ticket, name)) for name in columns] for ticket in tickets)


class JsonList:
    """One JSON list of tickets, each as in REST, one per line."""

    media_type = "application/json"

    def pieces(self, columns: Sequence[str], batches: Iterable[Sequence[Ticket]]) -> Iterator[str]:
        """Return the file's text, a piece for each batch of tickets."""
        start = "[\n"
        for tickets in batches:
            for ticket in tickets:
                whole = listed_ticket(ticket)
                yield start + _as_json({name: whole[name] for name in columns})
                start = ",\n"
        yield "[]\n" if start == "[\n" else "\n]\n"


FORMS: dict[str, Form] = {"csv": Csv(), "json": JsonList()}


def harmless(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula: a leading apostrophe makes it text."""
    begins = cell.lstrip(" \N{NO-BREAK SPACE}")[:1]
    return f"'{cell}" if begins in _FORMULA_STARTS and begins else cell


def _cell(ticket: Ticket, name: str) -> str:
    value: object = ticket.label(name) if name in {"category", "source"} else getattr(ticket, name)
    match value:
        case Reference():
            return value.name
        case datetime():
            return to_iso(value) or ""
        case bool():
            return str(value).lower()
        case tuple() if name == "tags":
            return ", ".join(ticket.tags)
        case Mapping():
            return _as_json(dict(ticket.labels)) if value else ""
        case _:
            return "" if value is None else str(value)


def _lines(rows: Iterable[Sequence[str]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()


def _as_json(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
