"""How far a case is: moved from stage to stage, and approved."""

import reflex as rx

from rca_dashboard.access.identity import Role
from rca_dashboard.access.permissions import allowed
from rca_dashboard.clock import utc_now
from rca_dashboard.domain.cases.approval import approve
from rca_dashboard.domain.cases.case import Stage
from rca_dashboard.domain.cases.gates import move
from rca_dashboard.ui.cases.edits.texts import CaseEdits


class StageEdits(CaseEdits):
    """Moves the case, and approves it."""

    @rx.event
    @allowed(Role.AGENT)
    async def move_to(self, stage: str) -> None:
        """Move the case to a stage, if its gates are met."""
        if stage in set(Stage):
            await self._edit("stage", lambda case, _: move(case, Stage(stage), utc_now()))

    @rx.event
    @allowed(Role.AGENT)
    async def approve_case(self, form: dict[str, str]) -> None:
        """Approve the case as it is."""
        comment = form.get("comment", "")[:2_000]
        await self._edit(
            f"{await self._number()}:approve", lambda case, actor: approve(case, actor.username, utc_now(), comment)
        )

    @rx.event
    @allowed(Role.AGENT)
    async def save_signature(self, form: dict[str, str]) -> None:
        """Edit."""

    @rx.event
    @allowed(Role.AGENT)
    async def accept_unknowable(self, form: dict[str, str]) -> None:
        """Edit."""
