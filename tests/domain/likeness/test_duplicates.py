"""Known duplicates among real reports (gitbugs: Patil 2025, arXiv:2504.09651, CC BY 4.0)."""

from collections.abc import Sequence
from datetime import datetime
from itertools import islice

import numpy as np
import pytest

from rca_dashboard.domain.likeness.chance import Chance, chance_of, some_of
from rca_dashboard.domain.likeness.index import LikenessIndex
from rca_dashboard.domain.likeness.terms import TicketTerms, TicketText, terms_of
from tests.fixtures.insight_data import rows_of

Report = tuple[int, int, TicketTerms]


def opened(text: str) -> int:
    form = "%Y-%m-%d %H:%M:%S%z" if text[:4].isdigit() else "%d/%b/%y %H:%M"
    return int(datetime.strptime(text, form).timestamp())  # noqa: DTZ007 - compared with each other alone


def reports(project: str) -> dict[int, Report]:
    return {
        int(row["Issue id"]): (
            int(row["Issue id"]),
            opened(row["Created"]),
            terms_of(TicketText(row["Summary"], row["Description"])),
        )
        for row in rows_of(f"insight/gitbugs/{project}_bugs.csv.gz")
    }


def earlier_duplicates(project: str, known: dict[int, Report]) -> dict[int, set[int]]:
    pairs: dict[int, set[int]] = {}
    for row in rows_of(f"insight/gitbugs/{project}_bugs-combined.csv.gz"):
        late = int(row["Issue id"])
        for part in row["Duplicate id"].split(","):
            early = int(part or 0)
            if early != late and early in known and late in known and known[early][1] <= known[late][1]:
                pairs.setdefault(late, set()).add(early)
    return pairs


def ranks(project: str, strangers: Sequence[Report] = ()) -> list[int]:
    """Return the rank of the nearest earlier duplicate among all earlier reports, for each report that has one."""
    known = reports(project)
    opened_at = {number: at for number, at, _ in (*known.values(), *strangers)}
    index = LikenessIndex()
    index.put((*known.values(), *strangers))
    found: list[int] = []
    for late, early in earlier_duplicates(project, known).items():
        hits = index.search(known[late][2], most=len(known), without=late)
        before = [hit.id for hit in hits if opened_at[hit.id] <= opened_at[late]]
        found.append(min((before.index(each) + 1 for each in early if each in before), default=10**9))
    return found


def tickets_of_others(most: int) -> list[Report]:
    """Return tickets of two desks and of a project, older than all reports, with numbers that none of these has."""
    texts = (
        TicketText(row[summary], row[description])
        for file, summary, description in (
            ("itsm_text/tickets_8500", "Short description", "Description"),
            ("itsm_text/all_tickets_first_5431", "title", "body"),
            ("change_causes_dpdk/incidents", "short_description", "description"),
        )
        for row in rows_of(f"insight/{file}.csv.gz")
    )
    return [(10**8 + place, 0, terms_of(text)) for place, text in enumerate(islice(texts, most))]


@pytest.mark.slow  # tokenises 3,579 reports, some of 100 kB
def test_of_ten_similar_reports_one_is_the_known_duplicate_in_four_of_five_cases() -> None:
    found = [rank for project in ("hadoop", "SeaMonkey") for rank in ranks(project)]
    recall, reciprocal = sum(rank <= 10 for rank in found) / len(found), sum(1 / rank for rank in found) / len(found)
    assert len(found) == 110
    assert recall >= 0.80, f"R@10 {recall:.3f}"
    assert reciprocal >= 0.60, f"MRR {reciprocal:.3f}"


@pytest.mark.slow  # tokenises 23,810 tickets
def test_among_the_tickets_of_others_known_duplicates_are_still_found() -> None:
    # The other project's reports are in the pool, too, under numbers of their own.
    others = tickets_of_others(23_810 - 3_579)
    found: list[int] = []
    for project, other in (("hadoop", "SeaMonkey"), ("SeaMonkey", "hadoop")):
        foreign = [(10**9 + number, at, terms) for number, at, terms in reports(other).values()]
        found += ranks(project, [*foreign, *others])
    recall, reciprocal = sum(rank <= 10 for rank in found) / len(found), sum(1 / rank for rank in found) / len(found)
    assert recall >= 0.80, f"R@10 {recall:.3f}"
    assert reciprocal >= 0.60, f"MRR {reciprocal:.3f}"


@pytest.mark.slow  # the same reports
def test_for_reports_of_another_project_most_often_nothing_is_near_enough() -> None:
    ours, strangers = list(reports("hadoop").values()), list(reports("SeaMonkey").values())
    index = LikenessIndex()
    index.put(ours)
    chance = _chance(index, ours)
    best = [index.search(terms, most=1)[0].nearness for _, _, terms in strangers[::10]]
    assert sum(chance.is_enough(each) for each in best) < len(best) / 5


def _chance(index: LikenessIndex, tickets: list[Report]) -> Chance:
    generator = np.random.default_rng(1)
    some = generator.choice(len(tickets), 200)
    return chance_of([some_of(index.nearness_of_all(tickets[place][2]), generator) for place in some], len(tickets))
