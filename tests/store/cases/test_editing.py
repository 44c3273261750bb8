"""Cases in both databases: one transaction an edit, no lost edits, and one order with the feed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from rca_dashboard.cases.cases import Cases
from rca_dashboard.domain.audit import Actor
from rca_dashboard.domain.cases.approval import approval_state
from rca_dashboard.domain.cases.case import Case, CaseTicket, Stage
from rca_dashboard.domain.cases.edit import CaseConflictError, Edit, InvalidCaseError
from rca_dashboard.domain.cases.parts import Hypothesis
from rca_dashboard.domain.cases.starting import new_case
from rca_dashboard.domain.tickets.change import ChangeType, Origin
from rca_dashboard.domain.tickets.handover import shift_events
from rca_dashboard.domain.views.since_looked import kinds_of
from rca_dashboard.domain.views.view import View
from rca_dashboard.domain.views.view_impact import can_change_members
from rca_dashboard.domain.visibility import TeamFilter, Visibility
from rca_dashboard.store.audit import entries_after
from rca_dashboard.store.cases.editing import create_case, edit_case
from rca_dashboard.store.cases.reading import case_events, case_tickets, cases_of_tickets, find_case, list_cases
from rca_dashboard.store.engine import Database
from rca_dashboard.store.feed import changes_after
from rca_dashboard.store.personal.feed_reader import read_feed
from rca_dashboard.store.tickets.upsert import upsert
from tests.tickets import NOON, make

ANNA, BEN = Actor("anna", "192.0.2.1"), Actor("ben")


def ticket_of(place: int) -> CaseTicket:
    """Return a test ticket as a case keeps it."""
    ticket = make(place)
    return CaseTicket(
        sys_id=ticket.sys_id,
        number=ticket.ticket_id,
        summary=ticket.short_description,
        opened_at=ticket.opened_at,
        added_by="anna",
        added_at=NOON,
    )


def started(database: Database, *places: int) -> Case:
    """Store a case about these tickets."""
    return create_case(
        database,
        new_case(title="Printers burn", by="anna", at=NOON, tickets=[ticket_of(place) for place in places]),
        ANNA,
    )


def titled(title: str) -> Callable[[Case], Edit]:
    """Return the edit that changes the title."""
    return lambda case: Edit(case=replace(case, title=title), kind="edited")


def test_a_case_is_read_as_it_was_written(database: Database) -> None:
    made = started(database, 1, 2)

    assert made == find_case(database, "rca-1") == list_cases(database).cases[0]
    assert (made.number, made.version, made.stage, made.owner) == ("RCA-1", 1, Stage.NEW, "anna")
    assert made.ticket_count == 2
    assert made.trigger_at == make(1).opened_at
    assert case_tickets(database, made.id, limit=10) == (ticket_of(1), ticket_of(2))
    assert cases_of_tickets(database, [make(1).sys_id])[make(1).sys_id][0].number == "RCA-1"


def test_an_edit_raises_the_version_and_enters_the_feed_between_the_tickets(database: Database) -> None:
    upsert(database, [make(1)], origin=Origin.POLL, at=NOON)
    made = started(database, 1)
    upsert(database, [make(2)], origin=Origin.POLL, at=NOON)

    edited = edit_case(database, made.number, titled("Printers smoke"), BEN, at=NOON + timedelta(hours=1), expected=1)

    assert edited is not None
    assert (edited.title, edited.version, edited.updated_by) == ("Printers smoke", 2, "ben")
    feed = changes_after(database, 0, 10)
    assert [(each.seq, each.type.value, each.ticket_id) for each in feed] == [
        (1, "new_ticket", "INC0000001"),
        (2, "case", "RCA-1"),
        (3, "new_ticket", "INC0000002"),
        (4, "case", "RCA-1"),
    ]
    events = case_events(database, made.id, limit=10)
    assert [(each.seq, each.kind, each.version, each.by) for each in events] == [
        (2, "created", 1, "anna"),
        (4, "edited", 2, "ben"),
    ]
    assert events[1].changes == {"title": ("Printers burn", "Printers smoke")}
    assert edited.revision == 4
    audited = [(entry.username, str(entry.action), entry.subject) for entry in entries_after(database, 0, 10)]
    assert audited == [("anna", "case_created", "RCA-1"), ("ben", "case_changed", "RCA-1")]


def test_a_later_save_of_an_older_version_is_refused_with_the_difference(database: Database) -> None:
    started(database)
    edit_case(database, "RCA-1", titled("Printers smoke"), BEN, at=NOON, expected=1)
    edit_case(database, "RCA-1", titled("Printers glow"), BEN, at=NOON, expected=2)

    with pytest.raises(CaseConflictError) as refused:
        edit_case(database, "RCA-1", titled("Printers hum"), ANNA, at=NOON, expected=1)

    assert refused.value.difference == {"title": ("Printers burn", "Printers glow")}
    assert refused.value.case.version == 3
    assert len(changes_after(database, 0, 10)) == 3


def test_an_edit_that_raises_stores_nothing(database: Database) -> None:
    made = started(database, 1)

    def broken(case: Case) -> Edit:
        message = f"{case.number} is not edited"
        raise ValueError(message)

    with pytest.raises(ValueError, match="is not edited"):
        edit_case(database, "RCA-1", broken, ANNA, at=NOON)

    assert find_case(database, "RCA-1") == made
    assert len(changes_after(database, 0, 10)) == 1


def test_parts_are_added_changed_and_removed_with_ids_that_no_other_part_had(database: Database) -> None:
    started(database)

    def guess(text: str) -> Hypothesis:
        return Hypothesis(text=text, created_at=NOON, updated_at=NOON)

    def edit(*hypotheses: Hypothesis) -> Case:
        done = edit_case(
            database,
            "RCA-1",
            lambda case: Edit(case=replace(case, hypotheses=hypotheses), kind="edited"),
            ANNA,
            at=NOON,
        )
        assert done is not None
        return done

    both = edit(guess("a fan"), guess("a fuse")).hypotheses
    changed = edit(replace(both[0], text="a broken fan")).hypotheses
    again = edit(*changed, guess("a switch")).hypotheses

    assert [each.text for each in again] == ["a broken fan", "a switch"]
    assert again[0].id == both[0].id
    assert again[1].id not in {each.id for each in both}
    assert case_events(database, 1, limit=10)[-1].subject == again[1].id


def test_a_limited_reader_of_a_case_sees_no_foreign_evidence_in_any_answer(database: Database) -> None:
    foreign = replace(make(2), assignment_group=None)
    upsert(database, [make(1), foreign], origin=Origin.POLL, at=NOON)
    started(database, 1)
    whole = Cases(database, now=lambda: NOON)
    guess = whole.put_hypothesis("RCA-1", BEN, {"text": "A fan"}).hypotheses[0].id
    whole.put_evidence("RCA-1", BEN, {"hypothesis": guess, "ticket": "INC0000002"})
    whole.approve("RCA-1", BEN)
    limited = Cases(database.seen_by(Visibility((TeamFilter(assignment_groups=("Network",)),))), now=lambda: NOON)

    shown = limited.case("RCA-1")

    assert shown.evidence == ()
    assert approval_state(shown).difference == {}, "hidden evidence is no edit"
    assert whole.case("RCA-1").evidence
    with pytest.raises(CaseConflictError) as refused:
        limited.change_fields("RCA-1", ANNA, {"title": "Fans burn"}, 1)
    assert not any(name.startswith("evidence") for name in refused.value.difference)
    edited = limited.change_fields("RCA-1", ANNA, {"title": "Fans burn"}, 4)
    assert edited.evidence == ()
    assert whole.case("RCA-1").evidence, "an edit of a limited reader removes nothing that they do not see"
    with pytest.raises(InvalidCaseError, match="There is no ticket INC0000002"):
        limited.put_tickets("RCA-1", ANNA, ["INC0000002"])


def test_other_readers_of_the_feed_pass_by_what_happens_to_cases(database: Database) -> None:
    upsert(database, [make(1)], origin=Origin.POLL, at=NOON)
    started(database, 1)

    news = read_feed(database, 1, 10)
    assert (news.seq, news.changes, news.is_all) == (2, (), True)
    (change,) = changes_after(database, 1, 10)
    for query in ({}, {"query": "RCA-1"}, {"status": "New"}, {"sort": "-updated_at"}):
        assert not can_change_members(View.from_query(query).filter, change), query
    assert kinds_of(change) == frozenset()
    assert shift_events([change], NOON - timedelta(hours=1)) == shift_events([], NOON)


def test_a_limited_reader_sees_a_case_only_if_they_may_see_all_its_tickets(database: Database) -> None:
    foreign = replace(make(2), assignment_group=None)
    upsert(database, [make(1), foreign], origin=Origin.POLL, at=NOON)
    own, mixed = started(database, 1), started(database, 1, 2)
    limited = database.seen_by(Visibility((TeamFilter(assignment_groups=("Network",)),)))

    assert [each.number for each in list_cases(limited).cases] == [own.number]
    assert find_case(limited, mixed.number) is None
    assert case_tickets(limited, mixed.id, limit=10) == ()
    assert case_events(limited, mixed.id, limit=10) == ()
    assert edit_case(limited, mixed.number, titled("Mine"), ANNA, at=NOON) is None
    feed = [each for each in changes_after(limited, 0, 10) if each.type is ChangeType.CASE]
    assert [each.ticket_id for each in feed] == [own.number]
    assert [each.number for each in cases_of_tickets(limited, [make(1).sys_id])[make(1).sys_id]] == [own.number]
