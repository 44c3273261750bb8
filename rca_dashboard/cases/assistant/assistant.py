"""Drafts for a case: what would be sent is read first, and sent only when a person has seen it."""

from rca_dashboard.cases.assistant.model import LanguageModel
from rca_dashboard.domain.assistant.draft import Draft, draft_of
from rca_dashboard.domain.assistant.material import MOST_TICKETS, DraftKind, Material, material_of
from rca_dashboard.domain.cases.case import CaseTicket
from rca_dashboard.domain.tickets.ticket import Ticket
from rca_dashboard.store.cases.reading import case_tickets, find_case
from rca_dashboard.store.engine import Database
from rca_dashboard.store.queries import ticket as find_ticket


def read_material(database: Database, number: str, kind: DraftKind) -> Material | None:
    """Return what would be sent of a case, as its reader may see it; None if there is no such case. It blocks."""
    case = find_case(database, number)
    if case is None:
        return None
    joined = case_tickets(database, case.id, limit=MOST_TICKETS)
    tickets = [find_ticket(database, each.sys_id) or _as_it_was(each) for each in joined]
    return material_of(kind, case, tickets, [each.added_by for each in joined])


async def ask(model: LanguageModel, material: Material) -> Draft:
    """Send what was shown, and return what is kept of the answer.

    Raises:
        AssistantError: If there is no usable answer.
    """
    answer = await model.answer(material.messages)
    return draft_of(material.kind, answer, material.citable, material.number)


def _as_it_was(joined: CaseTicket) -> Ticket:
    return Ticket(
        sys_id=joined.sys_id,
        table="",
        ticket_id=joined.number,
        short_description=joined.summary,
        opened_at=joined.opened_at,
    )
