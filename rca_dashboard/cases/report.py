"""The report of a case: as the case was when it was last edited, and as all else was when that version was first asked.

Tickets that are deleted later, and changes that come late, give no other report of the same version. What is approved
or closed is kept at once, before anybody asks.
"""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from rca_dashboard.cases.suspects import suspects_of
from rca_dashboard.cases.verdict import verdict_of
from rca_dashboard.domain.cases.approval import approval_state
from rca_dashboard.domain.cases.case import Case, Stage
from rca_dashboard.domain.iso8601 import from_iso, to_iso
from rca_dashboard.domain.json_types import Json
from rca_dashboard.domain.report.content import ReportData, ReportTicket
from rca_dashboard.domain.visibility import EVERYTHING
from rca_dashboard.store.cases.preceding import summaries
from rca_dashboard.store.cases.reading import case_events, find_case
from rca_dashboard.store.cases.report_basis import keep_basis, kept_basis, reader_of
from rca_dashboard.store.cases.report_tickets import report_tickets
from rca_dashboard.store.engine import Database, DatabaseUnavailableError

_MOST_EVENTS = 1_000
_MOST_SUSPECTS = 5


def report_data(database: Database, case: Case) -> ReportData:
    """Return what the report of a case is made of. It blocks for up to a second: call it in a worker thread."""
    reader, is_limited = reader_of(database)
    basis = kept_basis(database, case, reader)
    if basis is None:
        made = _basis(database, case)
        keep_basis(database, case, reader, made)
        # Of two who ask at once, both get what was kept first; of a version that is outdated by now, nothing is kept.
        basis = kept_basis(database, case, reader) or made
    suspects = basis["suspects"]
    if is_limited:
        # A change may have become foreign to the reader since.
        seen = summaries(database, [each[0] for each in suspects])
        suspects = [each for each in suspects if each[0] in seen]
    return ReportData(
        case=case,
        tickets=[_ticket(each) for each in basis["tickets"]],
        events=[each for each in case_events(database, case.id, limit=_MOST_EVENTS) if each.seq <= case.revision],
        suspects=[(number, summary, figures) for _, number, summary, figures in suspects],
        suspects_note=basis["suspects_note"],
        verdict=basis["verdict"],
    )


def keep_report(database: Database, case: Case) -> None:
    """Keep what the report of an approved or a closed case rests on, as it is now, for whoever may see everything."""
    if case.stage is not Stage.CLOSED and not approval_state(case).is_valid:
        return
    whole = database.seen_by(EVERYTHING)
    with suppress(DatabaseUnavailableError):  # the edit is stored; whoever asks first keeps it then
        newest = find_case(whole, case.number)
        if newest is not None:
            report_data(whole, newest)


def _basis(database: Database, case: Case) -> dict[str, Any]:
    at = case.updated_at
    found = suspects_of(database, case, at, _MOST_SUSPECTS)
    return {
        "tickets": [_kept(each) for each in report_tickets(database, case.id)],
        "suspects": [
            [
                each.ranked.change.key,
                each.number,
                each.summary,
                f"{each.distance}; {each.base_rate.in_words()}; {each.placebo.in_words()}",
            ]
            for each in found.suspects
        ],
        "suspects_note": found.note,
        "verdict": verdict_of(database, case, at).in_words(),
    }


def _kept(ticket: ReportTicket) -> list[Json]:
    opened, ended = to_iso(ticket.opened_at), to_iso(ticket.ended_at)
    return [ticket.number, ticket.summary, ticket.role, ticket.status, opened, ended, ticket.requester]


def _ticket(kept: Sequence[Any]) -> ReportTicket:
    number, summary, role, status, opened, ended, requester = kept
    return ReportTicket(
        number=number,
        summary=summary,
        role=role,
        status=status,
        opened_at=_moment(opened),
        ended_at=_moment(ended),
        requester=requester,
    )


def _moment(text: str | None) -> datetime | None:
    return from_iso(text) if text else None
