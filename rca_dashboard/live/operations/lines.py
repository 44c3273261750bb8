"""The lines of the operations page's tables. Times are ms since 1970 by the server's clock; 0 means none."""

from dataclasses import dataclass

from rca_dashboard.domain.audit import AuditEntry
from rca_dashboard.domain.progress.poll import PollResult
from rca_dashboard.domain.progress.rejected_row import RejectedRow
from rca_dashboard.domain.views.page import to_milliseconds


@dataclass(frozen=True, slots=True)
class PollLine:
    """One poll."""

    at: int
    seconds: float
    requests: int
    new: int
    updated: int
    unchanged: int
    hidden: int
    error: str


@dataclass(frozen=True, slots=True)
class AuditLine:
    """An entry of the audit log."""

    id: int
    at: int
    username: str
    address: str
    action: str
    subject: str
    detail: str


@dataclass(frozen=True, slots=True)
class RejectedLine:
    """A row that the database refused."""

    table: str
    key: str
    ticket_id: str
    reason: str
    since: int
    last_at: int
    tries: int


def rejected_line(row: RejectedRow) -> RejectedLine:
    """Return what the page shows of a row that could not be stored."""
    return RejectedLine(
        table=row.table,
        key=row.key,
        ticket_id=row.ticket_id,
        reason=row.reason,
        since=to_milliseconds(row.since),
        last_at=to_milliseconds(row.last_at),
        tries=row.tries,
    )


def poll_line(result: PollResult) -> PollLine:
    """Return what the page shows of a poll."""
    return PollLine(
        at=to_milliseconds(result.at),
        seconds=round(result.seconds, 3),
        requests=result.requests,
        new=result.new,
        updated=result.updated,
        unchanged=result.unchanged,
        hidden=result.hidden,
        error=result.error or "",
    )


def audit_line(entry: AuditEntry) -> AuditLine:
    """Return what the page shows of an entry."""
    at = to_milliseconds(entry.at)
    action = entry.action.replace("_", " ")
    return AuditLine(entry.id, at, entry.username, entry.address, action, entry.subject, entry.detail)
