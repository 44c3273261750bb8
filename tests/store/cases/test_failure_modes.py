"""What goes wrong with cases, in both databases."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import insert, select

from rca_dashboard.cases.cases import Cases
from rca_dashboard.cases.report import report_data
from rca_dashboard.cases.suspects import NO_CHANGES, suspects_of
from rca_dashboard.domain.audit import Actor
from rca_dashboard.domain.cases.approval import approval_state
from rca_dashboard.domain.cases.case import Case, Stage, TicketRole
from rca_dashboard.domain.cases.edit import CaseConflictError, GateNotMetError
from rca_dashboard.domain.report.blocks import markdown_of
from rca_dashboard.domain.report.content import report_of
from rca_dashboard.domain.tickets.change import Origin
from rca_dashboard.domain.tickets.ticket import Reference
from rca_dashboard.live.cases.findings import findings_of
from rca_dashboard.live.cases.page import case_page
from rca_dashboard.store.audit import count_after
from rca_dashboard.store.cases.reading import case_events, case_tickets, find_case
from rca_dashboard.store.engine import Database
from rca_dashboard.store.feed import changes_after, latest_seq, take_turn
from rca_dashboard.store.insight.bursts import StoredBurst, put_burst
from rca_dashboard.store.insight.clusters import StoredCluster, add_clusters, merge
from rca_dashboard.store.schema.accounts import ACCOUNT
from rca_dashboard.store.schema.insight import TICKET_CLUSTER
from rca_dashboard.store.schema.tickets import TICKET
from rca_dashboard.store.tickets.deletions import mark_deleted
from rca_dashboard.store.tickets.upsert import upsert
from tests.tickets import NOON, make

ANNA, BEN, CLEO = Actor("anna"), Actor("ben"), Actor("cleo")


@pytest.fixture
def cases(database: Database) -> Cases:
    return Cases(database, now=lambda: NOON)


def test_an_owner_who_has_left_is_named_and_stops_the_next_stage(database: Database, cases: Cases) -> None:
    upsert(database, [make(1)], origin=Origin.POLL, at=NOON)
    cases.start(ANNA, title="Printers burn", statement="They burn", tickets=["INC0000001"])
    account = {"key": "anna", "username": "anna", "password_hash": "", "role": "agent", "is_disabled": True}
    with database.write() as session:
        session.connection().execute(insert(ACCOUNT).values(**account, created_at=NOON, password_changed_at=NOON))

    assert cases.case("RCA-1").owner_has_left
    with pytest.raises(GateNotMetError, match="the account of anna is disabled"):
        cases.move("RCA-1", BEN, Stage.INVESTIGATING)
    page = case_page(database, "RCA-1", NOON)
    assert (page.owner_has_left, page.missing[0]) == (
        True,
        "an owner who is still here: the account of anna is disabled",
    )
    cases.change_fields("RCA-1", BEN, {"owner": "ben"}, 1)
    assert cases.move("RCA-1", BEN, Stage.INVESTIGATING).stage is Stage.INVESTIGATING


def test_a_case_of_a_cluster_that_was_merged_away_keeps_its_tickets(database: Database, cases: Cases) -> None:
    upsert(database, [make(place) for place in (1, 2, 3)], origin=Origin.POLL, at=NOON)
    add_clusters(database, [(StoredCluster(id=7, label="", summary="Printer is on fire"), b""), _other_cluster(8)])
    _put_into_cluster(database, 7, [make(1).sys_id, make(2).sys_id])
    made = cases.start(ANNA, cluster=7)
    assert (made.title, made.ticket_count) == ("Printer is on fire", 2)

    assert merge(database, 8, [7], "anna")

    kept = cases.case("RCA-1")
    assert [each.number for each in case_tickets(database, kept.id, limit=9)] == ["INC0000001", "INC0000002"]
    assert cases.current_cluster(kept) == 8
    found = findings_of(database, "RCA-1")
    assert (found.cluster, found.cluster_label) == (8, "Mail")


def test_a_case_is_started_from_a_burst_with_its_name_and_tickets(database: Database, cases: Cases) -> None:
    upsert(database, [make(place) for place in (1, 2, 3)], origin=Origin.POLL, at=NOON)
    with database.read() as session:
        rows = session.connection().execute(select(TICKET.c.ticket_id, TICKET.c.id))
        ids = {row.ticket_id: row.id for row in rows}
    burst = {"id": 4, "kind": 1, "value": "x", "label": "Printers on floor 3", "level": 2, "count": 2, "expected": 0.1}
    tickets = (ids["INC0000002"], ids["INC0000003"])
    put_burst(database, StoredBurst(**burst, log_chance=-9.0, since=NOON, until=NOON, tickets=tickets))

    made = cases.start(ANNA, burst=4)

    assert (made.title, made.burst, made.ticket_count) == ("Printers on floor 3", 4, 2)
    assert [each.number for each in case_tickets(database, made.id, limit=9)] == ["INC0000002", "INC0000003"]


def test_deleted_tickets_stay_readable_in_evidence_and_in_the_list(database: Database, cases: Cases) -> None:
    upsert(database, [make(1)], origin=Origin.POLL, at=NOON)
    cases.start(ANNA, title="Printers burn", tickets=["INC0000001"])
    guess = cases.put_hypothesis("RCA-1", ANNA, {"text": "A fan"}).hypotheses[0]
    cases.put_evidence("RCA-1", ANNA, {"hypothesis": guess.id, "ticket": "INC0000001"})
    mark_deleted(database, [make(1).sys_id], origin=Origin.POLL, at=NOON)
    with database.write() as session:
        session.connection().execute(TICKET.delete())

    kept = cases.case("RCA-1")
    assert kept.evidence[0].snapshot["short_description"] == "Printer 1 is on fire"
    assert case_tickets(database, kept.id, limit=9)[0].summary == "Printer 1 is on fire"
    page = case_page(database, "RCA-1", NOON)
    assert [(each.text, each.is_deleted) for each in page.tickets] == [("Printer 1 is on fire", True)]
    assert "Printer 1 is on fire" in page.hypotheses[0].evidence[0].snapshot
    assert "Printer 1 is on fire" in markdown_of(report_of(report_data(database, kept)))
    assert cases.is_not("RCA-1") == ()
    assert cases.remove_tickets("RCA-1", ANNA, ["INC0000001"]).ticket_count == 0


def test_a_change_without_any_time_can_be_judged_and_be_evidence(database: Database, cases: Cases) -> None:
    timeless = make(5, table="change_request", ticket_id="CHG0000005", opened_at=None, updated_at=None, extra={})
    upsert(database, [make(1), timeless], origin=Origin.POLL, at=NOON)
    cases.start(ANNA, title="Printers burn", tickets=["INC0000001", "CHG0000005"])
    guess = cases.put_hypothesis("RCA-1", ANNA, {"text": "A change"}).hypotheses[0]

    cases.put_evidence("RCA-1", ANNA, {"hypothesis": guess.id, "ticket": "CHG0000005"})
    case = cases.judge_change("RCA-1", ANNA, "CHG0000005", {})

    assert case.trigger_at == make(1).opened_at
    assert case.evidence[0].kind == "change"
    assert [(each.number, each.state.value) for each in case.changes] == [("CHG0000005", "suspect")]
    # It cannot have preceded anything: the list of suspects counts it, and its page and its report still answer.
    found = suspects_of(database, case, NOON)
    assert (found.suspects, found.without_time) == ((), 1)
    assert case_page(database, "RCA-1", NOON).changes[0].text == timeless.short_description
    assert "1 changes say no time" in markdown_of(report_of(report_data(database, case)))


@pytest.mark.slow  # 5,000 tickets are written, added, compared with 500 others and taken out: 3 s
def test_a_case_of_5_000_tickets_works(database: Database, cases: Cases) -> None:
    berlin = {"location": Reference("l1", "Berlin")}
    upsert(database, [make(place, opened_at=NOON) for place in range(5_001, 5_501)], origin=Origin.POLL, at=NOON)
    upsert(database, [make(place, **berlin) for place in range(1, 5_001)], origin=Origin.POLL, at=NOON)
    cases.start(ANNA, title="Everything burns", tickets=[f"INC{place:07}" for place in range(1, 4_000)])

    case = cases.put_tickets("RCA-1", ANNA, [f"INC{place:07}" for place in range(4_000, 5_001)])

    assert case.ticket_count == 5_000
    (line,) = [line for line in case.is_not if line.field == "location"]
    assert (line.holds, line.n, line.of, line.rest_n) == ("Berlin", 5_000, 5_000, 0)
    assert len(case_tickets(database, case.id, limit=200, offset=4_900)) == 100
    assert len(case_page(database, "RCA-1", NOON).tickets) == 100
    assert suspects_of(database, case, NOON).note == NO_CHANGES
    assert "And 4,800 more." in markdown_of(report_of(report_data(database, case)))
    events = case_events(database, case.id, limit=9)
    assert [each.text for each in events] == ["Everything burns", "1,001 tickets (affected)"]
    renamed = cases.change_fields("RCA-1", ANNA, {"title": "All burns"}, 2)
    assert renamed.ticket_count == 5_000
    cases.put_tickets("RCA-1", ANNA, ["INC0000009"], TicketRole.RECURRENCE)
    left = cases.remove_tickets("RCA-1", ANNA, [f"INC{place:07}" for place in range(1, 5_001)])
    assert (left.ticket_count, left.recurrence_count) == (0, 0)


def test_of_two_approvals_at_once_each_covers_what_its_approver_saw(cases: Cases) -> None:
    cases.start(ANNA, title="Printers burn")

    def approve(actor: Actor) -> str:
        try:
            cases.approve("RCA-1", actor, expected=1)
        except CaseConflictError as refused:
            return f"refused: {sorted(refused.difference)}"
        return "approved"

    with ThreadPoolExecutor(2) as both:
        outcomes = list(both.map(approve, (BEN, CLEO)))

    assert sorted(outcomes) == ["approved", "refused: []"]
    case = cases.case("RCA-1")
    assert (case.version, len(case.approvals), approval_state(case).is_valid) == (2, 1, True)
    assert {cases.approve("RCA-1", actor).version for actor in (BEN, CLEO)} == {3, 4}


def test_many_editors_at_once_lose_nothing(database: Database, cases: Cases) -> None:
    cases.start(ANNA, title="Printers burn")

    def add(place: int) -> None:
        cases.put_hypothesis("RCA-1", Actor(f"editor {place % 3}"), {"text": f"cause {place}"})

    with ThreadPoolExecutor(6) as editors:
        list(editors.map(add, range(24)))

    case = cases.case("RCA-1")
    assert {each.text for each in case.hypotheses} == {f"cause {place}" for place in range(24)}
    assert [each.version for each in case_events(database, case.id, limit=99)] == list(range(1, 26))
    assert [each.seq for each in changes_after(database, 0, 99)] == list(range(1, 26))


EDITING = """
import sys
from rca_dashboard.cases.cases import Cases
from rca_dashboard.domain.audit import Actor
from rca_dashboard.store.engine import Database
cases = Cases(Database(sys.argv[1]))
for place in range(499):
    case = cases.put_hypothesis("RCA-1", Actor("anna"), {"text": f"cause {place}"})
    print(case.version, len(case.hypotheses), flush=True)
"""


@pytest.mark.slow  # two processes that edit until they are killed: 3 s
def test_a_kill_in_mid_save_loses_nothing_that_was_acknowledged(database: Database, cases: Cases) -> None:
    cases.start(ANNA, title="Printers burn")
    url = database.engine.url.render_as_string(hide_password=False)
    acknowledged = (1, 0)
    for delay in (0.05, 0.17):
        command = [sys.executable, "-c", EDITING, url]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as editor:
            assert editor.stdout is not None
            first = editor.stdout.readline()
            time.sleep(delay)
            os.kill(editor.pid, signal.SIGKILL)
            said = [first, *editor.stdout.read().splitlines()]
        whole = [line for line in said if len(line.split()) == 2]
        acknowledged = max(acknowledged, *(tuple(map(int, line.split())) for line in whole))

        case = _settled(database)

        assert (case.version, len(case.hypotheses)) >= acknowledged
        assert case.version == 1 + len(case.hypotheses)
        events = case_events(database, case.id, limit=10_000)
        assert [each.version for each in events] == list(range(1, case.version + 1))
        assert latest_seq(database) == case.revision == len(events) == count_after(database, 0)


def _settled(database: Database) -> Case:
    """Return the case once the server has ended what the killed process had begun: it has the turn until then."""
    with database.write() as session:
        take_turn(session.connection())
    found = find_case(database, "RCA-1")
    assert found is not None
    return found


def _other_cluster(number: int) -> tuple[StoredCluster, bytes]:
    return StoredCluster(id=number, label="", summary="Mail"), b""


def _put_into_cluster(database: Database, cluster: int, sys_ids: list[str]) -> None:
    with database.write() as session:
        connection = session.connection()
        ids = connection.execute(TICKET.select().where(TICKET.c.sys_id.in_(sys_ids))).mappings()
        rows = [{"id": row["id"], "cluster": cluster, "is_pinned": False} for row in ids]
        connection.execute(insert(TICKET_CLUSTER), rows)
