"""A report as PDF, with its charts as vector graphics."""

import logging
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont
from fpdf import FPDF, FontFace

from rca_dashboard.domain.report.blocks import Block, Bullets, Columns, Grid, Heading, Paragraph
from rca_dashboard.domain.shortened import shortened

_FONTS = Path(__file__).parent / "fonts"
_REGULAR, _BOLD = _FONTS / "Inter-Regular.ttf", _FONTS / "Inter-SemiBold.ttf"
_SIZES = {1: 17.0, 2: 12.5, 3: 10.5}
_TEXT = 9.0
_SMALL = 7.5
_LONGEST_IN_FOOT = 90
_LINE = 1.35
_INK, _QUIET, _RULE, _BAR = (24, 26, 32), (96, 102, 114), (214, 218, 226), (56, 97, 200)
_CHART_HEIGHT = 38.0
_MARGIN, _INDENT = 18.0, 4.0
# So much of what follows a heading has to fit below it.
_HEADED = 32.0
_MILLIMETRES = 25.4 / 72

# It says of each font of each report what it leaves out, in a hundred lines.
logging.getLogger("fontTools").setLevel(logging.WARNING)


def pdf_of(blocks: Sequence[Block], title: str, at: datetime) -> bytes:
    """Return a report as PDF. Signs that the font lacks are written as their code points, and listed at the end."""
    missing = Counter[str]()
    page = _Page(title, at)
    for block in blocks:
        page.add(_readable(block, missing))
    if missing:
        page.add(Heading("Signs that the font lacks"))
        page.add(Bullets(tuple(_listed(sign, count) for sign, count in sorted(missing.items()))))
    return bytes(page.output())


class _Page(FPDF):
    def __init__(self, title: str, at: datetime) -> None:
        super().__init__(format="A4")
        self.add_font("Inter", "", _REGULAR)
        self.add_font("Inter", "B", _BOLD)
        self.set_margin(_MARGIN)
        self.set_auto_page_break(auto=True, margin=_MARGIN)
        self.set_title(title)
        self.set_creation_date(at)
        self._title = "".join(sign if ord(sign) in _signs() else "?" for sign in title)
        self.add_page()

    def footer(self) -> None:
        """Write the number of the page."""
        self.set_y(-13)
        self.set_font("Inter", "", _SMALL)
        self.set_text_color(*_QUIET)
        self.cell(0, 5, f"{shortened(self._title, _LONGEST_IN_FOOT)}   ·   {self.page_no()}", align="R")

    def add(self, block: Block) -> None:
        """Add a block."""
        match block:
            case Heading(text, level):
                self._heading(text, level)
            case Paragraph(text):
                self._text(text)
            case Bullets(items):
                for item in items:
                    self._bullet(item)
                self.ln(1.5)
            case Grid():
                self._grid(block)
            case Columns():
                self._columns(block)

    def _heading(self, text: str, level: int) -> None:
        size = _SIZES[level]
        if self.will_page_break(_HEADED):
            self.add_page()
        self.ln(0 if level == 1 else 3)
        self._text(text, size=size, style="B", gap=1.5)

    def _text(self, text: str, *, size: float = _TEXT, style: str = "", gap: float = 2.0) -> None:
        self.set_font("Inter", style, size)
        self.set_text_color(*_INK)
        self.multi_cell(0, size * _LINE * _MILLIMETRES, text, align="L", new_x="LMARGIN", new_y="NEXT")
        self.ln(gap)

    def _bullet(self, text: str) -> None:
        """Write an item of a list, with all its lines beside the dot."""
        self.set_font("Inter", "", _TEXT)
        self.set_text_color(*_INK)
        self.cell(_INDENT, _TEXT * _LINE * _MILLIMETRES, "•")
        self.set_left_margin(_MARGIN + _INDENT)
        self._text(text, gap=0.8)
        self.set_left_margin(_MARGIN)
        self.set_x(_MARGIN)

    def _grid(self, block: Grid) -> None:
        self.set_font("Inter", "", _SMALL)
        self.set_text_color(*_INK)
        self.set_draw_color(*_RULE)
        self.set_fill_color(255, 255, 255)  # a table fills its cells with what was filled last: the bars' blue
        heading = FontFace(emphasis="BOLD", color=_QUIET)
        height = _SMALL * _LINE * _MILLIMETRES
        with self.table(
            col_widths=block.widths,
            borders_layout="HORIZONTAL_LINES",
            headings_style=heading,
            line_height=height,
            padding=(0.8, 1.2),
            text_align="LEFT",
            v_align="TOP",
        ) as table:
            for row in (block.titles, *block.rows):
                table.row(row)
        self.ln(3)

    def _columns(self, block: Columns) -> None:
        if self.will_page_break(_CHART_HEIGHT + 14):
            self.add_page()
        self._text(block.title, size=_SMALL, style="B", gap=1)
        left, top, width = self.l_margin, self.get_y() + 3, self.epw
        highest, step = max(block.values, default=1) or 1, width / max(1, len(block.values))
        self.set_draw_color(*_RULE)
        self.line(left, top + _CHART_HEIGHT, left + width, top + _CHART_HEIGHT)
        self.set_fill_color(*_BAR)
        self.set_font("Inter", "", 6)
        self.set_text_color(*_QUIET)
        for place, value in enumerate(block.values):
            height = _CHART_HEIGHT * value / highest
            bar = min(step * 0.8, 9.0)
            x = left + step * place + (step - bar) / 2
            if value:
                self.rect(x, top + _CHART_HEIGHT - height, bar, height, style="F")
                self.set_xy(left + step * place, top + _CHART_HEIGHT - height - 3)
                self.cell(step, 3, str(value), align="C")
        self._labels(block.labels, left, top + _CHART_HEIGHT + 0.6, step)
        self.set_xy(left, top + _CHART_HEIGHT + 7)

    def _labels(self, labels: Sequence[str], left: float, top: float, step: float) -> None:
        """Write as many labels as there is room for."""
        every = max(1, -(-16 // max(1, int(step)))) if labels else 1
        for place in range(0, len(labels), every):
            self.set_xy(left + step * place, top)
            self.cell(max(step, 15), 4, labels[place], align="C" if step >= 15 else "L")  # noqa: PLR2004 - a date's width


@cache
def _signs() -> frozenset[int]:
    """Return the signs that both fonts have."""
    found: list[set[int]] = []
    for path in (_REGULAR, _BOLD):
        with TTFont(path, lazy=True) as font:
            found.append(set(font.getBestCmap() or {}))
    return frozenset(found[0] & found[1])


def _readable(block: Block, missing: Counter[str]) -> Block:
    def text(given: str) -> str:
        return "".join(_sign(each, missing) for each in " ".join(given.split()))

    def texts(given: Iterable[str]) -> tuple[str, ...]:
        return tuple(text(each) for each in given)

    match block:
        case Heading(given, level):
            return Heading(text(given), level)
        case Paragraph(given):
            return Paragraph(text(given))
        case Bullets(items):
            return Bullets(texts(items))
        case Grid(titles, rows, widths):
            return Grid(texts(titles), tuple(texts(row) for row in rows), widths)
        case Columns(title, labels, values):
            return Columns(text(title), texts(labels), values)


def _sign(sign: str, missing: Counter[str]) -> str:
    if ord(sign) in _signs():
        return sign
    missing[sign] += 1
    return f"[U+{ord(sign):04X}]"


def _listed(sign: str, count: int) -> str:
    name = unicodedata.name(sign, "no name")
    return f"U+{ord(sign):04X} {name}, {'once' if count == 1 else f'{count} times'}"
