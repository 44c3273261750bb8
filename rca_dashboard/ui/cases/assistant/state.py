"""Drafts of one browser: what is sent was shown before, and nothing is saved."""

import asyncio
import logging

import reflex as rx

from rca_dashboard.access.identity import Role
from rca_dashboard.access.permissions import allowed
from rca_dashboard.cases.assistant.assistant import ask, read_material
from rca_dashboard.cases.assistant.model import AssistantError
from rca_dashboard.domain.assistant.material import DraftKind, Material
from rca_dashboard.domain.audit import Action
from rca_dashboard.live.running import running
from rca_dashboard.store.queries import DatabaseUnavailableError
from rca_dashboard.ui.pushed.cases import CaseState
from rca_dashboard.ui.pushed.me import current_actor

logger = logging.getLogger(__name__)


class CaseAssistant(rx.State):
    """The assistant in one browser."""

    is_on: bool = False
    server: str = ""
    shown: str = ""
    is_asking: bool = False
    drafts: rx.Field[list[str]] = rx.field(default_factory=list)
    said: str = ""
    _material: Material | None = None

    @rx.event
    @allowed(Role.VIEWER)
    def load(self) -> None:
        """Know whether there is an assistant; forget what belongs to another case."""
        model = running().assistant
        self.is_on, self.server = model is not None, f"{model.model} ({model.host})" if model else ""
        self._forget()

    @rx.event
    @allowed(Role.AGENT)
    async def prepare(self, kind: str) -> None:
        """Show what would be sent."""
        if running().assistant is None or kind not in {each.value for each in DraftKind}:
            return
        self._forget()
        number = (await self.get_state(CaseState)).case.number
        try:
            material = await asyncio.to_thread(read_material, running().database, number, DraftKind(kind))
        except DatabaseUnavailableError as error:
            self.said = error.shown
            return
        if material is not None:
            self._material, self.shown = material, material.shown()

    @rx.event
    @allowed(Role.AGENT)
    def cancel(self) -> None:
        """Send nothing."""
        self._forget()

    @rx.event(background=True)
    @allowed(Role.AGENT)
    async def send(self) -> None:
        """Send what is shown, with an entry in the audit log; in the background, so that the page stays responsive."""
        async with self:
            model, material = running().assistant, self._material
            if model is None or material is None or self.is_asking:
                return
            shown = self.shown
            detail = f"{material.kind.value}: {len(shown)} characters to {model.model} at {model.host}"
            audit, actor = running().access.sessions.audit, await current_actor(self)
            await audit.write(actor, Action.ASSISTANT_ASKED, material.number, detail)
            self.is_asking, self.said = True, ""
        drafts, said = list[str](), "The assistant failed."
        try:
            draft = await ask(model, material)
            drafts, said = list(draft.paragraphs), draft.note()
        except AssistantError as error:
            logger.warning("The assistant failed: %s", error)
            said = str(error)
        finally:
            async with self:
                self.is_asking = False
                if self.shown == shown:  # else the user has gone on to something else
                    self._forget()
                    self.drafts, self.said = drafts, said

    def _forget(self) -> None:
        self._material, self.shown, self.said, self.drafts = None, "", "", []
