"""The texts of notifications: a few changes one by one, a burst as one notification."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import quote

from rca_dashboard.domain.iso8601 import from_iso
from rca_dashboard.domain.json_types import Json
from rca_dashboard.domain.notifications.news import News, text_of
from rca_dashboard.domain.notifications.notice import MOST_NAMED, NoticeLevel
from rca_dashboard.domain.notifications.notification import LONGEST_TEXT, LONGEST_TITLE, Notification
from rca_dashboard.domain.notifications.recurrence_news import case_of
from rca_dashboard.domain.preferences import NoticeEvent, NoticeRules
from rca_dashboard.domain.shortened import shortened
from rca_dashboard.domain.tickets.change import ChangeType
from rca_dashboard.domain.tickets.change_text import breached_by, noticed_changes
from rca_dashboard.domain.tickets.field_labels import field_label
from rca_dashboard.domain.tickets.priority import Priority
from rca_dashboard.domain.tickets.shown_values import shown_field_value
from rca_dashboard.domain.views.view import LONGEST_CHOICE, MOST_CHOICES, TicketFilter, View

# More tickets of one kind than this in one poll are summarized as a burst.
MOST_SINGLE = 3
_PRIORITIES: Mapping[int, str] = {Priority.CRITICAL: "critical", Priority.HIGH: "high-priority"}
_MOST_FIELDS = 3


def single(news: News, at: datetime) -> Notification:
    """Return the notification of one ticket."""
    change = news.ticket_change.change
    priority = _priority(news)
    return Notification(
        at=at,
        event=news.event,
        level=NoticeLevel.WARNING if _is_alarming(news.event, priority) else NoticeLevel.INFO,
        title=shortened(_title(news), LONGEST_TITLE),
        text=shortened(_text(news), LONGEST_TEXT),
        sys_id=change.sys_id,
        ticket_id=change.ticket_id,
        link=_link(news),
        priority=priority,
    )


def together(news: Sequence[News], rules: NoticeRules, at: datetime) -> Notification:
    """Return one notification of a burst: how many, how many critical, the first numbers, a link to the list.

    Args:
        news: At least one, all of the same event.
        rules: The rules that they match.
        at: The current time.
    """
    event = news[0].event
    priorities = [number for each in news if (number := _priority(each)) is not None]
    numbers = [each.ticket_change.change.ticket_id for each in news[:MOST_NAMED]]
    rest = len(news) - len(numbers)
    highest = min(priorities, default=None)
    return Notification(
        at=at,
        event=event,
        level=NoticeLevel.WARNING if _is_alarming(event, highest) else NoticeLevel.INFO,
        title=counted(event, len(news), priorities.count(Priority.CRITICAL)),
        text=", ".join(numbers) + (f" and {rest} more" if rest > 0 else ""),
        link=_cases_link(news) if event is NoticeEvent.RECURRENCE else list_link(event, rules),
        priority=highest,
        count=len(news),
    )


def counted(event: NoticeEvent, count: int, critical: int) -> str:
    """Return how many tickets there are, and how many of them are critical."""
    tickets = "ticket" if count == 1 else "tickets"
    match event:
        case NoticeEvent.NEW_TICKET if count == critical:
            return f"{count} new critical {tickets}"
        case NoticeEvent.NEW_TICKET:
            words = f"{count} new {tickets}"
        case NoticeEvent.SLA_DUE:
            words = f"{count} {tickets} about to breach"
        case NoticeEvent.SLA_BREACHED:
            words = f"{count} {tickets} breached"
        case NoticeEvent.RECURRENCE:
            words = f"{count} {tickets} with which cases came back"
        case NoticeEvent.WATCHED_TICKET:
            words = f"{count} watched {tickets} changed"
        case _:
            words = f"{count} {tickets} changed"
    return f"{words}, {critical} critical" if critical else words


def list_link(event: NoticeEvent, rules: NoticeRules) -> str:
    """Return the address of the list that shows a burst; watched tickets match no rule and link to the plain list."""
    wanted = TicketFilter() if event is NoticeEvent.WATCHED_TICKET else _filter(rules)
    if event is NoticeEvent.SLA_DUE:
        view = View(filter=replace(wanted, due_before="4h", is_open=True), sort="due_at", descending=False)
    elif event is NoticeEvent.SLA_BREACHED:
        view = View(filter=replace(wanted, breached=True, is_open=True), sort="updated_at")
    else:
        view = View(filter=wanted, sort="opened_at" if event is NoticeEvent.NEW_TICKET else "updated_at")
    return f"/?{view.key}" if view.key else "/"


def _link(news: News) -> str:
    """Return the address of the ticket, or of the case that came back."""
    change = news.ticket_change.change
    if news.event is NoticeEvent.RECURRENCE:
        return _cases_link([news])
    return "/tickets/" + quote(change.ticket_id or change.sys_id, safe="")


def _cases_link(news: Sequence[News]) -> str:
    cases = {case_of(each) for each in news}
    return f"/cases/{quote(cases.pop(), safe='')}" if len(cases) == 1 else "/cases"


def _filter(rules: NoticeRules) -> TicketFilter:
    def readable(choices: tuple[str, ...]) -> tuple[str, ...]:
        # A view's values are separated by commas: a value that contains one cannot be expressed, so all are shown.
        is_sayable = len(choices) <= MOST_CHOICES and all(
            "," not in each and len(each) <= LONGEST_CHOICE for each in choices
        )
        return tuple(sorted(choices)) if is_sayable else ()

    return TicketFilter(
        priority=tuple(sorted(rules.priority)),
        table=readable(rules.table),
        assignment_group=readable(rules.assignment_group),
        category=readable(rules.category),
        source=readable(rules.source),
    )


def _priority(news: News) -> int | None:
    priority = news.ticket_change.content.get("priority")
    return priority if isinstance(priority, int) else None


def _is_alarming(event: NoticeEvent, priority: int | None) -> bool:
    if event in {NoticeEvent.SLA_DUE, NoticeEvent.SLA_BREACHED, NoticeEvent.RECURRENCE}:
        return True
    return event is NoticeEvent.NEW_TICKET and priority == Priority.CRITICAL


def _title(news: News) -> str:
    change = news.ticket_change.change
    number = change.ticket_id or change.sys_id
    if news.event is NoticeEvent.NEW_TICKET:
        word = _PRIORITIES.get(_priority(news) or 0)
        return f"New {word} ticket {number}" if word else f"New ticket {number}"
    if news.event is NoticeEvent.SLA_BREACHED:
        return f"{number} breached its SLA"
    if news.event is NoticeEvent.RECURRENCE:
        return f"{case_of(news)} came back with {number}"
    if news.event is NoticeEvent.SLA_DUE:
        return f"{number} is about to breach its SLA"
    verb = "was deleted" if change.type is ChangeType.DELETED else "changed"
    return f"Watched ticket {number} {verb}" if news.event is NoticeEvent.WATCHED_TICKET else f"{number} {verb}"


def _text(news: News) -> str:
    about = text_of(news.ticket_change.content.get("short_description"))
    if news.event is NoticeEvent.SLA_DUE:
        minutes = _minutes_left(news)
        return f"Due in {minutes} min · {about}" if about else f"Due in {minutes} min"
    if (
        news.event in {NoticeEvent.NEW_TICKET, NoticeEvent.SLA_BREACHED, NoticeEvent.RECURRENCE}
        or news.ticket_change.change.type is not ChangeType.UPDATED
    ):
        return about
    return " · ".join(part for part in (_what_changed(news), about) if part)


def _minutes_left(news: News) -> int:
    """Return how many minutes were left when the warning was made, at least one."""
    change = news.ticket_change.change
    due_at = from_iso(str(change.changes["due_at"][1]))
    return max(1, round((due_at - change.at).total_seconds() / 60)) if due_at else 1


def _what_changed(news: News) -> str:
    """Return the first fields that changed with their new values, and the number of the rest."""
    change = news.ticket_change.change
    labels = _labels(news)
    names = noticed_changes(change)
    parts = [_field(name, _value(name, change.changes[name][1], labels)) for name in names[:_MOST_FIELDS]]
    rest = len(names) - len(parts)
    return "; ".join(parts) + (f"; {rest} more" if rest > 0 else "")


_LONGEST_VALUE = 60


def _labels(news: News) -> Mapping[str, str]:
    """Return ServiceNow's labels of the values that the ticket has after the change."""
    change, content = news.ticket_change.change, news.ticket_change.content
    labels = change.changes["labels"][1] if "labels" in change.changes else content.get("labels")
    return {name: str(text) for name, text in labels.items()} if isinstance(labels, Mapping) else {}


def _value(name: str, value: Json, labels: Mapping[str, str]) -> str:
    if name == "sla":
        return ", ".join(breached_by((None, value)))
    shown = shown_field_value(name, value, labels)
    return f"{datetime.fromtimestamp(shown.at / 1000, UTC):%Y-%m-%d %H:%M} UTC" if shown.at else shown.text


def _field(name: str, value: str) -> str:
    label = "SLA breached" if name == "sla" else field_label(name)
    shown = shortened(" ".join(value.split()), _LONGEST_VALUE)
    return f"{label}: {shown}" if shown else f"{label} cleared"
