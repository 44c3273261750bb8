"""Answers "which tickets are like this one?", with the reasons and with what was searched."""

from collections.abc import Sequence
from dataclasses import dataclass

from rca_dashboard.domain.likeness.terms import TicketText, terms_of
from rca_dashboard.domain.likeness.why import Why, why
from rca_dashboard.domain.tickets.ticket import Reference, Ticket
from rca_dashboard.insight.ticket_index import Searched, TicketIndex
from rca_dashboard.store.engine import Database
from rca_dashboard.store.insight.texts import tickets_named, tickets_with
from rca_dashboard.store.queries import tickets_by_id

MOST_SIMILAR = 10


@dataclass(frozen=True, slots=True)
class SimilarTicket:
    """A ticket that is near another.

    Attributes:
        ticket: The ticket as it is now.
        why: The words and fields that weighed most.
        one_in: 1 in so many random pairs of this desk is as near; None before a sample was taken.
        differing: Each field that both have and that differs, with both values for people.
    """

    ticket: Ticket
    why: Why
    one_in: int | None
    differing: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class SimilarTickets:
    """The answer: the similar tickets, nearest first; none if nothing is near enough."""

    tickets: tuple[SimilarTicket, ...]
    searched: Searched


def similar_to(database: Database, index: TicketIndex, ticket: Ticket, most: int = MOST_SIMILAR) -> SimilarTickets:
    """Return the tickets that are like one. It blocks for some milliseconds: call it in a worker thread."""
    searched = index.searched()
    (own,) = tickets_named(database, [ticket.sys_id])[:1] or (None,)
    if own is None:
        return SimilarTickets((), searched)
    hits = index.likeness.search(terms_of(own.text), most=most, without=own.id)
    near = {hit.id: hit for hit in hits if index.chance.is_enough(hit.nearness)}
    texts = {each.id: (each.text, each.sys_id) for each in tickets_with(database, list(near))}
    whole = {each.sys_id: each for each in tickets_by_id(database, list(near))}
    found: list[SimilarTicket] = []
    for key, hit in near.items():
        text, sys_id = texts.get(key, (TicketText(""), ""))
        if sys_id in whole:
            reasons = why(index.likeness, own.text, text, hit)
            one_in = index.chance.one_in(hit.nearness)
            found.append(SimilarTicket(whole[sys_id], reasons, one_in, _differing(reasons, ticket, whole[sys_id])))
    return SimilarTickets(tuple(found), searched)


_NAMES = {"configuration_item": "cmdb_ci", "subcategory": "subcategory", "service": "business_service"}


def field_name(name: str) -> str:
    """Return a ticket's field by its name in likeness."""
    return _NAMES[name]


def _differing(reasons: Why, ticket: Ticket, other: Ticket) -> tuple[tuple[str, str, str], ...]:
    names: Sequence[str] = [_NAMES[name] for name in reasons.differing]
    return tuple((name, _shown(ticket, name), _shown(other, name)) for name in names)


def _shown(ticket: Ticket, name: str) -> str:
    value: object = getattr(ticket, name)
    return value.name if isinstance(value, Reference) else ticket.label(name)
