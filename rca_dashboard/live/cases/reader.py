"""Reads cases for their pages, in worker threads."""

import asyncio
from datetime import datetime

from rca_dashboard.clock import utc_now
from rca_dashboard.domain.cases.case import STAGE_LABELS, STAGES, Case, Stage
from rca_dashboard.domain.views.page import to_milliseconds
from rca_dashboard.live.case_messages import CaseBoard, CaseRow, CaseShown, StageColumn
from rca_dashboard.live.cases.page import case_page
from rca_dashboard.live.cases.shown import is_overdue
from rca_dashboard.store.cases.reading import list_cases
from rca_dashboard.store.engine import Database

# A board of more cards is not read; the list below has them all.
MOST_CARDS = 30


class StoredCases:
    """Reads cases from the store.

    Args:
        database: The store, as the readers see it.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def case(self, key: str) -> CaseShown:
        """Return a case; not known if there is none that the readers may see."""
        return await asyncio.to_thread(case_page, self._database, key, utc_now())

    async def board(self) -> CaseBoard:
        """Return all cases."""
        return await asyncio.to_thread(board_of, self._database, utc_now())


def board_of(database: Database, now: datetime) -> CaseBoard:
    """Return all cases, those with overdue actions first, then those that changed last."""
    cases = list_cases(database).cases
    rows = sorted((row_of(case, now) for case in cases), key=lambda row: (-row.overdue, -row.updated_at))
    columns = (_column(stage, [row for row in rows if row.stage == stage]) for stage in STAGES)
    rev = max((case.revision for case in cases), default=0)
    return CaseBoard(rev=rev, rows=tuple(rows), columns=tuple(columns), overdue=sum(bool(row.overdue) for row in rows))


def row_of(case: Case, now: datetime) -> CaseRow:
    """Return a case as the board and the list show it."""
    waiting = [action for action in case.actions if action.done_at is None]
    due = [action.due_at for action in waiting if action.due_at is not None]
    return CaseRow(
        number=case.number,
        title=case.title,
        stage=case.stage.value,
        stage_label=STAGE_LABELS[case.stage],
        owner=case.owner,
        owner_has_left=case.owner_has_left,
        tickets=case.ticket_count,
        actions=len(waiting),
        overdue=sum(is_overdue(action, now) for action in waiting),
        due_at=to_milliseconds(min(due, default=None)),
        updated_at=to_milliseconds(case.updated_at),
        verdict=case.verdicts[-1].kind.value if case.verdicts else "",
    )


def _column(stage: Stage, rows: list[CaseRow]) -> StageColumn:
    shown = tuple(rows[:MOST_CARDS])
    return StageColumn(stage=stage.value, label=STAGE_LABELS[stage], rows=shown, total=len(rows))
