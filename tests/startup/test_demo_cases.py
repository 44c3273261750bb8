"""The demo's two closed cases: written from what its history holds, one that held and one that came back."""

from pathlib import Path

from rca_dashboard.cases.verdict import verdict_of
from rca_dashboard.domain.cases.case import Stage
from rca_dashboard.domain.cases.parts import SuspectState, VerdictKind
from rca_dashboard.domain.tickets.change import Origin
from rca_dashboard.simulator.causes.desk_with_causes import DeskWithCauses
from rca_dashboard.simulator.clock import from_text
from rca_dashboard.simulator.instance.instance import Instance
from rca_dashboard.startup.closed_cases.seed import seed
from rca_dashboard.store.cases.reading import case_tickets, list_cases
from rca_dashboard.store.engine import Database
from rca_dashboard.store.migrate import migrate
from rca_dashboard.store.tickets.upsert import upsert
from tests.simulator.causes.served import served


def test_the_history_has_a_case_whose_fix_held_and_one_that_came_back(tmp_path: Path) -> None:
    instance = Instance()
    desk = DeskWithCauses(instance)
    desk.fill_history(share=0.1)
    database = Database(f"sqlite:///{tmp_path}/demo.db")
    migrate(database)
    seed(database)
    assert list_cases(database).total == 0
    upsert(database, served(instance), origin=Origin.IMPORT, at=instance.clock())
    seed(database)
    seed(database)
    cases = list_cases(database).cases
    assert {case.stage for case in cases} == {Stage.CLOSED}
    causes = {cause.change: cause for cause in desk.truth.causes}
    found = {case.title: (case, causes[case.changes[0].number]) for case in cases}
    assert [len(found), len(cases)] == [2, 2]
    for case, cause in found.values():
        assert case.changes[0].state is SuspectState.CONFIRMED
        assert case.fixed_at == from_text(cause.fixed_at)
        kinds = [verdict.kind for verdict in case.verdicts]
        assert kinds == [VerdictKind.FEWER] + ([] if cause.holds else [VerdictKind.CAME_BACK])
        said = verdict_of(database, case, instance.clock())
        assert (said.kind, said.in_words().startswith("Came back with INC")) == (kinds[-1], not cause.holds)
        assert (case.recurrence_count > 0) == (not cause.holds)
        tickets = case_tickets(database, case.id, limit=500)
        assert {each.number for each in tickets} <= {*cause.incidents}
        assert max(event for event in (case.created_at, case.closed_at) if event) <= instance.clock()
    assert {cause.holds for _, cause in found.values()} == {True, False}
    database.close()
