"""A case that is about to be started, and its start."""

import asyncio
from urllib.parse import parse_qsl

import reflex as rx

from rca_dashboard.access.identity import Role
from rca_dashboard.access.permissions import allowed
from rca_dashboard.cases.cases import Cases
from rca_dashboard.domain.audit import Actor
from rca_dashboard.domain.cases.case import Case
from rca_dashboard.domain.cases.edit import CaseError
from rca_dashboard.live.cases.proposal import Proposal, origin_of, proposal_of
from rca_dashboard.live.running import running
from rca_dashboard.store.engine import Database
from rca_dashboard.store.queries import DatabaseUnavailableError
from rca_dashboard.ui.cases.edits.texts import CaseEdits
from rca_dashboard.ui.pushed.me import current_actor


class NewCaseState(CaseEdits):
    """The proposal that the address leads to."""

    proposal: rx.Field[Proposal] = rx.field(default_factory=Proposal)
    is_loaded: bool = False

    @rx.event
    @allowed(Role.VIEWER)
    async def load(self) -> None:
        """Read what the address starts a case from."""
        query = dict(self.router.url.query_parameters)
        self.proposal = await asyncio.to_thread(proposal_of, running().database, query)
        self.is_loaded = True

    @rx.event
    @allowed(Role.AGENT)
    async def create(self, form: dict[str, str]) -> rx.event.EventSpec | None:
        """Start the case, and go to it."""
        name, actor = f"new-case:{form.get('origin', '')}", await current_actor(self)
        try:
            case = await asyncio.to_thread(started, running().database, form, actor)
        except (CaseError, DatabaseUnavailableError) as error:
            self._answer(name, getattr(error, "shown", str(error)), is_error=True)
            return None
        running().live.sights.note_case(case.number)
        self._answer(name, "Started.")
        return rx.redirect(f"/cases/{case.number}")


def started(database: Database, form: dict[str, str], actor: Actor) -> Case:
    """Start a case with the tickets of its origin.

    Raises:
        CaseError: If it has no title.
    """
    origin = origin_of(dict(parse_qsl(form.get("origin", ""))))
    return Cases(database).start(
        actor,
        title=form.get("title", ""),
        statement=form.get("statement", ""),
        tickets=origin.tickets,
        cluster=origin.cluster,
        burst=origin.burst,
    )
