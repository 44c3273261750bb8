"""Stages, gates and approvals: what is missing in words, and what an approval is worth."""

from dataclasses import replace
from datetime import timedelta

import pytest

from rca_dashboard.domain.cases import acting, approval, editing, gates
from rca_dashboard.domain.cases.case import Stage
from rca_dashboard.domain.cases.edit import Edit, GateNotMetError, InvalidCaseError, NotAllowedError
from rca_dashboard.domain.cases.starting import new_case
from tests.domain.cases.test_case_life import kept
from tests.tickets import NOON


def test_what_is_missing_is_said_in_words() -> None:
    case = replace(new_case(title="Printers burn", by="", at=NOON).case, id=1)
    assert gates.missing_for(case, Stage.INVESTIGATING) == ("an owner", "a statement of the problem", "a ticket")
    left = replace(case, owner="anna", owner_has_left=True, statement="They burn", ticket_count=1)
    (missing,) = gates.missing_for(left, Stage.INVESTIGATING)
    assert missing == "an owner who is still here: the account of anna is disabled"
    with pytest.raises(GateNotMetError, match=f"^Investigating needs {missing}.$"):
        gates.move(left, Stage.INVESTIGATING, NOON)


def test_an_approval_is_stale_after_an_edit_and_valid_again_when_it_is_taken_back() -> None:
    case = kept(Edit(case=replace(new_case(title="Printers burn", by="anna", at=NOON).case, id=1), kind="created"))
    approved = kept(approval.approve(case, "ben", NOON))
    edited = kept(editing.change_fields(approved, {"title": "Printers smoke"}))
    state = approval.approval_state(edited)
    assert (state.is_valid, state.difference) == (False, {"title": ("Printers burn", "Printers smoke")})
    again = kept(editing.change_fields(edited, {"title": "Printers burn"}))
    assert approval.approval_state(again).is_valid
    owned = kept(editing.change_fields(again, {"owner": "BEN"}))
    assert approval.approval_state(owned).is_own


def test_the_fix_counts_from_when_the_last_removing_action_was_done() -> None:
    case = new_case(title="x", by="anna", at=NOON).case
    for hours in (1, 5):
        at = NOON + timedelta(hours=hours)
        case = kept(acting.put_action(case, "anna", at, {"text": "do", "is_done": True}))
    case = replace(case, stage=Stage.CLOSED)
    assert gates.move(case, Stage.WATCHING, NOON).case.fixed_at == NOON + timedelta(hours=5)
    assert gates.move(case, Stage.FIXING, NOON).case.fixed_at is None


def test_the_signature_is_fixed_while_the_fix_is_watched() -> None:
    case = replace(new_case(title="x", by="anna", at=NOON).case, id=1, signature={"words": ["fan"]})
    assert editing.change_fields(case, {"signature": {}}).case.signature == {}
    for stage in (Stage.WATCHING, Stage.CLOSED):
        watched = replace(case, stage=stage)
        assert editing.change_fields(watched, {"signature": {"words": ["fan"]}, "review": "y"}).case.review == "y"
        with pytest.raises(InvalidCaseError, match="move the case back to Fixing"):
            editing.change_fields(watched, {"signature": {"words": ["fuse"]}})


def test_who_did_it_or_owns_it_does_not_verify_it() -> None:
    case = replace(new_case(title="x", by="anna", at=NOON).case, id=1)
    case = kept(acting.put_action(case, "anna", NOON, {"text": "do", "owner": "anna"}))
    case = kept(acting.put_action(case, "ben", NOON, {"is_done": True}, 1))
    for by in ("anna", "ben", "BEN"):
        with pytest.raises(NotAllowedError):
            acting.put_action(case, by, NOON, {"is_verified": True}, 1)
    verified = kept(acting.put_action(case, "cleo", NOON, {"is_verified": True}, 1))
    assert gates.is_verified(verified.actions[0])
    assert not gates.is_verified(kept(acting.put_action(verified, "anna", NOON, {"owner": "cleo"}, 1)).actions[0])
