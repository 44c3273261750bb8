"""The types that the JavaScript is checked against are those of the Python classes."""

from dataclasses import dataclass
from enum import StrEnum

import pytest

from tools.wire_types import TARGET, WireTypes, wire_types


def test_the_types_of_the_wire_are_what_the_classes_say() -> None:
    assert TARGET.read_text() == wire_types(), "run: python -m tools.wire_types"


class _Level(StrEnum):
    HIGH = "high"
    LOW = "low"


@dataclass(frozen=True)
class _Part:
    name: str


@dataclass(frozen=True)
class _Message:
    level: _Level
    parts: tuple[_Part, ...]
    pair: tuple[str, int]
    names: dict[str, list[str]]
    note: str | None = None


def test_a_class_becomes_an_interface_with_those_it_is_made_of() -> None:
    wire = WireTypes()
    assert wire.type_of(_Message) == "_Message"
    assert "export interface _Part {\n  name: string;\n}\n" in wire.text()
    assert wire.text().endswith(
        "export interface _Message {\n"
        '  level: "high" | "low";\n'
        "  parts: Array<_Part>;\n"
        "  pair: [string, number];\n"
        "  names: Record<string, Array<string>>;\n"
        "  note: string | null;\n"
        "}\n\nexport interface _Part {\n  name: string;\n}\n"
    )


def test_a_type_that_json_has_no_form_for_is_refused() -> None:
    with pytest.raises(TypeError, match="no form on the wire"):
        WireTypes().type_of(bytes)
