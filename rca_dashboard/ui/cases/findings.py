"""What the figures say about the open case, read by one browser when it opens and when the case changes.

Suspects and similar cases take some milliseconds of reading for each case: they are no part of the push.
"""

import asyncio

import reflex as rx

from rca_dashboard.access.identity import Role
from rca_dashboard.access.permissions import allowed
from rca_dashboard.live.cases.findings import CaseFound, ShownChange, SimilarCase, findings_of
from rca_dashboard.live.running import running
from rca_dashboard.ui.pushed.cases import CaseState


class CaseFindings(rx.State):
    """The findings on the screen of one browser."""

    suspects: rx.Field[list[ShownChange]] = rx.field(default_factory=list)
    why_none: str = ""
    basis: str = ""
    similar: rx.Field[list[SimilarCase]] = rx.field(default_factory=list)
    outlook: str = ""
    number: str = ""

    @rx.event
    @allowed(Role.VIEWER)
    async def load(self) -> None:
        """Read what the figures say about the open case."""
        case = (await self.get_state(CaseState)).case
        if not case.is_known:
            return
        found: CaseFound = await asyncio.to_thread(findings_of, running().database, case.number)
        self.number, self.outlook = case.number, found.outlook
        self.suspects, self.why_none, self.basis = list(found.suspects), found.why_none, found.basis
        self.similar = list(found.similar)
