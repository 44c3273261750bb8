"""The formats of exported files: CSV for spreadsheets, JSON for programs."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from rca_dashboard.api.tickets.spreadsheet_cells import harmless, within_limit
from rca_dashboard.api.tickets.ticket_json import listed_ticket
from rca_dashboard.domain.iso8601 import to_iso
from rca_dashboard.domain.json_types import Json
from rca_dashboard.domain.preferences import Separator
from rca_dashboard.domain.tickets.sla import Sla
from rca_dashboard.domain.tickets.ticket import Reference, Ticket

_SEPARATORS = {Separator.COMMA: ",", Separator.SEMICOLON: ";", Separator.TAB: "\t"}


@dataclass(frozen=True, slots=True)
class Exported:
    """A ticket as it is exported.

    Attributes:
        cluster: The label of its cluster; empty if it is in none.
        burst: What the burst that counts it is about; empty if none does.
    """

    ticket: Ticket
    cluster: str = ""
    burst: str = ""


# Columns that are exported on request alone: the insight computes them.
COMPUTED = ("cluster", "burst")


class Form(Protocol):
    """A file format."""

    media_type: str
    suffix: str

    def pieces(self, columns: Sequence[str], batches: Iterable[Sequence[Exported]]) -> Iterator[str]:
        """Return the file's text, a piece for each batch of tickets."""
        ...


class Csv:
    """CSV as RFC 4180 has it, in UTF-8, with every cell in quotes.

    It starts with a byte order mark: without it Excel decodes UTF-8 with the machine's own encoding and garbles every
    name with an accent; other programs ignore the mark. Cells hold readable values: labels, names, times in UTC.

    Args:
        separator: What stands between cells. Excel expects a semicolon where the decimal sign is a comma.
    """

    def __init__(self, separator: Separator) -> None:
        self._separator = _SEPARATORS[separator]
        is_tab = separator is Separator.TAB
        self.media_type = "text/tab-separated-values" if is_tab else "text/csv"
        self.suffix = "tsv" if is_tab else "csv"

    def pieces(self, columns: Sequence[str], batches: Iterable[Sequence[Exported]]) -> Iterator[str]:
        """Return the file's text, a piece for each batch of tickets."""
        yield "\ufeff" + self._lines([columns])
        for tickets in batches:
            yield self._lines([within_limit(harmless(_cell(each, name))) for name in columns] for each in tickets)

    def _lines(self, rows: Iterable[Sequence[str]]) -> str:
        text = io.StringIO()
        csv.writer(text, delimiter=self._separator, quoting=csv.QUOTE_ALL).writerows(rows)
        return text.getvalue()


class JsonList:
    """One JSON list of tickets, each as in REST, one per line."""

    media_type = "application/json"
    suffix = "json"

    def pieces(self, columns: Sequence[str], batches: Iterable[Sequence[Exported]]) -> Iterator[str]:
        """Return the file's text, a piece for each batch of tickets."""
        start = "[\n"
        for tickets in batches:
            for each in tickets:
                whole = {**listed_ticket(each.ticket), "cluster": each.cluster or None, "burst": each.burst or None}
                yield start + _as_json({name: whole[name] for name in columns})
                start = ",\n"
        yield "[]\n" if start == "[\n" else "\n]\n"


def form_of(format: Literal["csv", "json"], separator: Separator) -> Form:  # noqa: A002 - the parameter's name
    """Return what a file of this format looks like; JSON has no separator."""
    return Csv(separator) if format == "csv" else JsonList()


def _cell(exported: Exported, name: str) -> str:
    if name in COMPUTED:
        return str(getattr(exported, name))
    return _ticket_cell(exported.ticket, name)


def _ticket_cell(ticket: Ticket, name: str) -> str:
    value: object = ticket.label(name) if name in {"category", "source"} else getattr(ticket, name)
    match value:
        case Reference():
            return value.name
        case datetime():
            return to_iso(value) or ""
        case bool():
            return str(value).lower()
        case tuple():
            return ", ".join(ticket.tags if name == "tags" else map(_sla, ticket.sla))
        case Mapping():
            return _as_json(dict(ticket.labels)) if value else ""
        case _:
            return "" if value is None else str(value)


def _sla(sla: Sla) -> str:
    return f"{sla.name}: {'breached' if sla.breached else sla.stage}"


def _as_json(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
