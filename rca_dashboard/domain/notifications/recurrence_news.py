"""Decide which users are notified of tickets with which a fixed case came back: those who answer for its fix."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from rca_dashboard.domain.cases.edit import same_person
from rca_dashboard.domain.json_types import Json
from rca_dashboard.domain.notifications.news import News, Recipient, TicketChange
from rca_dashboard.domain.preferences import NoticeEvent
from rca_dashboard.domain.tickets.change import Change, ChangeType, Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Recurrence:
    """A ticket that fits the signature of a fixed case and has joined it.

    Attributes:
        seq: That of the case's event.
        case: The case's number.
        people: The case's owner, the owners of its actions, and those who approved it.
    """

    seq: int
    at: datetime
    case: str
    title: str
    sys_id: str
    number: str
    summary: str
    people: tuple[str, ...]


def recurrences_for(recipient: Recipient, recurrences: Sequence[Recurrence]) -> tuple[Recurrence, ...]:
    """Return the recurrences that a user is notified of, whatever fields of tickets their rules name."""
    if NoticeEvent.RECURRENCE not in recipient.rules.events:
        return ()
    return tuple(each for each in recurrences if any(same_person(recipient.username, name) for name in each.people))


def recurrence_news(recurrences: Sequence[Recurrence]) -> tuple[News, ...]:
    """Return recurrences as news of their tickets."""
    return tuple(News(NoticeEvent.RECURRENCE, TicketChange(_change(each), _content(each))) for each in recurrences)


def case_of(news: News) -> str:
    """Return the number of the case that came back."""
    case = news.ticket_change.content.get("case")
    return str(case.get("id", "")) if isinstance(case, dict) else ""


def _change(each: Recurrence) -> Change:
    return Change(each.seq, each.at, ChangeType.UPDATED, "", each.sys_id, each.number, {}, Origin.POLL)


def _content(each: Recurrence) -> dict[str, Json]:
    return {"short_description": each.summary, "case": {"id": each.case, "name": each.title}}
