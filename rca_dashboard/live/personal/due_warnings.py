"""Warnings before a service level is breached: the clock brings them, not the feed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from rca_dashboard.domain.notifications.news import News, Recipient
from rca_dashboard.domain.notifications.sla_news import DueTicket, due_news
from rca_dashboard.domain.preferences import NoticeEvent
from rca_dashboard.domain.tickets.change import Change, Origin
from rca_dashboard.store.engine import Database
from rca_dashboard.store.personal.due_tickets import tickets_due

SECONDS_BETWEEN = 15.0


@dataclass(frozen=True, slots=True)
class DueTickets:
    """The tickets that someone may have to be warned of now, and since when.

    Attributes:
        changed: Those whose end has changed meanwhile.
    """

    before: datetime
    now: datetime
    tickets: tuple[DueTicket, ...] = ()
    changed: frozenset[str] = frozenset()

    def news_for(self, recipient: Recipient) -> tuple[News, ...]:
        """Return what a user is warned of."""
        return due_news(recipient, self.tickets, self.changed, before=self.before, now=self.now)


class DueWarnings:
    """Remembers when it last looked at what is due; after a restart it goes on where notifications were stored last.

    Args:
        database: Holds the tickets.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._before: datetime | None = None

    def go_on_from(self, moment: datetime) -> None:
        """Continue from the time up to which everyone has been warned."""
        self._before = moment

    def is_due(self, now: datetime) -> bool:
        """Return whether to look again."""
        return self._before is None or now - self._before >= timedelta(seconds=SECONDS_BETWEEN)

    def look(self, recipients: Sequence[Recipient], changes: Sequence[Change], now: datetime) -> DueTickets:
        """Return what is due for these users; their longest warning decides how far to look. Reads the database."""
        wanted = [each.rules.due_minutes for each in recipients if NoticeEvent.SLA_DUE in each.rules.events]
        before = self._before or now
        if not wanted:
            return DueTickets(before, now)
        changed = frozenset(each.sys_id for each in changes if "due_at" in each.changes and each.origin is Origin.POLL)
        until = now + timedelta(minutes=max(wanted))
        return DueTickets(before, now, tickets_due(self._database, now, until), changed)
