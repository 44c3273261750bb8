"""The index follows the feed: at any moment it is what a fresh build would be."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rca_dashboard.domain.tickets.change import Origin
from rca_dashboard.domain.tickets.ticket import Ticket
from rca_dashboard.insight import follower as following
from rca_dashboard.insight import reading
from rca_dashboard.insight.insight import Insight
from rca_dashboard.store.engine import Database
from rca_dashboard.store.insight.kept_terms import kept_after, progress_of
from rca_dashboard.store.queries import ticket as read_ticket
from rca_dashboard.store.tickets.deletions import mark_deleted
from rca_dashboard.store.tickets.upsert import upsert
from tests.fixtures.databases import migrated_sqlite
from tests.tickets import NOON, make


def store(database: Database, *tickets: Ticket, origin: Origin = Origin.POLL) -> None:
    upsert(database, tickets, origin=origin, at=NOON)


def similar(database: Database, insight: Insight, number: str) -> list[str]:
    ticket = read_ticket(database, number)
    assert ticket is not None
    return [each.ticket.ticket_id for each in insight.similar(ticket).tickets]


async def followed(database: Database, most: int = 1_000) -> Insight:
    insight = Insight(database, most_tickets=most)
    await insight.follower.step()
    return insight


VPN = make(1, short_description="VPN gateway drops connections", description="since this morning")
VPN_AGAIN = make(2, short_description="the gateway of the VPN drops", description="for all of us")
MAIL = make(3, short_description="mailbox is full", description="")


async def test_a_new_ticket_is_found_and_a_deleted_one_is_not(database: Database) -> None:
    store(database, VPN, MAIL)
    insight = await followed(database)
    assert similar(database, insight, VPN.ticket_id) == []
    store(database, VPN_AGAIN)
    await insight.follower.step()
    assert similar(database, insight, VPN.ticket_id) == [VPN_AGAIN.ticket_id]
    mark_deleted(database, [VPN_AGAIN.sys_id], origin=Origin.POLL, at=NOON)
    await insight.follower.step()
    assert similar(database, insight, VPN.ticket_id) == []


async def test_a_changed_text_is_read_again_and_other_changes_are_not(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    store(database, VPN, VPN_AGAIN, MAIL)
    insight = await followed(database)
    store(database, make(3, short_description="VPN gateway drops again", mod_count=1))
    await insight.follower.step()
    assert set(similar(database, insight, VPN.ticket_id)) == {VPN_AGAIN.ticket_id, MAIL.ticket_id}
    monkeypatch.setattr(following, "reading_of", _never)
    store(database, make(3, short_description="VPN gateway drops again", mod_count=2, state="2", status="In Progress"))
    await insight.follower.step()


async def test_a_restart_reads_no_text_and_finds_the_same(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    store(database, VPN, VPN_AGAIN, MAIL)
    await followed(database)
    monkeypatch.setattr(reading, "terms_of", _never)
    again = await followed(database)
    assert similar(database, again, VPN.ticket_id) == [VPN_AGAIN.ticket_id]


async def test_what_came_while_the_app_was_down_is_taken_at_the_start(database: Database) -> None:
    store(database, VPN, MAIL)
    await followed(database)
    store(database, VPN_AGAIN)
    mark_deleted(database, [MAIL.sys_id], origin=Origin.POLL, at=NOON)
    again = await followed(database)
    assert similar(database, again, VPN.ticket_id) == [VPN_AGAIN.ticket_id]
    assert len(again.index.likeness) == 2


async def test_a_new_way_to_read_texts_reads_all_again(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    store(database, VPN, VPN_AGAIN)
    await followed(database)
    monkeypatch.setattr(following, "VERSION", 99)
    again = await followed(database)
    assert progress_of(database).version == 99
    assert similar(database, again, VPN.ticket_id) == [VPN_AGAIN.ticket_id]


async def test_a_build_that_was_cut_off_goes_on_where_it_was(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "_TICKETS_AT_ONCE", 4)
    store(database, *(make(place, short_description=f"printer {place} jams again") for place in range(1, 31)))
    insight = Insight(database, most_tickets=1_000)
    original, count = following.reading_of, 0

    def dying(*given: Any) -> reading.Reading:
        nonlocal count
        count += 1
        if count > 10:
            raise KeyboardInterrupt
        return original(*given)

    monkeypatch.setattr(following, "reading_of", dying)
    with pytest.raises(KeyboardInterrupt):
        for _ in _all_of(insight):
            pass
    assert 0 < len(kept_after(database, -1, -1, 100)) < 30
    count = 0
    monkeypatch.setattr(following, "reading_of", lambda *given: _counted(original, given))
    _COUNT.clear()
    again = await followed(database)
    assert len(again.index.likeness) == 30
    assert len(_COUNT) == 22


async def test_only_the_newest_tickets_are_searched_and_the_answer_says_so(database: Database) -> None:
    store(database, *(make(place, short_description=f"printer {place} jams") for place in range(1, 21)))
    insight = await followed(database, most=5)
    searched = insight.index.searched()
    assert (searched.tickets, searched.most, searched.is_complete) == (5, 5, True)
    assert searched.since == int(make(16).opened_at.timestamp())  # pyright: ignore[reportOptionalMemberAccess]


async def test_a_ticket_of_100_kb_is_one_of_many(database: Database) -> None:
    log = "\n".join(f"ERROR {number} at module_{number % 7} gateway" for number in range(4_000))
    store(database, make(9, short_description="gateway log", description=log), VPN, MAIL)
    insight = await followed(database)
    assert VPN.ticket_id in similar(database, insight, "INC0000009") or len(insight.index.likeness) == 3


TEXTS = st.lists(st.sampled_from(["vpn", "gateway", "printer", "mail", "disk", "login"]), max_size=4).map(" ".join)
STEPS = st.lists(
    st.tuples(st.sampled_from(["put", "put", "delete", "follow", "restart"]), st.integers(1, 8), TEXTS), max_size=25
)


@settings(max_examples=40)
@given(STEPS)
@pytest.mark.slow  # random histories on a database, 5 s
def test_feed_and_index_equal_a_fresh_build(steps: Sequence[tuple[str, int, str]]) -> None:
    with TemporaryDirectory() as folder:
        database = migrated_sqlite(Path(folder) / "tickets.db")
        try:
            asyncio.run(_compare(database, steps, Path(folder)))
        finally:
            database.close()


async def _compare(database: Database, steps: Sequence[tuple[str, int, str]], folder: Path) -> None:
    insight = await followed(database)
    for version, (step, place, text) in enumerate(steps):
        if step == "put":
            store(database, make(place, short_description=text, mod_count=version))
        elif step == "delete":
            mark_deleted(database, [make(place).sys_id], origin=Origin.POLL, at=NOON)
        elif step == "follow":
            await insight.follower.step()
        else:
            insight = await followed(database)
    await insight.follower.step()
    fresh_database = migrated_sqlite(folder / "fresh.db")
    left = [found for place in range(1, 9) if (found := read_ticket(database, make(place).sys_id))]
    store(fresh_database, *(each for each in left if not each.is_deleted))
    fresh = await followed(fresh_database)
    for each in left:
        if not each.is_deleted:
            assert _found(insight, each) == _found(fresh, each)
    fresh_database.close()


def _found(insight: Insight, ticket: Ticket) -> list[tuple[str, float]]:
    found = insight.similar(ticket).tickets
    shown = [(each.ticket.sys_id, round(sum(word.weight for word in each.why.words), 3)) for each in found]
    return sorted(shown, key=lambda pair: (-pair[1], pair[0]))


_COUNT: list[int] = []


def _counted(original: Any, given: Any) -> reading.Reading:
    _COUNT.append(1)
    return original(*given)


def _all_of(insight: Insight) -> Any:
    insight.follower._writing.follow()
    yield from insight.follower._load()
    while not insight.follower.is_complete:
        yield from insight.follower._build_some()


def _never(*_: object) -> reading.Reading:
    raise AssertionError("a text was read")
