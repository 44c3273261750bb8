"""Did the fix hold: on a real desk's log, where nothing was fixed, and on simulated falls."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime

import numpy as np
import pytest

from rca_dashboard.domain.cases.parts import VerdictKind
from rca_dashboard.domain.likeness.worth import Floats
from rca_dashboard.domain.verdict.occurrences import occurrences
from rca_dashboard.domain.verdict.peak import peak_begins
from rca_dashboard.domain.verdict.plan import WEEK, plan
from rca_dashboard.domain.verdict.verdict import findings, when_known
from tests.fixtures.insight_data import rows_of

DAY = 86_400.0
FIELDS = ("subcategory", "u_symptom", "category", "location")
Signatures = dict[tuple[str, str], list[int]]


def real_log() -> tuple[Floats, Signatures]:
    """Return when each incident was opened, and the incidents of each value that has at least 20."""
    first: dict[str, dict[str, str]] = {}
    for row in rows_of("uci/incident_event_log.csv.gz"):
        first.setdefault(row["number"], row)
    form = "%d/%m/%Y %H:%M"
    opened = sorted(
        ((datetime.strptime(row["opened_at"], form).replace(tzinfo=UTC).timestamp(), row) for row in first.values()),
        key=lambda each: each[0],
    )
    found: Signatures = defaultdict(list)
    for place, (_, row) in enumerate(opened):
        for name in FIELDS:
            if row[name] != "?":
                found[name, row[name]].append(place)
    times = np.array([each for each, _ in opened])
    return times, {key: places for key, places in found.items() if len(places) >= 20}


def verdicts(times: Floats, signatures: Signatures, *, just_after_peaks: bool) -> Iterator[VerdictKind]:
    """Yield the verdicts on fixes that changed nothing."""
    generator = np.random.default_rng(7)
    since, until = float(times[0]), float(times[0]) + 115 * DAY
    possible = np.arange(since + 28 * DAY, since + 85 * DAY, DAY)
    for places in signatures.values():
        mine, others = times[places], np.delete(times, places)
        week = [int(((mine >= each - 7 * DAY) & (mine < each)).sum()) for each in possible]
        fixes = possible[np.argsort(week)[-2:]] if just_after_peaks else generator.choice(possible, 2)
        for fixed in fixes.tolist():
            yield findings(mine, others, fixed=fixed, now=until, known_since=since).kind


@pytest.mark.slow  # 1,064 verdicts on 24,918 real incidents
def test_on_a_real_desk_where_nothing_was_fixed_fewer_is_said_seldom() -> None:
    times, signatures = real_log()
    for just_after_peaks, most in ((False, 0.07), (True, 0.08)):
        found = Counter(verdicts(times, signatures, just_after_peaks=just_after_peaks))
        assert found.total() > 500
        assert found[VerdictKind.FEWER] / found.total() <= most, found


@pytest.mark.slow  # 300 simulated fixes
@pytest.mark.parametrize("weeks", [13, 26])
def test_a_fall_of_80_percent_at_five_a_week_is_found_within_three_weeks(weeks: int) -> None:
    generator, fixed, found = np.random.default_rng(3), weeks * WEEK, 0
    others = np.sort(generator.uniform(0, (weeks + 14) * WEEK, 500 * (weeks + 14)))
    for _ in range(300):
        before = generator.uniform(0, fixed, generator.poisson(5 * weeks))
        after = fixed + generator.uniform(0, 3 * WEEK, generator.poisson(0.2 * 5 * 3))
        kind = findings([*before, *after], others, fixed=fixed, now=fixed + 3 * WEEK, known_since=0.0).kind
        found += kind is VerdictKind.FEWER
    assert found >= 0.8 * 300


def test_at_one_a_week_it_can_be_known_in_four_weeks_and_at_three_a_year_not_within_one() -> None:
    fixed = datetime(2026, 11, 28, tzinfo=UTC).timestamp()
    assert when_known(plan(fixed, 26, 26 * WEEK)) == "You can know by 26 December 2026 (4 weeks at 1 a week)."
    assert when_known(plan(fixed, 3, 52 * WEEK)) == "Nobody could know within a year; close by judgement."


def test_it_is_looked_at_planned_times_alone() -> None:
    fixed, before = 20 * WEEK, [week * WEEK + day * 2 * DAY for week in range(20) for day in range(3)]
    others = np.arange(0, 30 * WEEK, DAY / 10)
    early = findings(before, others, fixed=fixed, now=fixed + 1.4 * WEEK)
    assert (early.kind, early.looks) == (VerdictKind.TOO_EARLY, ())
    again = findings([*before, fixed + DAY], others, fixed=fixed, now=fixed + 1.4 * WEEK)
    assert (again.kind, again.recurrences) == (VerdictKind.CAME_BACK, (fixed + DAY,))
    late = findings(before, others, fixed=fixed, now=fixed + 1.6 * WEEK)
    assert (late.kind, len(late.looks)) == (VerdictKind.FEWER, 1)
    assert late.looks[0].ratio.high < 1
    same = [*before, *(fixed + each for each in before[:9])]
    assert findings(same, others, fixed=fixed, now=fixed + 4 * WEEK).kind is VerdictKind.CANNOT_BE_TOLD_APART


def test_before_ends_where_the_peak_of_the_trigger_begins() -> None:
    usual = [week * WEEK for week in range(20)]
    peak = [20 * WEEK + day * DAY for day in range(7)]
    others = np.arange(0, 30 * WEEK, DAY / 10)
    assert peak_begins(np.array([*usual, *peak]), others, 0, 21 * WEEK) == 20 * WEEK
    found = findings([*usual, *peak], others, fixed=21 * WEEK, now=21 * WEEK + DAY)
    assert (found.before, found.peak) == (20, 20 * WEEK)
    assert findings([*usual, *peak], others, fixed=21 * WEEK, now=22 * WEEK, trigger=19 * WEEK).before == 19


def test_days_are_counted_and_episodes_where_most_days_have_one() -> None:
    rare = [0.0, 100.0, 5 * 3_600.0, 3 * DAY]
    assert occurrences(rare, 0, 30 * DAY).times.tolist() == [0.0, 3 * DAY]
    often = [day * DAY + hour * 3_600 for day in range(20) for hour in (0, 1, 9, 14)]
    counted = occurrences(often, 0, 20 * DAY)
    assert (counted.are_episodes, counted.between(0, 20 * DAY)) == (True, 60)


def test_the_unit_is_chosen_by_what_came_before_the_fix() -> None:
    before = [week * WEEK for week in range(10)]
    after = [10 * WEEK + hour * 5 * 3_600.0 for hour in range(100)]
    assert not occurrences([*before, *after], 0, 10 * WEEK).are_episodes
