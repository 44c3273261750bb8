"""One case with everything that its page shows, read in one go."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from rca_dashboard.domain.cases.case import (
    STAGE_LABELS,
    Case,
    CaseEvent,
    CaseTicket,
    TicketRole,
)
from rca_dashboard.domain.cases.gates import missing_for, next_stage
from rca_dashboard.domain.views.page import TicketRow, to_milliseconds
from rca_dashboard.live.case_messages import CaseShown, ShownCaseTicket, TimelineEvent
from rca_dashboard.live.cases import said, shown
from rca_dashboard.store.cases.reading import case_events, case_tickets, find_case
from rca_dashboard.store.engine import Database
from rca_dashboard.store.queries import ticket_rows

# What a page shows of a long case. All tickets are in the list that the page leads to.
MOST_TICKETS = 100
MOST_EVENTS = 300
ROLE_LABELS = {TicketRole.AFFECTED: "", TicketRole.TRIGGER: "Trigger", TicketRole.RECURRENCE: "Came back"}
_NOTES = frozenset({"note", "evidence_added", "hypothesis_added", "action_added", "edited"})


def case_page(database: Database, key: str, now: datetime) -> CaseShown:
    """Return a case as its page shows it; not known if there is none that the readers may see."""
    case = find_case(database, key)
    if case is None:
        return CaseShown(key=key, rev=0)
    tickets = case_tickets(database, case.id, limit=MOST_TICKETS)
    rows = {row.sys_id: row for row in ticket_rows(database, [ticket.sys_id for ticket in tickets])}
    events = case_events(database, case.id, limit=MOST_EVENTS)
    return assembled(case, tickets, rows, events, now)


def assembled(
    case: Case,
    tickets: Sequence[CaseTicket],
    rows: Mapping[str, TicketRow],
    events: Sequence[CaseEvent],
    now: datetime,
) -> CaseShown:
    """Return the page of a case from what was read."""
    after, before = next_stage(case), shown.previous_stage(case)
    hypotheses = shown.hypotheses_of(case)
    return CaseShown(
        key=case.number,
        rev=case.revision,
        is_known=True,
        number=case.number,
        version=case.version,
        title=case.title,
        statement=case.statement,
        owner=case.owner,
        owner_has_left=case.owner_has_left,
        stage=case.stage.value,
        stage_label=STAGE_LABELS[case.stage],
        next_stage=after.value if after else "",
        next_label=STAGE_LABELS[after] if after else "",
        previous_stage=before.value if before else "",
        previous_label=STAGE_LABELS[before] if before else "",
        missing=missing_for(case, after) if after else (),
        alternatives=case.alternatives,
        review=case.review,
        changed_by=case.updated_by or case.created_by,
        created_at=to_milliseconds(case.created_at),
        created_by=case.created_by,
        updated_at=to_milliseconds(case.updated_at),
        stages=shown.stages_of(case),
        lines=shown.lines_of(case.is_not),
        hypotheses=hypotheses,
        bones=shown.bones_of(hypotheses),
        actions=shown.actions_of(case, now),
        tickets=tuple(_ticket(ticket, rows.get(ticket.sys_id)) for ticket in tickets),
        ticket_count=case.ticket_count,
        recurrence_count=case.recurrence_count,
        signature=shown.signature_text(case.signature),
        burst=case.burst,
        cluster=case.cluster,
        changes=said.suspects_of(case.changes),
        events=timeline_of(tickets, case, events),
        verdict=said.verdict_of(case),
        approvals=said.approvals_of(case),
    )


def _ticket(ticket: CaseTicket, now: TicketRow | None) -> ShownCaseTicket:
    """Return a ticket as it is now; one that is gone stays readable as it was."""
    is_deleted = now is None or now.is_deleted
    return ShownCaseTicket(
        sys_id=ticket.sys_id,
        number=ticket.number,
        text=now.short_description if now else ticket.summary,
        status="Deleted" if is_deleted else now.status if now else "",
        role=ticket.role.value,
        role_label=ROLE_LABELS[ticket.role],
        opened_at=to_milliseconds(ticket.opened_at),
        is_deleted=is_deleted,
    )


def timeline_of(tickets: Sequence[CaseTicket], case: Case, events: Sequence[CaseEvent]) -> tuple[TimelineEvent, ...]:
    """Return tickets, changes, notes and decisions in the order in which they happened."""
    found = [
        TimelineEvent(
            key=f"t{ticket.sys_id}",
            at=to_milliseconds(ticket.opened_at),
            lane="ticket",
            kind=ticket.role.value,
            text=f"{ticket.number} {ticket.summary}",
            href=f"/tickets/{ticket.number}",
        )
        for ticket in tickets
        if ticket.opened_at is not None
    ]
    found += [
        TimelineEvent(
            key=f"e{event.seq}",
            at=to_milliseconds(event.at),
            lane="note" if event.kind in _NOTES else "decision",
            kind=event.kind,
            text=" ".join(part for part in (event.text or event.kind.replace("_", " "), f"({event.by})") if part),
            href="",
        )
        for event in events
    ]
    found += [each for each in map(said.change_on_timeline, case.changes) if each is not None]
    return tuple(sorted(found, key=lambda each: each.at))
