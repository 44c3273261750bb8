"""Change suspects: on faults whose causes are known, and what must hold for every list of them."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from benchmarks.insight.suspects import LEARNED_SHARE, changes_of, faults_of, judged, met
from rca_dashboard.domain.suspects.base_rate import base_rate
from rca_dashboard.domain.suspects.change_work import Work, work_of
from rca_dashboard.domain.suspects.fault import ChangeTerms, Fault, Item, change_terms, fault_of
from rca_dashboard.domain.suspects.history import ChangeHistory
from rca_dashboard.domain.suspects.placebo import Placebos
from rca_dashboard.domain.suspects.ranking import LEARNED, Record, rank
from tests.fixtures.insight_data import FOLDER

DAY = 86_400.0
AT = datetime(2026, 11, 23, 8, tzinfo=UTC)
MAIL, DATABASE = Item("mail", "Mail server"), Item("db", "Orders database")


@pytest.mark.slow  # reads 28,286 changes and compares 2,386 faults with 540 candidates each
def test_causes_of_later_years_are_found_as_often_as_was_promised() -> None:
    folder = FOLDER / "insight/change_causes_dpdk"
    if not Path(folder).exists():
        pytest.skip("no ../shared/data beside the project: change_causes_dpdk is not here")
    faults = faults_of(folder)
    figures = judged(list(met(changes_of(folder), faults[int(LEARNED_SHARE * len(faults)) :])), LEARNED)
    assert figures.within > 300
    assert figures.hit_1 >= 0.50, figures
    assert figures.hit_5 >= 0.78, figures
    assert all(abs(said - true) <= 5 for said, true in figures.fifths), figures


def change(number: str, days: float, summary: str = "Routine work", *items: Item) -> ChangeTerms:
    ended = AT - timedelta(days=days)
    return change_terms(key=0, number=number, work=Work(None, ended, "work_end"), summary=summary, items=items)


def numbers(fault: Fault, changes: Sequence[ChangeTerms]) -> list[str]:
    return [each.change.number for each in rank(fault, ChangeHistory(changes), AT.timestamp()).suspects]


def test_only_changes_that_ended_or_were_under_way_in_the_30_days_before_are_suspects() -> None:
    begun = change_terms(key=0, number="OPEN", work=Work(AT - timedelta(days=2), None), summary="Long work")
    ends_later = change_terms(
        key=0, number="UNDER WAY", work=Work(AT - timedelta(days=40), AT + timedelta(days=1)), summary="Longer work"
    )
    forgotten = change_terms(key=0, number="FORGOTTEN", work=Work(AT - timedelta(days=50), None), summary="Old work")
    later = change_terms(key=0, number="LATER", work=Work(AT + timedelta(hours=1), None), summary="Next work")
    untimed = change_terms(key=0, number="UNTIMED", work=Work(None, None), summary="No time")
    changes = [change("IN", 29.9), change("OLD", 30.1), change("NOW", 0), change("AFTER", -0.1), begun, ends_later]
    found = numbers(fault_of([("Mail is down", "")], [MAIL]), [*changes, forgotten, later, untimed])
    assert sorted(found) == ["IN", "OPEN", "UNDER WAY"]


def test_the_same_item_the_same_words_and_the_nearer_change_come_first() -> None:
    fault = fault_of([("Orders fail with timeout", "")], [DATABASE])
    busy = [change(f"B{place}", place / 4, "Routine work", MAIL) for place in range(40)]
    rare = [change("ITEM", 9, "Upgrade", DATABASE), change("WORDS", 9, "Raise timeout of orders"), *busy]
    assert set(numbers(fault, rare)[:2]) == {"ITEM", "WORDS"}
    assert numbers(fault, [change("FAR", 9, "Upgrade", DATABASE), change("NEAR", 2, "Upgrade", DATABASE)])[0] == "NEAR"


def test_of_two_shared_items_the_rarer_one_weighs_more() -> None:
    fault = fault_of([("It is slow", "")], [MAIL, DATABASE])
    busy = [change(f"B{place}", place / 4, "Routine work", MAIL) for place in range(1, 40)]
    assert numbers(fault, [*busy, change("RARE", 3, "Routine work", DATABASE)])[0] == "RARE"


def test_sureness_is_a_probability_of_which_none_of_these_has_its_share() -> None:
    fault, history = fault_of([("Orders fail", "")], [DATABASE]), ChangeHistory([change("A", 1, "Orders", DATABASE)])
    found = rank(fault, history, AT.timestamp())
    assert 0 < found.suspects[0].sureness < 1
    assert found.suspects[0].sureness + found.none == pytest.approx(1)
    less = rank(fault, history, AT.timestamp(), record=Record(judged=200, right=0, stated=60.0))
    assert less.suspects[0].sureness < found.suspects[0].sureness
    assert rank(fault_of([], []), ChangeHistory([]), 0.0).none == 1


def test_the_end_of_work_is_work_end_else_end_date_else_closed_at() -> None:
    closed = datetime(2026, 11, 5, tzinfo=UTC)
    every = {"work_end": "2026-11-01 10:00:00", "end_date": "2026-11-02 10:00:00", "work_start": "2026-11-01 09:00:00"}
    assert work_of(every, closed) == Work(
        datetime(2026, 11, 1, 9, tzinfo=UTC), datetime(2026, 11, 1, 10, tzinfo=UTC), "work_end"
    )
    planned = {"work_end": "", "end_date": {"value": "2026-11-02 10:00:00", "display_value": "02.11.2026"}}
    assert work_of(planned, closed) == Work(None, datetime(2026, 11, 2, 10, tzinfo=UTC), "end_date")
    assert work_of({"work_end": "soon"}, closed) == Work(None, closed, "closed_at")
    assert work_of({}, None) == Work(None, None)
    assert work_of({}, closed, state="4") is None


def test_the_base_rate_counts_incidents_and_moments_after_changes() -> None:
    ended = np.arange(0, 100 * DAY, 10 * DAY)
    incidents = np.sort(np.concatenate([ended + DAY / 2, ended[:5] + 5 * DAY]))
    found = base_rate("Mail", 0.7, incidents, ended, 0.0, 100 * DAY)
    assert (found.n, found.before, found.random, found.days) == (15, pytest.approx(10 / 15), pytest.approx(0.1), 1)
    assert found.ratio == pytest.approx(10 / 15 / 0.1)
    assert not found.says_nothing
    assert "before 67 % of Mail's incidents (n = 15) a change ended within 1 day" in found.in_words().replace(
        "67%", "67 %"
    )


def test_a_base_rate_says_nothing_of_few_or_of_as_many_as_by_chance_or_of_one_outage() -> None:
    ended = np.arange(0, 100 * DAY, 10 * DAY)
    assert base_rate("Mail", 1, ended[:9] + 1, ended, 0.0, 100 * DAY).says_nothing
    everywhere = np.arange(0, 100 * DAY, 2.3 * DAY) + 1.0
    assert base_rate("Mail", 1, everywhere, ended, 0.0, 100 * DAY).says_nothing
    one_outage = 10 * DAY + np.arange(200) * 60.0
    assert base_rate("Mail", 1, one_outage, ended, 0.0, 100 * DAY).says_nothing
    assert base_rate("Mail", 1, np.zeros(0), np.zeros(0), 0.0, 100 * DAY).says_nothing


def test_a_change_of_every_week_looks_as_suspicious_in_every_other_week() -> None:
    fault, at = fault_of([("Orders fail", "")], [DATABASE]), AT.timestamp()
    weekly = [change(f"W{week}", 7 * week + 1, "Weekly patch", DATABASE) for week in range(30)]
    history = ChangeHistory([*weekly, change("ONCE", 1, "Orders rewritten", DATABASE)])
    first, second = rank(fault, history, at).suspects[:2]
    assert (first.change.number, second.change.number) == ("ONCE", "W0")
    placebos = Placebos(fault, history, at, now=at + 3 * DAY)
    assert placebos.of(first).as_suspicious == 0
    assert (placebos.of(second).as_suspicious, placebos.of(second).of) == (8, 8)
