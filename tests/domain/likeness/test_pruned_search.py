"""What a search leaves out cannot be among what it finds."""

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rca_dashboard.domain.likeness import pruned_search
from rca_dashboard.domain.likeness.index import LikenessIndex
from rca_dashboard.domain.likeness.terms import TicketTerms, TicketText, terms_of

WORDS = [f"{chr(97 + place % 26)}{chr(97 + place // 26)}zq" for place in range(300)]
WEIGHTS = [1 / (place + 1) for place in range(len(WORDS))]


def _ticket(chance: random.Random) -> TicketTerms:
    summary, description = (" ".join(chance.choices(WORDS, WEIGHTS, k=count)) for count in (6, chance.randrange(40)))
    return terms_of(TicketText(summary, description, chance.choice(("", "ci-1", "ci-2")), chance.choice(("", "vpn"))))


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave tickets out after a few entries, however many can still be reached."""
    monkeypatch.setattr(pruned_search, "_FIRST_ENTRIES", 3)
    monkeypatch.setattr(pruned_search, "_LOOK_UP", 0)


@settings(max_examples=60)
@given(st.integers(0, 10**6))
def test_a_search_finds_what_scoring_all_tickets_finds(seed: int) -> None:
    chance = random.Random(seed)
    index, tickets = LikenessIndex(), [_ticket(chance) for _ in range(chance.randrange(5, 120))]
    for key, terms in enumerate(tickets):
        index.put([(key, key, terms)])
    index.remove(chance.sample(range(len(tickets)), len(tickets) // 5))
    asked = chance.choice(tickets)
    nearness = dict(zip(index.ids().tolist(), index.nearness_of_all(asked).tolist(), strict=True))
    most = chance.randrange(1, 12)
    found = index.search(asked, most=most)
    for hit in found:
        assert hit.nearness == pytest.approx(nearness[hit.id], abs=1e-9)
    totals = [near + _of_fields(asked, tickets[key]) if near > 0 else 0.0 for key, near in nearness.items()]
    best = [each for each in sorted(totals, reverse=True)[:most] if each > 0]
    assert [hit.total for hit in found] == pytest.approx(best, abs=1e-9)


def _of_fields(one: TicketTerms, other: TicketTerms) -> float:
    same = (one.fields == other.fields) & (one.fields > 0)
    return float(same @ np.array(list(pruned_search.FIELD_SHARES.values())))
