"""A new case, from nothing or with the tickets that it is about."""

from collections.abc import Sequence
from datetime import datetime

from rca_dashboard.domain.cases.case import Case, CaseTicket, TicketRole
from rca_dashboard.domain.cases.edit import Edit, InvalidCaseError
from rca_dashboard.domain.cases.is_is_not import IsNotLine

LONGEST_TITLE = 200
LONGEST_TEXT = 20_000


def new_case(  # noqa: PLR0913 - each is a field of the case
    *,
    title: str,
    by: str,
    at: datetime,
    statement: str = "",
    owner: str = "",
    tickets: Sequence[CaseTicket] = (),
    is_not: Sequence[IsNotLine] = (),
    cluster: int = 0,
    burst: int = 0,
) -> Edit:
    """Return a new case; whoever starts it owns it, unless somebody else is named.

    Raises:
        InvalidCaseError: If its title is empty or too long.
    """
    named = " ".join(title.split())
    if not named or len(named) > LONGEST_TITLE:
        raise InvalidCaseError(f"A case needs a title of 1 to {LONGEST_TITLE} characters.")
    case = Case(
        title=named,
        statement=statement[:LONGEST_TEXT],
        owner=owner or by,
        created_by=by,
        created_at=at,
        updated_by=by,
        updated_at=at,
        is_not=tuple(is_not),
        trigger_at=_trigger_at(tickets),
        cluster=cluster,
        burst=burst,
    )
    return Edit(case=case, kind="created", text=named, tickets=tuple(tickets))


def _trigger_at(tickets: Sequence[CaseTicket]) -> datetime | None:
    """Return when it began: when the trigger was opened, or else the first of the tickets."""
    triggers = [each for each in tickets if each.role is TicketRole.TRIGGER] or tickets
    return min((each.opened_at for each in triggers if each.opened_at), default=None)
