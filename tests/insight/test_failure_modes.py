"""What real desks send: configuration items that are missing or wrong, deleted tickets, odd clocks, other scripts."""

from datetime import UTC, datetime, timedelta

import pytest

from rca_dashboard.domain.tickets.change import Origin
from rca_dashboard.domain.tickets.ticket import Reference, Ticket
from rca_dashboard.insight.insight import Insight
from rca_dashboard.live.hub.burst_band import item_of
from rca_dashboard.store.engine import Database
from rca_dashboard.store.insight.bursts import StoredBurst, numbers_of, open_bursts
from rca_dashboard.store.insight.clusters import assignments, clusters
from rca_dashboard.store.insight.texts import tickets_named
from rca_dashboard.store.queries import ticket as read_ticket
from rca_dashboard.store.tickets.deletions import mark_deleted
from tests.insight.test_bursts import NOW, Now, about, history, store, storm, watching
from tests.tickets import make

VPN = "VPN gateway drops connections"


def similar(database: Database, insight: Insight, number: str) -> set[str]:
    ticket = read_ticket(database, number)
    assert ticket is not None
    return {each.ticket.ticket_id for each in insight.similar(ticket).tickets}


async def taken(database: Database, clock: Now, some: list[Ticket], origin: Origin = Origin.POLL) -> Insight:
    """Return the insight of a desk with six quiet weeks and these tickets."""
    insight = await watching(database, clock)
    store(database, some, clock, origin)
    await insight.follower.step()
    return insight


async def test_a_missing_or_wrong_configuration_item_hides_neither_a_burst_nor_a_similar_ticket(
    database: Database,
) -> None:
    clock = Now()
    items = (None, Reference("ci-printer", "Printer 5"), Reference("ci-mail", "Mail server"), None)
    tickets = [about(n, VPN, clock.now + timedelta(seconds=n), cmdb_ci=items[n % 4]) for n in range(1, 12)]
    insight = await taken(database, clock, tickets)
    (burst,) = open_bursts(database)
    assert (burst.label, burst.count) == ("vpn gateway drops connections", 11)
    same = {each.ticket_id for each in (*tickets, *history()) if each.short_description == VPN}
    found = similar(database, insight, tickets[0].ticket_id)
    assert len(found) == 10
    assert found < same


async def test_tickets_without_a_configuration_item_are_no_burst_of_nothing(database: Database) -> None:
    clock = Now()
    nothing = {"cmdb_ci": None, "business_service": None, "category": "", "subcategory": "", "location": None}
    words = ("toner", "badge", "monitor", "invoice", "keyboard", "projector", "licence", "desk", "phone", "scanner")
    tickets = [about(n, word, clock.now + timedelta(seconds=n), **nothing) for n, word in enumerate(words, 1)]
    await taken(database, clock, tickets)
    assert open_bursts(database) == ()


async def test_deleted_tickets_leave_their_burst_and_its_last_one_ends_what_is_shown(database: Database) -> None:
    clock = Now()
    shown: list[tuple[StoredBurst, ...]] = []
    insight = await watching(database, clock)
    insight.on_bursts(lambda found: shown.append(tuple(found)))
    tickets = storm(clock.now)
    store(database, tickets, clock)
    await insight.follower.step()
    await insight.show_bursts()
    for gone, left in ((tickets[:3], 8), (tickets[3:], 0)):
        mark_deleted(database, [each.sys_id for each in gone], origin=Origin.POLL, at=clock.now)
        await insight.follower.step()
        await insight.show_bursts()
        assert [item_of(each).count for each in shown[-1]] == ([left] if left else [])
        (burst,) = open_bursts(database)
        assert len(numbers_of(database, burst.tickets)) == left
    await insight.rebuild_clusters()
    assert similar(database, insight, "INC0010000") == {f"INC{10_000 + 7 * week:07}" for week in range(1, 6)}


ODD = {
    "without a time": None,
    "in 1970": datetime(1970, 1, 1, tzinfo=UTC),
    "before 1970": datetime(1900, 1, 1, tzinfo=UTC),
    "in 9999": datetime(9999, 12, 31, 23, 59, tzinfo=UTC),
}


@pytest.mark.parametrize("opened_at", ODD.values(), ids=ODD)
async def test_tickets_of_a_wrong_clock_are_clustered_and_found_and_are_no_burst(
    database: Database, opened_at: datetime | None
) -> None:
    clock = Now()
    tickets = [make(n, short_description=VPN, opened_at=opened_at, updated_at=NOW) for n in range(1, 12)]
    insight = await taken(database, clock, tickets)
    await insight.relearn()
    store(database, [about(50, VPN, clock.now)], clock)
    await insight.follower.step()
    assert open_bursts(database) == ()
    assert similar(database, insight, "INC0000050") & {each.ticket_id for each in tickets}
    await insight.rebuild_clusters()
    ids = [each.id for each in tickets_named(database, [each.sys_id for each in tickets])]
    of_each = assignments(database, ids)
    assert len(of_each) == len(ids) == 11
    assert len({each.cluster for each in of_each.values()}) == 1


JAPANESE, GERMAN = "VPNゲートウェイ{}に接続できません", "VPN-Gateway {} nicht erreichbar, Verbindung bricht ab"


@pytest.mark.parametrize("text", [JAPANESE, GERMAN], ids=["Japanese", "German"])
async def test_a_burst_in_another_language_is_found_under_its_own_words(database: Database, text: str) -> None:
    clock = Now()
    quiet = [about(30_000 + day, text.format(day), clock.now - timedelta(days=day)) for day in (5, 15, 25, 35)]
    store(database, quiet, clock, Origin.IMPORT)
    insight = await watching(database, clock)
    tickets = [about(n, text.format(n), clock.now + timedelta(seconds=n)) for n in range(1, 12)]
    store(database, tickets, clock)
    await insight.follower.step()
    (burst,) = open_bursts(database)
    assert burst.count == 11
    assert burst.label.casefold().startswith("vpn")
    assert len(similar(database, insight, "INC0000001") & {each.ticket_id for each in tickets}) >= 5


async def test_texts_of_100_kb_are_clustered_under_a_short_name_and_make_a_burst(database: Database) -> None:
    clock = Now()
    long = "VPN gateway drops connections " + "stack trace " * 8_000
    quiet = [about(40_000 + n, long, clock.now - timedelta(days=9 * n)) for n in range(1, 5)]
    store(database, quiet, clock, Origin.IMPORT)
    insight = await watching(database, clock)
    store(database, [about(n, long, clock.now + timedelta(seconds=n), description=long) for n in range(1, 12)], clock)
    await insight.follower.step()
    (burst,) = open_bursts(database)
    assert burst.count == 11
    assert all(len(each.label) <= 120 and len(each.summary) <= 120 for each in clusters(database).values())


async def test_a_monitoring_template_with_other_numbers_is_one_cluster_and_one_burst(database: Database) -> None:
    clock = Now()
    text = "job Job_{} failed in job_scheduler at: 2026-02-{:02} 10:{:02}:00"
    quiet = [
        about(30_000 + day, text.format(day, 1 + day % 28, day), clock.now - timedelta(days=day))
        for day in (5, 15, 25, 35)
    ]
    store(database, quiet, clock, Origin.IMPORT)
    insight = await watching(database, clock)
    tickets = [about(n, text.format(n * 7, n, n), clock.now + timedelta(seconds=n)) for n in range(1, 12)]
    store(database, tickets, clock)
    await insight.follower.step()
    (burst,) = open_bursts(database)
    assert burst.count == 11
    ids = {each.cluster for each in assignments(database, burst.tickets).values()}
    assert len(ids) == 1


async def test_an_import_of_years_during_a_burst_neither_feeds_nor_ends_it(database: Database) -> None:
    clock = Now()
    insight = await taken(database, clock, storm(clock.now))
    years = [about(50_000 + n, VPN, clock.now - timedelta(days=3 * n)) for n in range(1, 400)]
    store(database, years, clock, Origin.IMPORT)
    await insight.follower.step()
    await insight.relearn()
    (burst,) = open_bursts(database)
    assert (burst.count, len(burst.tickets)) == (11, 11)
