"""What a case's page shows: the hypotheses as a tree and by bone, what is overdue, and the label of a ticket's row."""

from datetime import UTC, datetime, timedelta

from rca_dashboard.domain.cases.case import Case, TicketCase, TicketRole
from rca_dashboard.domain.cases.parts import CaseAction, CaseChange, Hypothesis, SuspectState
from rca_dashboard.domain.json_types import Json
from rca_dashboard.live.cases.said import change_on_timeline, suspects_of
from rca_dashboard.live.cases.shown import actions_of, bones_of, hypotheses_of
from rca_dashboard.live.page_load.case_address import case_asked_for

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)


def _case(*hypotheses: Hypothesis, actions: tuple[CaseAction, ...] = ()) -> Case:
    return Case(id=1, title="A case", created_at=NOW, updated_at=NOW, hypotheses=hypotheses, actions=actions)


def _hypothesis(number: int, parent: int = 0, bone: str = "") -> Hypothesis:
    return Hypothesis(id=number, parent=parent, bone=bone, text=f"cause {number}", created_at=NOW, updated_at=NOW)


def test_each_why_stands_below_what_it_explains() -> None:
    case = _case(_hypothesis(1), _hypothesis(2), _hypothesis(3, parent=1), _hypothesis(4, parent=3), _hypothesis(5, 99))
    assert [each.id for each in hypotheses_of(case)] == [1, 3, 4, 2, 5]
    assert [each.indent for each in hypotheses_of(case)] == ["0.0rem", "1.25rem", "2.5rem", "0.0rem", "0.0rem"]


def test_both_views_show_the_same_hypotheses() -> None:
    shown = hypotheses_of(_case(_hypothesis(1, bone="process"), _hypothesis(2, bone="our own"), _hypothesis(3)))
    bones = bones_of(shown)
    assert sorted(each.id for bone in bones for each in bone.hypotheses) == [1, 2, 3]
    assert [bone.label for bone in bones][-2:] == ["Our own", "Other"]


def test_overdue_actions_come_first_and_done_ones_last() -> None:
    made = [
        CaseAction(id=place, text="act", created_at=NOW, due_at=NOW + timedelta(days=days), done_at=done)
        for place, days, done in ((1, -2, NOW), (2, 3, None), (3, -1, None))
    ]
    shown = actions_of(_case(actions=tuple(made)), NOW)
    assert [(each.id, each.is_overdue, each.state) for each in shown] == [
        (3, True, "open"),
        (2, False, "open"),
        (1, False, "done"),
    ]


def _label(role: TicketRole, fixed_at: datetime | None) -> str:
    return TicketCase(number="RCA-12", role=role, fixed_at=fixed_at).label(NOW)


def test_a_row_names_the_fix_that_its_ticket_came_after() -> None:
    fixed = NOW - timedelta(days=23, hours=5)
    assert _label(TicketRole.RECURRENCE, fixed) == "RCA-12, fixed 23 days ago"
    assert _label(TicketRole.RECURRENCE, NOW - timedelta(days=1)) == "RCA-12, fixed 1 day ago"
    assert _label(TicketRole.AFFECTED, fixed) == "RCA-12"
    assert _label(TicketRole.RECURRENCE, None) == "RCA-12"


class _Address:
    query_parameters: dict[str, str] = {}  # noqa: RUF012 - never changed

    def __init__(self, path: str) -> None:
        self.path = path


def test_an_address_names_a_case_the_board_or_neither() -> None:
    asked = {path: case_asked_for(_Address(path)) for path in ("/cases", "/cases/", "/cases/rca-12", "/cases/new", "/")}
    assert list(asked.values()) == ["", "", "RCA-12", None, None]


def test_a_judged_change_is_named_and_stands_on_the_timeline_when_its_work_ended() -> None:
    seen: dict[str, Json] = {"short_description": "Firmware of the gateway", "ended_at": "2026-11-27T08:00:00Z"}
    change = CaseChange(sys_id="c", number="CHG0000001", state=SuspectState.CONFIRMED, at=NOW, snapshot=seen)
    (row,), event = suspects_of([change]), change_on_timeline(change)
    assert (row.number, row.text) == ("CHG0000001", "Firmware of the gateway")
    assert event is not None
    assert (event.lane, event.text) == ("change", "CHG0000001 Firmware of the gateway (confirmed)")
    assert event.at == datetime(2026, 11, 27, 8, tzinfo=UTC).timestamp() * 1_000
    assert change_on_timeline(CaseChange(at=NOW)) is None  # none of these
