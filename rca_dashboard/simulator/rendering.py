"""How a record leaves the Table API: three display modes, references with their links.

Source: ServiceNow's Table API (``sysparm_display_value``, ``sysparm_exclude_reference_link``, ``sysparm_fields``).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from rca_dashboard.simulator.choices import labels
from rca_dashboard.simulator.conditions import Record
from rca_dashboard.simulator.instance import Instance
from rca_dashboard.simulator.schema import INTEGER_FIELDS, JOURNAL_FIELDS

DisplayMode = Literal["false", "true", "all"]
Rendered = dict[str, "str | dict[str, str]"]
_Renderer = Callable[[str], "str | dict[str, str]"]
_THOUSAND_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Shape:
    """What the caller asked for.

    Attributes:
        base_url: What links begin with, such as ``http://127.0.0.1:8099``.
        fields: Which fields; None for all. Unknown ones are left out.
    """

    base_url: str
    mode: DisplayMode = "false"
    with_links: bool = True
    fields: Sequence[str] | None = None


def render(instance: Instance, table: str, records: Sequence[Record], shape: Shape) -> list[Rendered]:
    """Give records as the Table API would; every field of the table, or those asked for, empty ones as ``""``."""
    with instance.locked():
        known = tuple(instance.table(table).fields)
    wanted = known if shape.fields is None else [field for field in shape.fields if field in known]
    renderers = [(field, _renderer(instance, table, field, shape)) for field in wanted]
    return [{field: renderer(record.get(field, "")) for field, renderer in renderers} for record in records]


def _renderer(instance: Instance, table: str, field: str, shape: Shape) -> _Renderer:
    target = instance.table(table).references.get(field)
    if target:
        return _reference_renderer(instance, target, shape)
    if field in JOURNAL_FIELDS:
        return _by_mode(shape.mode, value=lambda _kept: "", display=str)
    return _by_mode(shape.mode, value=str, display=_display(table, field))


def _by_mode(mode: DisplayMode, *, value: Callable[[str], str], display: Callable[[str], str]) -> _Renderer:
    if mode == "false":
        return value
    if mode == "true":
        return display
    return lambda kept: {"display_value": display(kept), "value": value(kept)}


def _display(table: str, field: str) -> Callable[[str], str]:
    known = labels(table, field)
    if known:
        return lambda kept: known.get(kept, kept)
    if field in INTEGER_FIELDS:
        return _grouped
    return str


def _grouped(value: str) -> str:
    """Give a whole number with its thousands set off, as instances show it: ``2,000``."""
    return f"{int(value):,}" if len(value) >= _THOUSAND_DIGITS and value.isdecimal() else value


def _reference_renderer(instance: Instance, target: str, shape: Shape) -> _Renderer:
    prefix = f"{shape.base_url}/api/now/table/{target}/"

    def reference(kept: str) -> str | dict[str, str]:
        display = "" if shape.mode == "false" else instance.display_value(target, kept)
        if shape.mode == "all":
            return _with_link({"display_value": display, "value": kept}, prefix + kept, shape)
        plain = kept if shape.mode == "false" else display
        name = "value" if shape.mode == "false" else "display_value"
        return _with_link({name: plain}, prefix + kept, shape) if shape.with_links else plain

    empty = {"display_value": "", "value": ""} if shape.mode == "all" else ""
    return lambda kept: reference(kept) if kept else empty


def _with_link(shown: dict[str, str], link: str, shape: Shape) -> dict[str, str]:
    return {**shown, "link": link} if shape.with_links else shown
