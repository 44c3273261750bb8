"""The only way to write the audit log, for pages, REST and account changes."""

import asyncio
import logging

from rca_dashboard.clock import Clock, utc_now
from rca_dashboard.domain.audit import LONGEST_DETAIL, Action, Actor, AuditEntry
from rca_dashboard.domain.shortened import shortened
from rca_dashboard.store import audit
from rca_dashboard.store.engine import Database, DatabaseUnavailableError

logger = logging.getLogger(__name__)


class AuditLog:
    """Records actions.

    Args:
        database: Its tables must exist before the first entry.
        now: The server's clock.
    """

    def __init__(self, database: Database, now: Clock = utc_now) -> None:
        self._database = database
        self._now = now

    async def write(self, actor: Actor, action: Action, subject: str = "", detail: str = "") -> None:
        """Record an action.

        The action has happened by then, and stopping polling must work without a database too: an entry that cannot be
        stored goes to the app's own log instead, and nothing is raised.
        """
        entry = AuditEntry(
            at=self._now(),
            username=actor.username,
            address=actor.address,
            action=action,
            subject=shortened(subject, LONGEST_DETAIL),
            detail=shortened(detail, LONGEST_DETAIL),
        )
        try:
            await asyncio.to_thread(audit.add_entry, self._database, entry)
        except DatabaseUnavailableError as error:
            logger.error("Not in the audit log, for its database fails: %s (%s)", entry, error)  # noqa: TRY400 - the sentence says it all
