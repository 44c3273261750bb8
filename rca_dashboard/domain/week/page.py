"""The page of a week, in sections with what each figure rests on, and the same as Markdown."""

from collections.abc import Iterator
from dataclasses import dataclass

from rca_dashboard.domain.json_types import Json
from rca_dashboard.domain.report.blocks import Block, Bullets, Heading, Paragraph, markdown_of


@dataclass(frozen=True, slots=True)
class WeekRow:
    """A line: what it is about, where that leads, and the figures in words, separated by " · "."""

    name: str
    link: str
    text: str
    figures: str


@dataclass(frozen=True, slots=True)
class WeekSection:
    """A part of the page.

    Attributes:
        basis: Of how many, and since when.
        empty: What it says instead of rows.
    """

    key: str
    title: str
    rows: tuple[WeekRow, ...]
    total: int
    basis: str
    empty: str


@dataclass(frozen=True, slots=True)
class WeekPage:
    """The whole page; ``previous`` and ``following`` name other weeks, or are empty."""

    name: str = ""
    days: str = ""
    previous: str = ""
    following: str = ""
    sections: tuple[WeekSection, ...] = ()

    def as_json(self) -> dict[str, Json]:
        """Return the page as JSON for REST."""
        return {
            "week": self.name,
            "days": self.days,
            "previous": self.previous or None,
            "next": self.following or None,
            "sections": [
                {
                    "key": each.key,
                    "title": each.title,
                    "total": each.total,
                    "basis": each.basis,
                    "rows": [
                        {"name": row.name, "link": row.link, "text": row.text, "figures": row.figures}
                        for row in each.rows
                    ],
                }
                for each in self.sections
            ],
        }


def markdown_page(page: WeekPage) -> str:
    """Return the page as Markdown; the same page gives the same text."""
    return markdown_of(list(_blocks(page)))


def _blocks(page: WeekPage) -> Iterator[Block]:
    yield Heading(f"Week {page.name}, {page.days}", 1)
    for section in page.sections:
        yield Heading(f"{section.title}: {section.total}")
        if section.basis:
            yield Paragraph(section.basis)
        if not section.rows:
            yield Paragraph(section.empty)
            continue
        lines = [" · ".join(part for part in (row.name, row.text, row.figures) if part) for row in section.rows]
        more = section.total - len(lines)
        yield Bullets((*lines, *([f"and {more} more"] if more > 0 else [])))
