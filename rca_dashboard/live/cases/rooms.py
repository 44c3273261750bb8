"""The rooms of cases: each open case, and the board, read once per change for all browsers that show them.

As with tickets, a browser joins its room before the case is read. A case is read again when the feed names it, and
from time to time all the same: its tickets change, and actions become overdue, without an entry of the case's own.
"""

import asyncio
import logging
from collections.abc import Iterable
from typing import Protocol

from rca_dashboard.background import FailureLog, run_forever
from rca_dashboard.domain.cases.case import CASE_TABLE
from rca_dashboard.domain.tickets.change import Change
from rca_dashboard.live.case_messages import CaseBoard, CaseShown
from rca_dashboard.live.shared_reads import SharedReads

logger = logging.getLogger(__name__)

# What changes without an event of the case is some seconds old at most, as the lists' counts are.
SECONDS_BETWEEN = 10.0
RETRY_SECONDS = 1.0
BOARD = ""


class CasePush(Protocol):
    """Sends to the browsers that show cases."""

    def occupied_cases(self) -> frozenset[str]:
        """Return the keys of the cases whose rooms are occupied; ``BOARD`` is the board's."""
        ...

    async def case(self, key: str, case: CaseShown) -> None:
        """Send a case to its room."""
        ...

    async def case_board(self, board: CaseBoard) -> None:
        """Send the board to its room."""
        ...


class CaseReader(Protocol):
    """Reads cases as their pages show them."""

    async def case(self, key: str) -> CaseShown:
        """Return a case; not known if there is none that the readers may see."""
        ...

    async def board(self) -> CaseBoard:
        """Return all cases."""
        ...


class CaseRooms:
    """Keeps what browsers show of cases. Every method runs in the worker's event loop.

    Args:
        reader: Reads cases.
        push: Sends them.
    """

    def __init__(self, reader: CaseReader, push: CasePush) -> None:
        self._reader = reader
        self._push = push
        self._cases: dict[str, CaseShown] = {}
        self.board = CaseBoard()
        self._changed: set[str] = set()
        self._reads = SharedReads(self._read_once)
        self._woken = asyncio.Event()

    def case(self, key: str) -> CaseShown:
        """Return a case as last read, or one with ``rev`` -1 if it was never opened."""
        return self._cases.get(key) or CaseShown(key=key)

    async def open(self, key: str) -> None:
        """Read a case, or the board, that a browser opens; the caller must have joined its room."""
        await self._reads.read_fresh(key)

    async def follow(self, changes: Iterable[Change]) -> None:
        """Note which cases have changed."""
        named = {change.sys_id for change in changes if change.table == CASE_TABLE}
        if named:
            self.note(*named)

    def note(self, *numbers: str) -> None:
        """Have these cases and the board read again, and sent to whoever shows them."""
        self._changed |= {BOARD, *numbers}
        self._woken.set()

    async def run(self) -> None:
        """Keep the open cases up to date until cancelled."""
        failures = FailureLog("Open cases", logger)
        await run_forever(self.step, failures, wait=self._until_due, retry_seconds=RETRY_SECONDS)

    async def step(self) -> None:
        """Read again what has changed, or everything that is shown if it is time to, and send what differs."""
        changed, self._changed = self._changed, set()
        self._woken.clear()
        occupied = self._push.occupied_cases()
        self._cases = {key: shown for key, shown in self._cases.items() if key in occupied}
        try:
            for key in occupied & changed if changed else occupied:
                await self._refresh(key)
        except BaseException:
            self._changed |= changed
            raise

    async def _refresh(self, key: str) -> None:
        before = self.board if key == BOARD else self.case(key)
        await self._reads.read_fresh(key)
        if key == BOARD and self.board is not before:
            await self._push.case_board(self.board)
        elif key != BOARD and self.case(key) is not before:
            await self._push.case(key, self.case(key))

    async def _until_due(self) -> None:
        try:
            await asyncio.wait_for(self._woken.wait(), SECONDS_BETWEEN)
        except TimeoutError:
            return

    async def _read_once(self, key: str) -> None:
        if key == BOARD:
            board = await self._reader.board()
            self.board = self.board if board == self.board else board
        else:
            shown, before = await self._reader.case(key), self._cases.get(key)
            self._cases[key] = before if before is not None and shown == before else shown
