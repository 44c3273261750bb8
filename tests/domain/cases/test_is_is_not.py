"""The IS / IS NOT table: what differs, checked against scipy, and what people have edited."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import chi2_contingency

from rca_dashboard.domain.cases.is_is_not import FieldCounts, IsNotLine, _ratio, is_is_not, refreshed


def counts(case: dict[str, int], rest: dict[str, int], of: int = 12, rest_of: int = 1_000) -> FieldCounts:
    return FieldCounts("location", "Location", case, rest, of, rest_of)


def test_what_the_tickets_have_in_common_and_the_rest_has_not_is_said_with_n_and_lift() -> None:
    (line,) = is_is_not([counts({"Berlin": 11, "Bonn": 1}, {"Berlin": 30, "Munich": 400, "Ulm": 40})])
    assert (line.holds, line.but_not) == ("Berlin", "Munich")
    assert (line.n, line.of, line.rest_n, line.rest_of, line.lift) == (11, 12, 30, 1_000, 30.56)


def test_what_only_these_tickets_have_has_no_lift() -> None:
    (line,) = is_is_not([counts({"Berlin": 12}, {})])
    assert (line.holds, line.lift) == ("Berlin", None)


def test_what_chance_brings_is_no_difference() -> None:
    assert is_is_not([counts({"Berlin": 3, "Munich": 5}, {"Berlin": 300, "Munich": 400})]) == ()
    # Of three tickets none is from Munich: that happens often.
    assert is_is_not([counts({"Ulm": 1}, {"Munich": 400, "Ulm": 300}, of=3)]) == ()
    assert is_is_not([counts({}, {}, of=0, rest_of=0)]) == ()


@pytest.mark.parametrize(("n", "rest_n"), [(11, 30), (12, 30), (3, 100), (1, 0), (12, 0), (7, 1)])
def test_the_ratio_is_scipys(n: int, rest_n: int) -> None:
    table = np.array([[n, 12 - n], [rest_n, 1_000 - rest_n]])
    expected = chi2_contingency(table, correction=False, lambda_="log-likelihood")[0]
    assert _ratio(counts({"Berlin": n}, {"Berlin": rest_n}), "Berlin") == pytest.approx(expected)


def test_edited_lines_stay_and_the_others_are_computed_again() -> None:
    edited = IsNotLine(field="location", label="Location", holds="The north of Berlin", is_edited=True)
    own = IsNotLine(label="When it began", holds="After the holidays", is_edited=True)
    old = IsNotLine(field="category", label="Category", holds="Mail")
    new = replace(old, holds="Printing")
    computed = (IsNotLine(field="location", label="Location", holds="Berlin"), new)
    assert refreshed((own, old, edited), computed) == (own, edited, new)
