"""What a new case begins with: selected tickets, the tickets of a cluster, or those of a burst."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from rca_dashboard.clock import utc_now
from rca_dashboard.domain.cases.case import Case
from rca_dashboard.domain.cases.likeness import CaseText
from rca_dashboard.domain.shortened import shortened
from rca_dashboard.domain.tickets.ticket import Ticket
from rca_dashboard.domain.views.ticket_filter import TicketFilter
from rca_dashboard.domain.views.view import View
from rca_dashboard.live.cases.findings import SimilarCase, similar_to
from rca_dashboard.store import queries
from rca_dashboard.store.cases.reading import cases_of_tickets
from rca_dashboard.store.cases.texts import MOST_SUMMARIES
from rca_dashboard.store.engine import Database
from rca_dashboard.store.insight.bursts import burst_of
from rca_dashboard.store.insight.clusters import cluster_of

MOST_TICKETS = 500
# An address has room for no more names.
MOST_LISTED = 5_000
MOST_SHOWN = 20
_LONGEST_TITLE = 200
_LONGEST_ORIGIN = 60_000
_LARGEST_ID = 2**53
_SHARED = (
    ("Configuration item", "cmdb_ci"),
    ("Service", "business_service"),
    ("Assignment group", "assignment_group"),
    ("Category", "category"),
    ("Location", "location"),
)


@dataclass(frozen=True)
class ProposedTicket:
    """A ticket of a case that is about to be started."""

    number: str
    text: str


@dataclass(frozen=True)
class Proposal:
    """A case that is about to be started; ``origin`` is the query string that leads to its tickets."""

    title: str = ""
    statement: str = ""
    origin: str = ""
    about: str = ""
    tickets: list[ProposedTicket] = field(default_factory=list[ProposedTicket])
    known: list[SimilarCase] = field(default_factory=list[SimilarCase])
    similar: list[SimilarCase] = field(default_factory=list[SimilarCase])


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """From what a case is started: tickets by their numbers or sys_ids, a cluster, or a burst."""

    tickets: tuple[str, ...] = ()
    cluster: int = 0
    burst: int = 0

    @property
    def query(self) -> str:
        """The query string that says the same."""
        named = {"tickets": ",".join(self.tickets), "cluster": self.cluster, "burst": self.burst}
        return urlencode({name: value for name, value in named.items() if value})


def origin_of(query: Mapping[str, str]) -> Origin:
    """Return what an address starts a case from: ``tickets``, a ``cluster``, a ``burst``, or nothing."""
    names = (each.strip() for each in query.get("tickets", "")[:_LONGEST_ORIGIN].split(","))
    tickets = tuple(dict.fromkeys(name for name in names if name))[:MOST_TICKETS]
    return Origin(tickets=tickets, cluster=_id_in(query, "cluster"), burst=_id_in(query, "burst"))


def proposal_of(database: Database, query: Mapping[str, str]) -> Proposal:
    """Return a title, a statement and the tickets of a new case, the cases that these are in, and those like it."""
    origin = origin_of(query)
    label, tickets = _label(database, origin), _tickets(database, origin)
    known = cases_of_tickets(database, [ticket.sys_id for ticket in tickets[:MOST_SHOWN]])
    cases = {case.number: case for found in known.values() for case in found}
    title = _title(label, tickets)
    count = f"{len(tickets):,} {'ticket' if len(tickets) == 1 else 'tickets'}"
    return Proposal(
        title=title,
        statement=_statement(tickets),
        origin=origin.query,
        about=f"With {count}:" if tickets else "Without tickets yet; add them later.",
        tickets=[ProposedTicket(each.ticket_id, each.short_description) for each in tickets[:MOST_SHOWN]],
        known=[SimilarCase(case.number, case.title, "", []) for case in cases.values()],
        similar=[found for found in _similar(database, title, origin, tickets) if found.number not in cases],
    )


def _similar(database: Database, title: str, origin: Origin, tickets: Sequence[Ticket]) -> tuple[SimilarCase, ...]:
    now = utc_now()
    unborn = Case(title=title, cluster=origin.cluster, created_at=now, updated_at=now)
    summaries = tuple(ticket.short_description for ticket in tickets[:MOST_SUMMARIES])
    return similar_to(database, CaseText(case=unborn, tickets=summaries)) if title or summaries else ()


def _id_in(query: Mapping[str, str], name: str) -> int:
    text = query.get(name, "")[:20]
    return int(text) if text.isascii() and text.isdigit() and int(text) <= _LARGEST_ID else 0


def _listed(database: Database, wanted: TicketFilter) -> tuple[Ticket, ...]:
    ids = queries.selected_ids(database, View(filter=wanted, sort="opened_at", descending=False))
    return queries.tickets_by_id(database, ids[:MOST_LISTED])


def _label(database: Database, origin: Origin) -> str:
    cluster = cluster_of(database, origin.cluster) if origin.cluster else None
    burst = burst_of(database, origin.burst) if origin.burst else None
    return cluster.label if cluster else burst.label if burst else ""


def _tickets(database: Database, origin: Origin) -> tuple[Ticket, ...]:
    named = (queries.ticket(database, name) for name in origin.tickets)
    found = [ticket for ticket in named if ticket is not None]
    if origin.cluster:
        found += _listed(database, TicketFilter(cluster=(str(origin.cluster),)))
    if origin.burst:
        found += _listed(database, TicketFilter(burst=(str(origin.burst),)))
    return tuple({ticket.sys_id: ticket for ticket in found}.values())


def _title(label: str, tickets: Sequence[Ticket]) -> str:
    texts = Counter(ticket.short_description for ticket in tickets)
    text = label or (texts.most_common(1)[0][0] if texts else "")
    return shortened(" ".join(text.split()), _LONGEST_TITLE)


def _statement(tickets: Sequence[Ticket]) -> str:
    """Return what the tickets say by themselves: how many, since when, and what all of them share."""
    opened = sorted(ticket.opened_at for ticket in tickets if ticket.opened_at)
    if not opened:
        return ""
    first, last = (f"{at:%Y-%m-%d %H:%M} UTC" for at in (opened[0], opened[-1]))
    span = f"Opened {first}." if len(tickets) == 1 else f"{len(tickets):,} tickets from {first} to {last}."
    shared = [f"{label}: {names.pop()}." for label, name in _SHARED if len(names := _names(tickets, name)) == 1]
    return "\n".join((span, *(line for line in shared if not line.endswith(": ."))))


def _names(tickets: Sequence[Ticket], name: str) -> set[str]:
    values = (getattr(ticket, name, None) for ticket in tickets)
    return {getattr(value, "name", value) or "" for value in values}
