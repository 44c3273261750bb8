"""The report of a closed case rests on what was seen when it was closed, whoever asks for it first and when."""

from dataclasses import replace
from datetime import timedelta

from rca_dashboard.cases.cases import Cases
from rca_dashboard.cases.report import report_data
from rca_dashboard.cases.verdict import verdict_of
from rca_dashboard.domain.audit import Actor
from rca_dashboard.domain.cases.case import Case, Stage
from rca_dashboard.domain.cases.edit import Edit
from rca_dashboard.domain.cases.parts import Verdict, VerdictKind
from rca_dashboard.domain.report.blocks import markdown_of
from rca_dashboard.domain.report.content import report_of
from rca_dashboard.domain.tickets.change import Origin
from rca_dashboard.store.engine import Database
from rca_dashboard.store.tickets.deletions import mark_deleted
from rca_dashboard.store.tickets.upsert import upsert
from tests.tickets import NOON, make

ANN, BEN = Actor("ann"), Actor("ben")


def report(database: Database, number: str) -> str:
    return markdown_of(report_of(report_data(database, Cases(database).case(number))))


def closed(case: Case) -> Edit:
    return Edit(case=replace(case, stage=Stage.CLOSED, fixed_at=NOON), kind="stage", text="Watching → Closed")


def test_what_changes_after_an_approval_or_the_end_is_in_no_report_of_that_version(database: Database) -> None:
    upsert(database, [make(1, short_description="Mail is stuck", status="Open")], origin=Origin.POLL, at=NOON)
    cases = Cases(database, now=lambda: NOON)
    number, found = cases.start(ANN, title="Mail", tickets=["INC0000001"]).number, ""
    for place, finish in enumerate((lambda: cases.approve(number, BEN), lambda: cases.edit(number, ANN, closed))):
        status = f"State {place}"
        upsert(database, [make(1, status=status, mod_count=20 * place + 2)], origin=Origin.POLL, at=NOON)
        finish()
        later = make(1, status="Changed since", mod_count=20 * place + 10)
        upsert(database, [later], origin=Origin.POLL, at=NOON + timedelta(hours=1))
        found = report(database, number)
        assert status in found
        assert "Changed since" not in found
    mark_deleted(database, [make(1).sys_id], origin=Origin.POLL, at=NOON)
    assert report(database, number) == found
    assert "stage: Watching to Closed" in found


def test_a_verdict_that_it_came_back_comes_before_the_figures(database: Database) -> None:
    upsert(database, [make(1)], origin=Origin.POLL, at=NOON)
    cases = Cases(database, now=lambda: NOON)
    case = cases.start(ANN, title="Mail", tickets=["INC0000001"])
    back = Verdict(kind=VerdictKind.CAME_BACK, at=NOON + timedelta(days=2), text="Came back with INC0000009: Mail")
    signed = replace(case, fixed_at=NOON, signature={"words": ["mail"], "threshold": 1}, verdicts=(back,))
    found = verdict_of(database, signed, NOON + timedelta(days=3))
    assert found.as_json()["verdict"] == "came_back"
    assert found.in_words().startswith("Came back with INC0000009: Mail. Too early: none since the fix.")
    again = replace(signed, fixed_at=NOON + timedelta(days=2, hours=1))
    assert verdict_of(database, again, NOON + timedelta(days=3)).as_json()["verdict"] == "too_early"
    accepted = replace(back, kind=VerdictKind.CANNOT_BE_KNOWN, accepted_by="ben", reason="It is too rare.")
    known = verdict_of(database, replace(signed, verdicts=(accepted,)), NOON + timedelta(days=3))
    assert known.in_words().startswith("Cannot be known, ben accepts: It is too rare. Too early")
