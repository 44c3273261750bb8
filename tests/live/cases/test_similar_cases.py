"""Closed cases about the same, offered with their causes and what was ruled out, before a case is started."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from rca_dashboard.cases.cases import Cases
from rca_dashboard.domain.audit import Actor
from rca_dashboard.domain.cases.case import Stage
from rca_dashboard.domain.cases.edit import Edit
from rca_dashboard.domain.cases.parts import HypothesisState
from rca_dashboard.domain.tickets.change import Origin
from rca_dashboard.live.cases.findings import findings_of
from rca_dashboard.live.cases.proposal import proposal_of
from rca_dashboard.store.engine import Database
from rca_dashboard.store.tickets.upsert import upsert
from tests.fixtures.databases import migrated_sqlite
from tests.tickets import NOON, make

ANNA = Actor("anna")


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = migrated_sqlite(tmp_path / "tickets.db")
    upsert(made, [make(1), make(2), make(3, short_description="Mail is slow")], origin=Origin.POLL, at=NOON)
    yield made
    made.close()


def test_what_was_ruled_out_in_a_closed_case_is_offered_with_its_reason(database: Database) -> None:
    cases = Cases(database, now=lambda: NOON)
    cases.start(ANNA, title="Printers on fire", tickets=["INC0000001"])
    cases.start(ANNA, title="Mail", tickets=["INC0000003"])
    refuted = {"text": "A fuse", "state": HypothesisState.REFUTED, "reason": "it was measured"}
    cases.put_hypothesis("RCA-1", ANNA, refuted)
    cases.put_hypothesis("RCA-1", ANNA, {"text": "A fan", "state": HypothesisState.CONFIRMED})
    assert proposal_of(database, {"tickets": "INC0000002"}).similar == []
    for number in ("RCA-1", "RCA-2"):
        cases.edit(number, ANNA, lambda case: Edit(case=replace(case, stage=Stage.CLOSED), kind="stage"))

    (offered,) = proposal_of(database, {"tickets": "INC0000002"}).similar

    assert (offered.number, offered.cause) == ("RCA-1", "A fan")
    assert offered.ruled_out == ["Ruled out in RCA-1: A fuse, because it was measured"]
    started = cases.start(ANNA, title="It burns again", tickets=["INC0000002"])
    assert findings_of(database, started.number).similar == (offered,)
    (known,) = proposal_of(database, {"tickets": "INC0000001"}).known
    assert known.number == "RCA-1"
    assert proposal_of(database, {"tickets": "INC0000001"}).similar == [], "it is said already"
