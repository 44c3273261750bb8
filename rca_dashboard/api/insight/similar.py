"""The route of similar tickets."""

from collections.abc import Callable

from rca_dashboard.access.identity import Role
from rca_dashboard.api.answers import JsonAnswer
from rca_dashboard.api.errors import ApiError, not_found
from rca_dashboard.api.insight.schemas import SearchedAnswer, SimilarSchema
from rca_dashboard.api.insight.searched import success_searched
from rca_dashboard.api.routes import Routes
from rca_dashboard.api.store_reads import Questions
from rca_dashboard.api.tickets.ticket_json import listed_ticket
from rca_dashboard.api.tickets.tickets import TicketId
from rca_dashboard.domain.json_types import Json
from rca_dashboard.insight.insight import Insight
from rca_dashboard.insight.similar import SimilarTicket, field_name
from rca_dashboard.store import queries

GetInsight = Callable[[], Insight | None]


def running_insight(insight: GetInsight) -> Insight:
    """Return the insight.

    Raises:
        ApiError: If it has not started yet.
    """
    found = insight()
    if found is None:
        raise ApiError(503, "unavailable", "The insight has not started yet; try again in a moment.")
    return found


def add_similar_route(routes: Routes, questions: Questions, insight: GetInsight) -> None:
    """Add ``/tickets/{ticket_id}/similar``."""

    def similar_tickets(ticket_id: TicketId) -> JsonAnswer:
        """Return up to ten similar tickets, nearest first; none if nothing is near enough."""
        ticket = questions.ask(queries.ticket, ticket_id)
        if ticket is None:
            raise not_found(f"There is no ticket with the sys_id or number {ticket_id!r}.")
        found = questions.ask(lambda _: running_insight(insight).similar(ticket))
        searched = found.searched
        return success_searched(
            [similar_json(each) for each in found.tickets],
            n=searched.tickets,
            since=searched.since,
            left_out=searched.left_out,
        )

    routes.get(
        "/tickets/{ticket_id}/similar",
        similar_tickets,
        role=Role.VIEWER,
        errors=(404, 422, 503),
        response_model=SearchedAnswer[SimilarSchema],
    )


def similar_json(similar: SimilarTicket) -> dict[str, Json]:
    """Return a similar ticket as REST returns it."""
    why: dict[str, Json] = {
        "words": [{"word": each.name, "weight": each.weight} for each in similar.why.words],
        "fields": [{"field": field_name(each.name), "weight": each.weight} for each in similar.why.fields],
        "differing": [{"field": name, "this": mine, "other": other} for name, mine, other in similar.differing],
    }
    return {**listed_ticket(similar.ticket), "why": why, "one_in": similar.one_in}
