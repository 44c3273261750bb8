"""The tickets of a case as its report shows them."""

from sqlalchemy import select

from rca_dashboard.domain.report.content import ReportTicket
from rca_dashboard.store.engine import Database
from rca_dashboard.store.schema.cases import CASE_TICKET
from rca_dashboard.store.schema.tickets import TICKET

MOST_TICKETS = 5_000
_C, _T = CASE_TICKET.c, TICKET.c
_COLUMNS = (_C.number, _C.summary, _C.role, _C.opened_at, _T.status, _T.resolved_at, _T.closed_at, _T.requester_id)


def report_tickets(database: Database, case_id: int) -> tuple[ReportTicket, ...]:
    """Return the tickets of a case in the order in which they were opened; deleted ones as they were when added."""
    joined = select(*_COLUMNS, _T.is_deleted).join(TICKET, _T.sys_id == _C.sys_id, isouter=True)
    wanted = joined.where(_C.case_id == case_id).order_by(_C.opened_at, _C.sys_id).limit(MOST_TICKETS)
    with database.read() as session:
        rows = session.connection().execute(wanted).all()
    return tuple(
        ReportTicket(
            number=row.number,
            summary=row.summary,
            role=row.role,
            status="deleted" if row.is_deleted in {None, True} else row.status,
            opened_at=row.opened_at,
            ended_at=row.resolved_at or row.closed_at,
            requester=row.requester_id or "",
        )
        for row in rows
    )
