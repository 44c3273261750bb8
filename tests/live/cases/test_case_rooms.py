"""The rooms of cases: who shows a case sees each edit of it, and nobody is sent what has not changed."""

from dataclasses import dataclass, field, replace

import pytest

from rca_dashboard.clock import utc_now
from rca_dashboard.domain.cases.case import CASE_TABLE
from rca_dashboard.domain.tickets.change import Change, ChangeType, Origin
from rca_dashboard.live.case_messages import CaseBoard, CaseShown
from rca_dashboard.live.cases.rooms import BOARD, CaseRooms


@dataclass
class Shelf:
    """What is stored, and what was read of it and sent."""

    cases: dict[str, CaseShown] = field(default_factory=dict)
    kept_board: CaseBoard = field(default_factory=CaseBoard)
    occupied: frozenset[str] = frozenset()
    reads: list[str] = field(default_factory=list)
    sent: list[object] = field(default_factory=list)
    is_failing: bool = False

    async def case(self, key: str) -> CaseShown:
        self.reads.append(key)
        if self.is_failing:
            raise OSError(key)
        return replace(self.cases[key])

    async def board(self) -> CaseBoard:
        self.reads.append(BOARD)
        return replace(self.kept_board)

    def occupied_cases(self) -> frozenset[str]:
        return self.occupied


class Sent:
    """Sends to a list."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def occupied_cases(self) -> frozenset[str]:
        return self._shelf.occupied

    async def case(self, key: str, case: CaseShown) -> None:
        self._shelf.sent.append((key, case.title))

    async def case_board(self, board: CaseBoard) -> None:
        self._shelf.sent.append(board.rev)


def _rooms(**occupied: str) -> tuple[Shelf, CaseRooms]:
    shelf = Shelf(cases={number: CaseShown(key=number, rev=1, title=title) for number, title in occupied.items()})
    shelf.occupied = frozenset(occupied)
    return shelf, CaseRooms(shelf, Sent(shelf))


def _edit_of(number: str) -> Change:
    moved = {"version": (1, 2)}
    return Change(
        seq=2,
        at=utc_now(),
        type=ChangeType.CASE,
        table=CASE_TABLE,
        sys_id=number,
        ticket_id=number,
        changes=moved,
        origin=Origin.USER,
    )


async def test_an_edit_is_sent_to_the_room_of_its_case_alone() -> None:
    shelf, rooms = _rooms(one="first", other="second")
    await rooms.open("one")
    await rooms.open("other")
    shelf.cases["one"] = CaseShown(key="one", rev=2, title="edited")
    await rooms.follow([_edit_of("one")])
    shelf.reads.clear()
    await rooms.step()
    assert (shelf.reads, shelf.sent) == (["one"], [("one", "edited")])
    assert rooms.case("one").title == "edited"


async def test_what_has_not_changed_is_not_sent_again() -> None:
    shelf, rooms = _rooms(one="first")
    await rooms.open("one")
    rooms.note("one")
    await rooms.step()
    await rooms.step()  # the look from time to time
    assert shelf.sent == []


async def test_the_board_follows_the_edits_of_all_cases() -> None:
    shelf, rooms = _rooms()
    shelf.occupied = frozenset({BOARD})
    await rooms.open(BOARD)
    shelf.kept_board = CaseBoard(rev=7)
    await rooms.follow([_edit_of("RCA-3")])
    await rooms.step()
    assert shelf.sent == [7]


async def test_an_edit_whose_read_fails_is_sent_by_the_next_step() -> None:
    shelf, rooms = _rooms(one="first")
    await rooms.open("one")
    shelf.cases["one"] = CaseShown(key="one", rev=2, title="edited")
    rooms.note("one")
    shelf.is_failing = True
    with pytest.raises(OSError, match="one"):
        await rooms.step()
    shelf.is_failing = False
    await rooms.step()
    assert shelf.sent == [("one", "edited")]
