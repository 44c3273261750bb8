"""The index: found as promised, whatever came, went and changed before."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from rca_dashboard.domain.likeness.chance import Chance, chance_of, some_of
from rca_dashboard.domain.likeness.index import LikenessIndex
from rca_dashboard.domain.likeness.pruned_search import Hit
from rca_dashboard.domain.likeness.terms import TicketTerms, TicketText, terms_of
from rca_dashboard.domain.likeness.why import why

WORDS = ("vpn", "gateway", "printer", "outlook", "crash", "slow", "login", "disk", "full", "password")
TEXTS = st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join)
TICKETS = st.builds(TicketText, TEXTS, TEXTS, st.sampled_from(["", "ci-1", "ci-2"]))


def index_of(*summaries: str) -> LikenessIndex:
    index = LikenessIndex()
    index.put([(key, key, terms_of(TicketText(summary))) for key, summary in enumerate(summaries)])
    return index


def found(index: LikenessIndex, text: str | TicketText) -> list[int]:
    ticket = TicketText(text) if isinstance(text, str) else text
    return [hit.id for hit in index.search(terms_of(ticket), most=10)]


def test_the_nearest_ticket_comes_first() -> None:
    index = index_of("printer jammed", "the VPN gateway drops connections", "VPN is slow", "mailbox full")
    assert found(index, "gateway of the VPN drops the connection") == [1, 2]


def test_the_same_text_is_as_near_as_a_ticket_to_itself() -> None:
    (first, *_) = index_of("printer jammed", "mailbox full").search(terms_of(TicketText("printer jammed")), most=5)
    assert first.nearness == 1.0


def test_the_same_field_counts_a_little_and_is_shown_apart() -> None:
    index = LikenessIndex()
    tickets = [TicketText("vpn drops", "", "ci-1"), TicketText("vpn drops", "", "ci-2"), TicketText("mail", "", "ci-2")]
    index.put([(key, 0, terms_of(text)) for key, text in enumerate(tickets)])
    hits = index.search(terms_of(TicketText("vpn drops", "", "ci-2")), most=5)
    assert [(hit.id, hit.same_fields) for hit in hits] == [(1, {"configuration_item": 0.03}), (0, {})]
    assert hits[0].nearness == hits[1].nearness


def test_a_field_that_says_other_is_no_field() -> None:
    index = LikenessIndex()
    index.put([(1, 0, terms_of(TicketText("vpn drops", "", "", "Other")))])
    assert index.search(terms_of(TicketText("vpn", "", "", "other")), most=5)[0].same_fields == {}


def test_a_ticket_without_words_is_like_none() -> None:
    index = index_of("", "printer jammed")
    assert found(index, "") == []
    assert found(index, "…?!") == []
    assert found(LikenessIndex(), "printer") == []


def test_terms_of_many_tickets_are_dropped() -> None:
    index = index_of(*(f"request number{number}" for number in range(100)), "request vpn")
    assert found(index, "request vpn") == [100]


def test_german_and_japanese_tickets_are_found_in_their_language() -> None:
    index = index_of(
        "Drucker druckt keine Rechnungen", "プリンターが動きません", "printer offline", "ネットワークが遅い"
    )
    assert found(index, "Rechnung wird vom Drucker nicht gedruckt") == [0]
    assert found(index, "プリンター故障") == [1]


def test_a_text_of_100_kb_is_stored_in_a_few_kb() -> None:
    long = " ".join(f"word{number}" for number in range(15_000))
    terms = terms_of(TicketText("vpn gateway down", long))
    assert len(terms.to_bytes()) < 4_000
    index = LikenessIndex()
    index.put([(1, 0, terms), (2, 0, terms_of(TicketText("mail")))])
    assert found(index, "vpn gateway") == [1]


@given(TICKETS)
def test_terms_outlive_being_stored(text: TicketText) -> None:
    terms = terms_of(text)
    again = TicketTerms.from_bytes(terms.to_bytes())
    for name in ("hashes", "in_summary", "in_description", "fields"):
        assert np.array_equal(getattr(again, name), getattr(terms, name))


STEPS = st.lists(st.tuples(st.integers(0, 30), st.one_of(st.none(), TICKETS)), max_size=60)


@given(STEPS, TICKETS)
def test_tickets_that_came_changed_and_went_leave_what_a_fresh_build_has(
    steps: list[tuple[int, TicketText | None]], asked: TicketText
) -> None:
    index, left = LikenessIndex(), dict[int, TicketText]()
    for key, text in steps:
        if text is None:
            index.remove([key])
            left.pop(key, None)
        else:
            index.put([(key, key, terms_of(text))])
            left[key] = text
    fresh = LikenessIndex()
    fresh.put([(key, key, terms_of(text)) for key, text in left.items()])
    assert len(index) == len(left)
    assert [(hit.id, hit.same_fields, round(hit.nearness, 9)) for hit in _all(index, asked)] == [
        (hit.id, hit.same_fields, round(hit.nearness, 9)) for hit in _all(fresh, asked)
    ]


def _all(index: LikenessIndex, asked: TicketText) -> list[Hit]:
    """Return every hit in an order that does not depend on the last bit of a sum."""
    return sorted(index.search(terms_of(asked), most=100), key=lambda hit: (-round(hit.total, 9), hit.id))


def test_the_newest_are_kept() -> None:
    index = index_of(*(f"printer{number}" for number in range(20)))
    index.keep_newest(5)
    assert len(index) == 5
    assert index.oldest == 15
    assert 15 in index
    assert 14 not in index


def test_why_names_the_words_and_fields_that_weighed_most_and_what_differs() -> None:
    mine = TicketText("VPN gateways drop", "since this morning", "ci-1", "vpn")
    other = TicketText("gateway dropped for all", "", "ci-2", "VPN")
    index = LikenessIndex()
    index.put([(1, 0, terms_of(mine)), (2, 0, terms_of(other)), (3, 0, terms_of(TicketText("mail is slow")))])
    (hit,) = index.search(terms_of(mine), most=1, without=1)
    reasons = why(index, mine, other, hit)
    assert {each.name for each in reasons.words} == {"gateways", "drop"}
    assert [each.name for each in reasons.fields] == ["subcategory"]
    assert reasons.differing == ("configuration_item",)
    assert reasons.marked == {"gateways", "gateway", "drop", "dropped"}
    assert sum(each.weight for each in reasons.words) <= hit.nearness + 1e-3


def test_chance_says_1_in_n_pairs() -> None:
    chance = chance_of([np.arange(1000) / 4000], tickets=500)
    assert chance.one_in(0.225) == 10
    assert chance.one_in(2.0) == 1000
    assert chance.is_enough(0.249)
    assert not chance.is_enough(0.2)
    assert not chance.is_enough(0.1)
    assert Chance().one_in(0.5) is None


def test_the_same_text_is_near_enough_in_a_storm_of_the_same_text() -> None:
    storm = chance_of([np.ones(1000)], tickets=30)
    assert storm.one_in(1.0) == 1
    assert storm.is_enough(1.0)


def test_pairs_are_of_two_tickets() -> None:
    index = index_of("printer jammed", "mail slow", "disk full")
    nearness = index.nearness_of_all(terms_of(TicketText("printer jammed")))
    assert some_of(nearness, np.random.default_rng(1)).max() == 0.0
