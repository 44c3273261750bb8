"""The blocks that a report is made of, and their Markdown. Texts in blocks are plain: each form escapes them itself."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

# What is markup anywhere, what makes a link of an address, and what begins a list, a heading or a rule.
_MARKUP = re.compile(r"[\\`*_{}\[\]<>#!|~&$@]|:(?=//)|(?<=www)\.|^[+=-]|(?<=^\d)[.)]|(?<=^\d\d)[.)]")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is the report's title."""

    text: str
    level: int = 2


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph."""

    text: str


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with its columns' titles; ``widths`` are shares."""

    titles: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Columns:
    """A column chart: one number for each label."""

    title: str
    labels: tuple[str, ...]
    values: tuple[int, ...]


Block: TypeAlias = Heading | Paragraph | Bullets | Grid | Columns


def markdown_of(blocks: Sequence[Block]) -> str:
    """Return a report as Markdown; the same blocks give the same bytes."""
    return "\n\n".join("\n".join(_lines(block)) for block in blocks) + "\n"


def escaped(text: str) -> str:
    """Return a text on one line, of which Markdown and HTML show every sign as it is."""
    line = " ".join(text.split())
    return _MARKUP.sub(r"\\\g<0>", line)


def _lines(block: Block) -> Iterator[str]:
    match block:
        case Heading(text, level):
            yield f"{'#' * level} {escaped(text)}"
        case Paragraph(text):
            yield escaped(text) or "\\-"
        case Bullets(items):
            yield from (f"- {escaped(item)}" for item in items)
        case Grid(titles, rows, _):
            yield _row(titles)
            yield "|" + " --- |" * len(titles)
            yield from (_row(row) for row in rows)
        case Columns(title, labels, values):
            yield f"{escaped(title)}:"
            yield ""
            yield _row(("", "n"))
            yield "| --- | --- |"
            yield from (_row((label, str(value))) for label, value in zip(labels, values, strict=True) if value)


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(escaped(cell) for cell in cells) + " |"
