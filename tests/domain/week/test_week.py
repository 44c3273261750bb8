"""The page of a week: what counts for it, what each figure rests on, and the same as Markdown."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from rca_dashboard.domain.cases.case import Case, Stage
from rca_dashboard.domain.cases.parts import CaseAction
from rca_dashboard.domain.week.findings import CameBack, WeekBurst, WeekCluster, WeekFindings
from rca_dashboard.domain.week.page import WeekPage, WeekSection, markdown_page
from rca_dashboard.domain.week.sections import page_of
from rca_dashboard.domain.week.span import week_named, week_of

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)  # a Thursday
SPAN = week_of(NOW, NOW)
MONDAY = SPAN.since
CASE = Case(id=12, title="VPN *drops*", created_at=MONDAY, updated_at=MONDAY)
FIXED = replace(CASE, stage=Stage.CLOSED, fixed_at=MONDAY - timedelta(days=20), signature={"words": "vpn"})


def section(page: WeekPage, key: str) -> WeekSection:
    return next(each for each in page.sections if each.key == key)


def figures(page: WeekPage, key: str) -> list[tuple[str, str]]:
    return [(row.name, row.figures) for row in section(page, key).rows]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("", "2026-W48"),
        ("2026-W47", "2026-W47"),
        ("2027-W01", "2026-W48"),
        ("2020-W53", "2020-W53"),
        ("0001-W01", "2000-W01"),
    ],
)
def test_a_week_is_found_by_its_name_and_never_one_to_come(name: str, expected: str) -> None:
    found = week_named(name, NOW)
    assert found is not None
    assert found.name == expected


@pytest.mark.parametrize("name", ["2026-W54", "2026-W00", "0000-W01", "2026-48", "x", "2026-W48\n"])
def test_what_is_no_week_is_none(name: str) -> None:
    assert week_named(name, NOW) is None


def test_weeks_lead_to_each_other_and_the_current_one_to_none_after_it() -> None:
    assert (SPAN.previous, SPAN.following, SPAN.until) == ("2026-W47", "", NOW)
    before = week_of(MONDAY - timedelta(seconds=1), NOW)
    assert (before.name, before.following, before.until) == ("2026-W47", "2026-W48", MONDAY)
    assert before.days == "2026-11-16 to 2026-11-22"


def test_what_came_back_is_counted_for_each_case() -> None:
    back = [CameBack(case="RCA-12", number=f"INC{n}", at=MONDAY + timedelta(hours=n)) for n in (2, 1)]
    foreign = CameBack(case="RCA-99", number="INC9", at=MONDAY)  # of a case that the reader does not see
    page = page_of(WeekFindings(span=SPAN, cases=[FIXED, replace(CASE, id=13)], came_back=[*back, foreign]))
    assert figures(page, "came-back") == [("RCA-12", "2 tickets · the first: INC1 · 20 days after the fix")]
    assert section(page, "came-back").basis == "n = 1 fixed case with a signature, since 2026-11-03"


def test_an_action_is_overdue_as_of_the_end_of_the_week() -> None:
    def action(text: str, due: int, done: datetime | None = None) -> CaseAction:
        due_at = MONDAY + timedelta(days=due)
        return CaseAction(text=text, owner="ann", due_at=due_at, done_at=done, created_at=MONDAY - timedelta(days=30))

    late, done, later = action("late", -9), action("done", -9, MONDAY), action("later", 6)
    found = WeekFindings(span=SPAN, cases=[replace(CASE, actions=(later, late, done))])
    assert [row.text for row in section(page_of(found), "overdue").rows] == ["late"]
    assert figures(page_of(found), "overdue") == [("RCA-12", "12 days overdue · ann · removes the cause")]
    assert section(page_of(found), "overdue").basis == "n = 2 actions not done at the end of the week"
    before = replace(found, span=week_of(MONDAY - timedelta(days=1), NOW))
    assert [row.text for row in section(page_of(before), "overdue").rows] == ["late", "done"]


def test_clusters_without_a_case_come_costliest_first_and_new_ones_apart() -> None:
    old = WeekCluster(id=1, label="mail", count=5, hours_open=3, first_at=MONDAY - timedelta(days=9))
    dear = replace(old, id=2, label="vpn", count=2, hours_open=1_234, first_at=MONDAY)
    known = replace(dear, id=3, label="disk", cases=("RCA-12",))
    started, single = replace(dear, id=4, label="cpu"), replace(dear, id=5, label="fax", count=1, hours_open=1)
    page = page_of(
        WeekFindings(
            span=SPAN, cases=[replace(CASE, cluster=4)], tickets=40, clusters=[old, dear, known, started, single]
        )
    )
    assert [row.name for row in section(page, "costliest").rows] == ["vpn", "mail", "fax"]
    assert [row.name for row in section(page, "new-clusters").rows] == ["vpn", "disk", "cpu"]
    row = section(page, "costliest").rows[0]
    assert row.figures == "2 tickets · 1,234 hours open · first on 2026-11-23"
    assert row.link == "/?cluster=2&opened_from=2026-11-23&opened_to=2026-11-29"
    assert section(page, "costliest").basis.startswith(
        "n = 40 tickets opened since 2026-11-23, 12 of them in 5 clusters;"
    )


def test_each_burst_says_what_became_of_it() -> None:
    burst = WeekBurst(id=1, label="vpn", count=9, expected=0.25, is_major=True, since=MONDAY)
    ended = replace(burst, id=2, is_major=False, ended_at=MONDAY + timedelta(hours=3), cases=("RCA-12", "RCA-99"))
    dismissed = replace(burst, id=3, dismissed_by="ann", reason="A test")
    page = page_of(
        WeekFindings(span=SPAN, cases=[FIXED, replace(CASE, id=13, burst=1)], bursts=[ended, burst, dismissed])
    )
    assert [text for _, text in figures(page, "bursts")] == [
        "9 tickets where 0.2 are usual · possible major incident · RCA-13: New · still going on",
        "9 tickets where 0.2 are usual · RCA-12: Closed · RCA-99 · over after 3 hours",
        "9 tickets where 0.2 are usual · possible major incident · dismissed by ann · A test",
    ]


def test_without_anything_each_section_says_so_and_why() -> None:
    page = page_of(WeekFindings(span=SPAN))
    assert [each.total for each in page.sections] == [0] * 5
    assert all(each.empty and each.basis for each in page.sections)
    assert "turn it on" in section(page_of(WeekFindings(span=SPAN, has_insight=False)), "bursts").basis
    assert "Members of teams" in section(page_of(WeekFindings(span=SPAN, is_limited=True)), "costliest").basis


def test_markdown_holds_the_same_and_escapes_texts() -> None:
    back = [CameBack(case="RCA-12", number="INC1", at=MONDAY)]
    page = page_of(WeekFindings(span=SPAN, cases=[FIXED], came_back=back))
    text = markdown_page(page)
    assert text == markdown_page(page)
    assert text.startswith("# Week 2026-W48, 2026-11-23 to 2026-11-29\n\n## Came back: 1\n")
    assert "- RCA-12 · VPN \\*drops\\* · 1 ticket · the first: INC1 · 20 days after the fix\n" in text
    assert "## Bursts: 0\n" in text
    assert "No bursts." in text
