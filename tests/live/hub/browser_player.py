"""Plays what was recorded of the wire to the shipped JavaScript, in one Bun that stays: ``tests/javascript/player``."""

import json
import subprocess
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, fields
from types import TracebackType
from typing import Any

from reflex_base.utils.format import json_dumps

from rca_dashboard.domain.tickets.detail import TicketDetail
from rca_dashboard.domain.views.page import TicketPage, TicketRow
from rca_dashboard.domain.views.page_patch import PagePatch
from rca_dashboard.live.messages import Pulse
from tools.javascript.bun import ROOT, find_bun

_PLAYER = ROOT / "tests" / "javascript" / "player" / "player.js"


@dataclass(frozen=True, slots=True)
class RecordedList:
    """What reached a browser's list, in its order; ``answer`` is what the app gives where the browser asks again."""

    frames: Sequence[TicketPage | PagePatch]
    answer: TicketPage
    pulse: Pulse


@dataclass(frozen=True, slots=True)
class ListOnScreen:
    """What a list shows, without rows that have left it; a row that the wire never brought is ``None``."""

    rows: tuple[TicketRow | None, ...]
    total: int
    pages: int
    has_more: bool
    waiting: int
    moved: bool


@dataclass(frozen=True, slots=True)
class PlayedList:
    """What a browser made of it.

    Attributes:
        has_gap: A patch has come without the page that it changes, and the browser asked for the page.
        is_behind: The heartbeat tells of a page that the browser lacks.
        before: On the screen as it stands.
        after: On the screen when the reader has asked for what waits.
    """

    has_gap: bool
    is_behind: bool
    before: ListOnScreen
    after: ListOnScreen


class BrowserPlayer(AbstractContextManager["BrowserPlayer"]):
    """Bun with the shipped modules; a row goes there once."""

    def __init__(self) -> None:
        self._bun = subprocess.Popen([find_bun(), "run", _PLAYER], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._known: list[TicketRow] = []
        self._met: list[TicketRow] = []
        self._numbers: dict[TicketRow, int] = {}
        self._numbers_by_identity: dict[int, int] = {}
        self._unsent: list[TicketRow] = []

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bun.communicate()

    def play_lists(self, recorded: Iterable[RecordedList]) -> list[PlayedList]:
        """Return what each browser shows in the end."""
        lists = [self._list_message(each) for each in recorded]
        return [self._played(answer) for answer in self._play(lists=lists)["lists"]]

    def play_tickets(self, recorded: Iterable[Sequence[str | TicketDetail]]) -> list[dict[str, Any]]:
        """Return the ticket that each browser shows in the end; a string is the number that it asks for."""
        tickets = [
            {"frames": [["asked" if isinstance(frame, str) else "ticket", frame] for frame in frames]}
            for frames in recorded
        ]
        return self._play(tickets=tickets)["tickets"]

    def _play(self, *, lists: Sequence[object] = (), tickets: Sequence[object] = ()) -> Any:
        message = json_dumps({"new_rows": self._unsent, "lists": lists, "tickets": tickets})
        self._unsent = []
        assert self._bun.stdin
        assert self._bun.stdout
        self._bun.stdin.write(message.encode() + b"\n")
        self._bun.stdin.flush()
        answer = self._bun.stdout.readline()
        assert answer, "The player has ended; its error stands on stderr."
        return json.loads(answer)

    def _list_message(self, recorded: RecordedList) -> object:
        frames = [
            ["page" if isinstance(frame, TicketPage) else "patch", self._with_numbers(frame)]
            for frame in recorded.frames
        ]
        return {"frames": frames, "answer": self._with_numbers(recorded.answer), "pulse": recorded.pulse}

    def _with_numbers(self, message: TicketPage | PagePatch) -> dict[str, object]:
        plain = {field.name: getattr(message, field.name) for field in fields(message)}
        return {**plain, "rows": [self._number(row) for row in message.rows]}

    def _number(self, row: TicketRow) -> int:
        """Return a row's number; most rows are the very object that was met before, which costs no comparison."""
        number = self._numbers_by_identity.get(id(row))
        if number is None:
            number = self._numbers.get(row)
            if number is None:
                number = self._numbers[row] = len(self._known)
                self._known.append(row)
                self._unsent.append(row)
            self._met.append(row)  # an identity holds as long as its object
            self._numbers_by_identity[id(row)] = number
        return number

    def _played(self, answer: dict[str, Any]) -> PlayedList:
        before, after = self._on_screen(answer["before"]), self._on_screen(answer["after"])
        return PlayedList(answer["has_gap"], answer["is_behind"], before, after)

    def _on_screen(self, shown: dict[str, Any]) -> ListOnScreen:
        rows = tuple(self._known[number] if number >= 0 else None for number in shown["rows"])
        return ListOnScreen(rows, shown["total"], shown["pages"], shown["has_more"], shown["waiting"], shown["moved"])
