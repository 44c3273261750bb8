"""The routes of tickets: a page of a list, counts, one ticket, its history and its activity."""

from collections.abc import Sequence
from functools import partial
from typing import Annotated

from fastapi import Path, Query, Request

from rca_dashboard.access.identity import Role, identity_of
from rca_dashboard.api.answers import JsonAnswer, success, success_list
from rca_dashboard.api.errors import not_found
from rca_dashboard.api.routes import Routes
from rca_dashboard.api.running_exports import RunningExports
from rca_dashboard.api.schemas import ActivityEntry, Answer, Event, ListAnswer, ListedTicket, Stats
from rca_dashboard.api.store_reads import Questions
from rca_dashboard.api.tickets.events import FEED_SEQ, FEED_SEQ_HEADER, MOST_EVENTS
from rca_dashboard.api.tickets.export import PartOf, add_export_route
from rca_dashboard.api.tickets.schemas import WholeTicket
from rca_dashboard.api.tickets.ticket_json import whole_ticket, with_case
from rca_dashboard.api.tickets.view_parameters import VIEW_PARAMETERS, view_from
from rca_dashboard.clock import utc_now
from rca_dashboard.domain.tickets.ticket import Ticket
from rca_dashboard.domain.views.view import LARGEST_PAGE
from rca_dashboard.store import queries
from rca_dashboard.store.insight.of_tickets import NOTHING_KNOWN, TicketInsight, insight_of_tickets

TicketId = Annotated[
    str,
    Path(max_length=100, description="The sys_id or number; if tickets share a number, the one opened last."),
]


class TicketEndpoints:
    """The endpoints for tickets."""

    def __init__(self, questions: Questions, part_of: PartOf) -> None:
        self._questions = questions
        self._part_of = part_of

    def list_tickets(self, request: Request) -> JsonAnswer:
        """Return a page of tickets, without deleted ones and without `extra`.

        An empty parameter is ignored. The header `X-Feed-Seq` is the last event that the page includes: continue at
        `/events?after=` that number.
        """
        view = view_from(request.query_params, identity_of(request.scope).username, self._questions)
        found, now = self._questions.ask(queries.ticket_list, view), utc_now()
        return success_list(
            [with_case(ticket, found.cases.get(ticket.sys_id), now) for ticket in found.tickets],
            page=view.page,
            limit=view.limit,
            total=found.total,
            headers={FEED_SEQ: str(found.rev)},
        )

    def ticket_stats(self) -> JsonAnswer:
        """Return the number of tickets by kind, without deleted ones."""
        stats = self._questions.ask(queries.ticket_stats)
        return success(
            {
                "all": stats.total,
                "open": stats.open,
                "closed": stats.closed,
                "by_priority": stats.by_priority,
                "by_category": stats.by_category,
                "by_status": stats.by_status,
            }
        )

    def get_ticket(self, ticket_id: TicketId) -> JsonAnswer:
        """Return one ticket with all received fields; a deleted one too, with `is_deleted`."""
        ticket = self._ticket(ticket_id)
        case = self._questions.ask(queries.case_of_ticket, ticket.sys_id)
        part_of = self._part_of([ticket.sys_id]).get(ticket.sys_id, NOTHING_KNOWN)
        return success(whole_ticket(ticket, case, part_of, utc_now()))

    def ticket_events(
        self,
        ticket_id: TicketId,
        page: Annotated[int, Query(ge=1, le=LARGEST_PAGE)] = 1,
        limit: Annotated[int, Query(ge=1, le=MOST_EVENTS)] = MOST_EVENTS,
    ) -> JsonAnswer:
        """Return a ticket's events, oldest first, as far back as the feed is kept."""
        history = self._questions.ask(queries.history, self._ticket(ticket_id).sys_id)
        shown = history[(page - 1) * limit : page * limit]
        return success_list([change.as_json() for change in shown], page=page, limit=limit, total=len(history))

    def ticket_activity(
        self,
        ticket_id: TicketId,
        page: Annotated[int, Query(ge=1, le=LARGEST_PAGE)] = 1,
        limit: Annotated[int, Query(ge=1, le=MOST_EVENTS)] = MOST_EVENTS,
    ) -> JsonAnswer:
        """Return a ticket's comments, work notes and changes of fields, newest first.

        Comments and work notes are those of ServiceNow's journals; a journal that cannot be parsed is one entry without
        a time. Changes are known as far back as the feed is kept.
        """
        entries = self._questions.ask(queries.activity, self._ticket(ticket_id))
        shown = entries[(page - 1) * limit : page * limit]
        return success_list([entry.as_json() for entry in shown], page=page, limit=limit, total=len(entries))

    def _ticket(self, ticket_id: str) -> Ticket:
        found = self._questions.ask(queries.ticket, ticket_id)
        if found is None:
            raise not_found(f"There is no ticket with the sys_id or number {ticket_id!r}.")
        return found


def add_ticket_routes(routes: Routes, questions: Questions, exports: RunningExports, *, has_insight: bool) -> None:
    """Add the routes below ``/tickets``; without insight, tickets are in no cluster and in no burst."""
    part_of: PartOf = partial(questions.ask, insight_of_tickets) if has_insight else _nothing
    endpoints = TicketEndpoints(questions, part_of)
    routes.get(
        "/tickets",
        endpoints.list_tickets,
        role=Role.VIEWER,
        errors=(404, 422, 503),
        response_model=ListAnswer[ListedTicket],
        openapi_extra={"parameters": list(VIEW_PARAMETERS)},
        response_description=FEED_SEQ_HEADER,
    )
    routes.get("/tickets/stats", endpoints.ticket_stats, role=Role.VIEWER, errors=(503,), response_model=Answer[Stats])
    add_export_route(routes, questions, exports, part_of)
    routes.get(
        "/tickets/{ticket_id}",
        endpoints.get_ticket,
        role=Role.VIEWER,
        errors=(404, 422, 503),
        response_model=Answer[WholeTicket],
    )
    routes.get(
        "/tickets/{ticket_id}/events",
        endpoints.ticket_events,
        role=Role.VIEWER,
        errors=(404, 422, 503),
        response_model=ListAnswer[Event],
    )
    routes.get(
        "/tickets/{ticket_id}/activity",
        endpoints.ticket_activity,
        role=Role.VIEWER,
        errors=(404, 422, 503),
        response_model=ListAnswer[ActivityEntry],
    )


def _nothing(_sys_ids: Sequence[str]) -> dict[str, TicketInsight]:
    return {}
