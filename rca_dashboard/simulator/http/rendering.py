"""Rendering of records by the Table API: three display modes, references with their links.

Source: ServiceNow's Table API (``sysparm_display_value``, ``sysparm_exclude_reference_link``, ``sysparm_fields``).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, tzinfo
from typing import Literal

from rca_dashboard.simulator.clock import FORMAT, from_text
from rca_dashboard.simulator.instance import journal
from rca_dashboard.simulator.instance.choices import labels
from rca_dashboard.simulator.instance.instance import Instance
from rca_dashboard.simulator.queries.conditions import Record
from rca_dashboard.simulator.queries.fields import Reader
from rca_dashboard.simulator.queries.schema import INTEGER_FIELDS, JOURNAL_FIELDS, TIME_FIELDS

DisplayMode = Literal["false", "true", "all"]
Shown = dict[str, "str | None"]
Rendered = dict[str, "str | Shown | None"]
_Renderer = Callable[[str], "str | Shown | None"]
_Column = tuple[str, Reader, _Renderer]
_THOUSAND_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Shape:
    """How the client wants the records.

    Attributes:
        base_url: The start of links, such as ``http://127.0.0.1:8099``.
        fields: Which fields, including dot-walked ones; None for all. Unknown ones are left out.
        unreadable: Fields that are left out as well.
        zone: The zone of times in display values.
        date_format: Their format, for ``strftime``.
        has_null_displays: The display value of an empty field is null instead of an empty text.
    """

    base_url: str
    mode: DisplayMode = "false"
    with_links: bool = True
    fields: Sequence[str] | None = None
    unreadable: frozenset[str] = frozenset()
    zone: tzinfo = UTC
    date_format: str = FORMAT
    has_null_displays: bool = False


def render(instance: Instance, table: str, records: Sequence[Record], shape: Shape) -> list[Rendered]:
    """Return records as the Table API would: all fields of the table or the requested ones, empty ones as ``""``."""
    with instance.locked():
        wanted = tuple(instance.table(table).fields) if shape.fields is None else shape.fields
        paths = [path for path in wanted if path not in shape.unreadable]
        # a task is shown with the labels of its own class
        classes = {_class_of(table, record) for record in records}
        columns = {name: _columns(instance, table, name, paths, shape) for name in classes}
    return [
        {path: renderer(read(record)) for path, read, renderer in columns[_class_of(table, record)]}
        for record in records
    ]


def _class_of(table: str, record: Record) -> str:
    return record.get("sys_class_name", "") if table == "task" else table


def _columns(instance: Instance, table: str, name: str, paths: Sequence[str], shape: Shape) -> list[_Column]:
    fields = instance.fields(table)
    columns: list[_Column] = []
    for path in paths:
        if ending := fields.ending(path):
            owner = name if ending.table == "task" and instance.has_table(name) else ending.table
            columns.append((path, fields.value(path), _renderer(instance, owner, ending.field, shape)))
    return columns


def _renderer(instance: Instance, table: str, field: str, shape: Shape) -> _Renderer:
    target = instance.table(table).references.get(field)
    if target:
        return _reference_renderer(instance, target, shape)
    if field in JOURNAL_FIELDS:
        return _by_mode(shape, value=lambda _kept: "", display=_journal(shape))
    return _by_mode(shape, value=str, display=_display(table, field, shape))


def _by_mode(shape: Shape, *, value: Callable[[str], str], display: Callable[[str], str]) -> _Renderer:
    def displayed(kept: str) -> str | None:
        return None if shape.has_null_displays and not kept else display(kept)

    if shape.mode == "false":
        return value
    if shape.mode == "true":
        return displayed
    return lambda kept: {"display_value": displayed(kept), "value": value(kept)}


def _display(table: str, field: str, shape: Shape) -> Callable[[str], str]:
    known = labels(table, field)
    if known:
        return lambda kept: known.get(kept, kept)
    if field in INTEGER_FIELDS:
        return _grouped
    if field in TIME_FIELDS and (shape.zone, shape.date_format) != (UTC, FORMAT):
        return lambda kept: _local(kept, shape)
    return str


def _journal(shape: Shape) -> Callable[[str], str]:
    return lambda kept: journal.shown(kept, lambda stamp: _local(stamp, shape))


def _local(value: str, shape: Shape) -> str:
    """Return a time in the zone and format of the account; other values unchanged."""
    try:
        return from_text(value).astimezone(shape.zone).strftime(shape.date_format)
    except (ValueError, OverflowError):
        return value


def _grouped(value: str) -> str:
    """Return an integer with a thousands separator, as instances show it: ``2,000``."""
    return f"{int(value):,}" if len(value) >= _THOUSAND_DIGITS and value.isdecimal() else value


def _reference_renderer(instance: Instance, target: str, shape: Shape) -> _Renderer:
    prefix = f"{shape.base_url}/api/now/table/{target}/"

    def reference(kept: str) -> str | Shown:
        display = "" if shape.mode == "false" else instance.display_value(target, kept)
        if shape.mode == "all":
            return _with_link({"display_value": display, "value": kept}, prefix + kept, shape)
        plain = kept if shape.mode == "false" else display
        name = "value" if shape.mode == "false" else "display_value"
        return _with_link({name: plain}, prefix + kept, shape) if shape.with_links else plain

    nothing = None if shape.has_null_displays else ""
    empty: str | Shown = {"display_value": nothing, "value": ""} if shape.mode == "all" else ""
    return lambda kept: reference(kept) if kept else empty


def _with_link(shown: Shown, link: str, shape: Shape) -> Shown:
    return {**shown, "link": link} if shape.with_links else shown
