"""What likeness reads of cases: the newest ones, each with the summaries of some of its tickets."""

from collections.abc import Sequence

from sqlalchemy import Connection, func, select

from rca_dashboard.domain.cases.case import Case
from rca_dashboard.domain.cases.likeness import CaseText
from rca_dashboard.store.cases.reading import MOST_CASES, list_cases
from rca_dashboard.store.engine import Database
from rca_dashboard.store.schema.cases import CASE_TICKET

MOST_SUMMARIES = 20
_IDS_AT_ONCE = 500
_T = CASE_TICKET.c


def case_texts(database: Database) -> tuple[CaseText, ...]:
    """Return the newest cases that the reader may see, with the summaries of their first tickets."""
    cases = list_cases(database, limit=MOST_CASES).cases
    return _with_summaries(database, cases)


def case_text(database: Database, case: Case) -> CaseText:
    """Return what likeness reads of one case."""
    return _with_summaries(database, [case])[0]


def _with_summaries(database: Database, cases: Sequence[Case]) -> tuple[CaseText, ...]:
    with database.read() as session:
        summaries = _summaries(session.connection(), [case.id for case in cases])
    return tuple(CaseText(case=case, tickets=tuple(summaries.get(case.id, ()))) for case in cases)


def _summaries(connection: Connection, ids: Sequence[int]) -> dict[int, list[str]]:
    place = func.row_number().over(partition_by=_T.case_id, order_by=(_T.opened_at, _T.sys_id)).label("place")
    found: dict[int, list[str]] = {}
    for start in range(0, len(ids), _IDS_AT_ONCE):
        some = _T.case_id.in_(ids[start : start + _IDS_AT_ONCE])
        numbered = select(_T.case_id, _T.summary, place).where(some).subquery()
        first = select(numbered.c.case_id, numbered.c.summary).where(numbered.c.place <= MOST_SUMMARIES)
        for row in connection.execute(first):
            found.setdefault(row.case_id, []).append(row.summary)
    return found
