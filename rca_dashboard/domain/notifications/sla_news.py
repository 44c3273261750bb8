"""Decide which users are notified of service levels: those about to be breached, and those that are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from rca_dashboard.domain.iso8601 import to_iso
from rca_dashboard.domain.json_types import Json
from rca_dashboard.domain.notifications.news import News, Recipient, TicketChange, passes
from rca_dashboard.domain.preferences import NoticeEvent
from rca_dashboard.domain.tickets.change import Change, ChangeType, Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class DueTicket:
    """A ticket whose nearest service level ends soon."""

    sys_id: str
    table: str
    ticket_id: str
    due_at: datetime
    content: Mapping[str, Json]


def due_news(
    recipient: Recipient,
    tickets: Sequence[DueTicket],
    changed: frozenset[str],
    *,
    before: datetime,
    now: datetime,
) -> tuple[News, ...]:
    """Return the tickets that are about to be breached for a user, who chose how long before that is.

    Args:
        recipient: The user.
        tickets: Tickets that are due soon.
        changed: Those whose end has changed since ``before``: they may be within the time without having come to it.
        before: When this was last asked.
        now: The current time.
    """
    if NoticeEvent.SLA_DUE not in recipient.rules.events:
        return ()
    ahead = timedelta(minutes=recipient.rules.due_minutes)
    found: list[News] = []
    for each in tickets:
        is_within = now < each.due_at <= now + ahead
        is_news = each.due_at > before + ahead or each.sys_id in changed
        change = _change(each, now)
        if is_within and is_news and passes(recipient.rules, change, each.content):
            found.append(News(NoticeEvent.SLA_DUE, TicketChange(change, each.content)))
    return tuple(found)


def breached_news(recipient: Recipient, happened: Sequence[TicketChange]) -> tuple[News, ...]:
    """Return the tickets with a service level that was breached just now, if the user wants to know."""
    if NoticeEvent.SLA_BREACHED not in recipient.rules.events:
        return ()
    return tuple(
        News(NoticeEvent.SLA_BREACHED, each)
        for each in happened
        if is_breach(each.change) and passes(recipient.rules, each.change, each.content)
    )


def is_breach(change: Change) -> bool:
    """Return whether a change is that a service level was breached."""
    if change.origin is Origin.IMPORT or change.type is ChangeType.DELETED or "sla" not in change.changes:
        return False
    old, new = change.changes["sla"]
    return _breaches(new) > _breaches(old)


def _breaches(slas: Json) -> int:
    return (
        sum(isinstance(each, dict) and each.get("breached") is True for each in slas) if isinstance(slas, list) else 0
    )


def _change(ticket: DueTicket, now: datetime) -> Change:
    changes: dict[str, tuple[Json, Json]] = {"due_at": (None, to_iso(ticket.due_at))}
    return Change(0, now, ChangeType.UPDATED, ticket.table, ticket.sys_id, ticket.ticket_id, changes, Origin.POLL)
