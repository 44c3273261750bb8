"""What the figures say about the open case, read by one browser when it opens and when the case changes.

Suspects and similar cases take some milliseconds of reading for each case: they are no part of the push.
"""

import asyncio

import reflex as rx

from rca_dashboard.access.identity import Role
from rca_dashboard.access.permissions import allowed
from rca_dashboard.live.cases.findings import (
    CaseFound,
    ShownChange,
    ShownPreview,
    SimilarCase,
    findings_of,
    preview_of,
)
from rca_dashboard.live.running import running
from rca_dashboard.ui.cases.edits.stages import signature_in
from rca_dashboard.ui.pushed.cases import CaseState


class CaseFindings(rx.State):
    """The findings on the screen of one browser."""

    suspects: rx.Field[list[ShownChange]] = rx.field(default_factory=list)
    why_none: str = ""
    basis: str = ""
    similar: rx.Field[list[SimilarCase]] = rx.field(default_factory=list)
    outlook: str = ""
    cluster: int = 0
    cluster_label: str = ""
    preview: rx.Field[ShownPreview] = rx.field(default_factory=ShownPreview)
    number: str = ""

    @rx.event
    @allowed(Role.VIEWER)
    async def load(self) -> None:
        """Read what the figures say about the open case."""
        case = (await self.get_state(CaseState)).case
        if not case.is_known:
            return
        found: CaseFound = await asyncio.to_thread(findings_of, running().database, case.number)
        if self.number != case.number:
            self.preview = ShownPreview()
        self.number, self.outlook = case.number, found.outlook
        self.cluster, self.cluster_label = found.cluster, found.cluster_label
        self.suspects, self.why_none, self.basis = list(found.suspects), found.why_none, found.basis
        self.similar = list(found.similar)

    @rx.event
    @allowed(Role.VIEWER)
    async def preview_signature(self, form: dict[str, str]) -> None:
        """Show what a signature would have found in the last half year."""
        signature = signature_in(form)
        found = await asyncio.to_thread(preview_of, running().database, signature) if signature else ShownPreview()
        self.preview = found
