"""Similar tickets as the page shows them: texts in parts, so that shared words can be marked."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from rca_dashboard.domain.shortened import shortened
from rca_dashboard.domain.tickets.field_labels import field_label
from rca_dashboard.domain.tickets.ticket import Ticket
from rca_dashboard.insight.pareto import Bar
from rca_dashboard.insight.similar import SimilarTicket, SimilarTickets, field_name
from rca_dashboard.insight.ticket_index import Searched

_WORD = re.compile(r"[^\W_]+")
# A description is shown as far as its first lines; the ticket itself is one click away.
_LONGEST_TEXT = 400


@dataclass(frozen=True)
class TextPart:
    """A piece of a text, and whether it is a shared word."""

    text: str
    is_marked: bool


@dataclass(frozen=True)
class Weighed:
    """A word or a field, and how much it weighed."""

    name: str
    weight: float


@dataclass(frozen=True)
class SimilarRow:
    """A similar ticket.

    Attributes:
        rarity: How rare so near a pair is, for people.
        theirs: Its texts.
        mine: The texts of the ticket that it is like.
        words: The words that weighed most, with their weights.
        fields: The equal fields.
        differing: The fields that differ, with both values.
        outcome: How it was closed.
    """

    number: str
    asked: str
    status: str
    rarity: str
    problem: str
    outcome: str
    theirs: list[TextPart]
    mine: list[TextPart]
    words: list[Weighed]
    fields: list[Weighed]
    differing: str


@dataclass(frozen=True)
class SimilarShown:
    """The section: for which ticket, its rows, and what was searched."""

    key: str = ""
    is_loaded: bool = False
    is_off: bool = False
    rows: tuple[SimilarRow, ...] = ()
    searched: str = ""
    cluster: str = ""
    cluster_link: str = ""


def shown_of(ticket: Ticket, found: SimilarTickets, cluster: Bar | None) -> SimilarShown:
    """Return what the section shows."""
    rows = tuple(_row(ticket, each) for each in found.tickets)
    return SimilarShown(
        key=ticket.sys_id,
        is_loaded=True,
        rows=rows,
        searched=searched_text(found.searched),
        cluster=f"One of {cluster.count:,} about “{cluster.label}”; usual {cluster.a_week:g} a week" if cluster else "",
        cluster_link=f"/?cluster={cluster.id}" if cluster else "",
    )


def searched_text(searched: Searched) -> str:
    """Return what was searched, in one sentence."""
    since = f" opened since {datetime.fromtimestamp(searched.since, UTC):%Y-%m-%d}" if searched.since else ""
    left_out = f"; not searched: {searched.left_out}" if searched.left_out else ""
    return f"Searched {searched.tickets:,} tickets{since}{left_out}."


def parts_of(text: str, marked: frozenset[str]) -> list[TextPart]:
    """Return a text in parts, with the marked words apart."""
    parts: list[TextPart] = []
    place = 0
    for found in _WORD.finditer(text):
        if found.group().casefold() in marked:
            if found.start() > place:
                parts.append(TextPart(text[place : found.start()], is_marked=False))
            parts.append(TextPart(found.group(), is_marked=True))
            place = found.end()
    return [*parts, TextPart(text[place:], is_marked=False)] if place < len(text) else parts


def _row(ticket: Ticket, similar: SimilarTicket) -> SimilarRow:
    other, why = similar.ticket, similar.why
    return SimilarRow(
        number=other.ticket_id or other.sys_id,
        asked=other.sys_id,
        status=other.status,
        rarity=_rarity(similar.one_in),
        problem=other.problem.name if other.problem else "",
        outcome=": ".join(part for part in (other.label("close_code"), _short(other.close_notes)) if part),
        theirs=parts_of(_texts(other), why.marked),
        mine=parts_of(_texts(ticket), why.marked),
        words=[Weighed(each.name, round(each.weight, 2)) for each in why.words],
        fields=[Weighed(field_label(field_name(each.name)), round(each.weight, 2)) for each in why.fields],
        differing="; ".join(
            f"{field_label(name)}: {mine} here, {theirs} there" for name, mine, theirs in similar.differing
        ),
    )


def _rarity(one_in: int | None) -> str:
    return "" if one_in is None else f"as near as 1 in {one_in:,} random pairs of this desk"


def _texts(ticket: Ticket) -> str:
    return _short(f"{ticket.short_description}\n{ticket.description}".strip())


def _short(text: str) -> str:
    return shortened(text, _LONGEST_TEXT)
