"""The bulk import beside polls: every row once, whatever happens in between."""

import asyncio
import gc
import threading
from collections import Counter
from datetime import timedelta

from starlette.responses import Response

from rca_dashboard.domain.progress.bulk_import import ImportState
from rca_dashboard.domain.tickets.change import Origin
from rca_dashboard.servicenow.client import TableClient
from rca_dashboard.sync.bulk_import.bulk_import import BulkImport
from rca_dashboard.sync.plan import PollingPlan
from rca_dashboard.sync.polling.poller import Poller
from tests.servicenow.table_server import Asked
from tests.sync.bulk_import.history import done, is_page, put_history
from tests.sync.sync_harness import SELDOM, SyncHarness, until


async def test_all_history_is_imported_and_what_follows_is_news(harness: SyncHarness) -> None:
    put_history(harness, 25, in_a_second=7)
    status = (await harness.imported(batch_size=10)).status()
    assert (status.imported, status.to_import, status.error, status.table) == (25, 25, None, "")
    assert Counter(change.origin for change in harness.feed()) == {Origin.IMPORT: 25}
    harness.pass_time(60)
    harness.instance.put(99)
    assert (await harness.poller().poll_now()).new == 1
    assert harness.feed(25)[0].origin is Origin.POLL


async def test_no_second_lies_between_the_import_and_the_polls(harness: SyncHarness) -> None:
    poller = harness.poller()
    imports = harness.bulk_import(poller.writer, batch_size=10)
    await asyncio.gather(poller.poll_now(), imports.start())
    await done(imports)
    # Stamped before both began, and committed after the import had read its last page.
    harness.pass_time(5)
    harness.instance.put(1, harness.instance.now - timedelta(seconds=10))
    assert (await poller.poll_now()).new == 1


async def test_polls_begin_where_the_import_ends_even_if_they_were_paused_meanwhile(harness: SyncHarness) -> None:
    put_history(harness, 3)
    await harness.imported()
    harness.pass_time(3600)
    harness.instance.put(99, harness.instance.now - timedelta(minutes=30))
    assert (await harness.poller().poll_now()).new == 1


async def test_a_new_ticket_shows_while_a_page_of_an_import_is_awaited(harness: SyncHarness) -> None:
    put_history(harness, 50)
    may_answer = threading.Event()
    harness.instance.answers_in_threads = True

    def hold_the_third_page(asked: Asked) -> None:
        if asked.limit == 10 and sum(one.limit == 10 for one in harness.instance.asked) == 6:
            may_answer.wait(5)

    harness.instance.before = hold_the_third_page
    poller = harness.poller()
    await poller.poll_now()
    imports = harness.bulk_import(poller.writer, batch_size=10)
    await imports.start()
    await until(lambda: imports.status().imported >= 20)
    harness.pass_time(2)
    harness.instance.put(99)
    assert (await poller.poll_now()).new == 1
    status = imports.status()
    assert (status.state, status.imported < 50, status.to_import) == (ImportState.RUNNING, True, 50)
    may_answer.set()
    await done(imports)
    assert len(harness.stored()) == 51


async def test_what_changes_while_an_import_runs_is_kept_in_its_newest_version(harness: SyncHarness) -> None:
    put_history(harness, 100)
    poller = harness.poller()
    await poller.poll_now()

    def go_on(asked: Asked) -> None:
        if is_page(asked) and sum(map(is_page, harness.instance.asked)) == 6:
            harness.pass_time(30)
            harness.instance.put(3, short_description="Put out")
            harness.instance.put(95, short_description="Put out")

    harness.instance.before = go_on
    imports = harness.bulk_import(poller.writer, batch_size=10)
    await imports.start()
    await done(imports)
    await poller.poll_now()
    stored = harness.stored()
    assert (len(stored), stored[f"{3:032x}"], stored[f"{95:032x}"]) == (100, "Put out", "Put out")


async def test_a_table_that_is_added_later_is_imported_and_the_others_are_not_again(harness: SyncHarness) -> None:
    put_history(harness, 15)
    put_history(harness, 5, "problem", first=1000)
    await harness.imported()
    both = harness.bulk_import(tables=("incident", "problem"))
    harness.instance.asked.clear()
    await both.resume()
    assert (await done(both)).imported == 20
    assert {asked.table for asked in harness.instance.asked} == {"problem"}


async def test_pages_that_are_too_much_for_the_instance_are_halved(harness: SyncHarness) -> None:
    put_history(harness, 900)
    harness.instance.before = lambda asked: (
        Response('{"result": [], "error": {"message": "Transaction cancelled"}}') if asked.limit > 300 else None
    )
    imports = harness.bulk_import(batch_size=1000)
    await imports.start()
    await until(lambda: imports.status().imported > 0)
    await done(imports)
    assert {asked.limit for asked in harness.instance.asked if is_page(asked)} == {1000, 500, 250}
    assert len(harness.feed()) == 900


async def test_while_a_page_is_awaited_none_is_held_in_memory(harness: SyncHarness) -> None:
    put_history(harness, 50)
    held: list[int] = []

    def count(asked: Asked) -> None:
        if is_page(asked):
            # A record as it came has its fields in both forms; the instance's own rows are plain.
            dictionaries = [each for each in gc.get_objects() if type(each) is dict]
            held.append(sum(type(each.get("sys_mod_count")) is dict for each in dictionaries))

    harness.instance.before = count
    gc.collect()
    gc.freeze()  # what other tests have left is not looked at, which would take longer than a page may
    try:
        await harness.imported(batch_size=10)
    finally:
        gc.unfreeze()
    assert len(held) > 5
    assert max(held) == 0


async def test_hidden_rows_are_counted_and_the_rest_comes(harness: SyncHarness) -> None:
    put_history(harness, 60)
    harness.instance.is_hidden = lambda row: int(row["sys_id"], 16) % 20 != 0
    status = (await harness.imported(batch_size=10)).status()
    assert (status.imported, status.hidden, len(harness.feed())) == (3, 57, 3)


async def test_a_poll_counts_its_own_requests_and_not_those_of_an_import_beside_it(harness: SyncHarness) -> None:
    put_history(harness, 50)
    client = TableClient(harness.instance.url, monotonic=harness.ours.monotonic)
    plan = PollingPlan(cron=SELDOM, batch_size=10)
    poller = Poller(client, harness.database, plan, clock=harness.ours.clock, monotonic=harness.ours.monotonic)
    await poller.poll_now()
    imports = BulkImport(client.counting_apart(), poller.writer, plan, server_clock=poller.server_clock)
    await imports.start()
    counts: list[int] = []
    while imports.status().is_under_way:
        counts.append((await poller.poll_now()).requests)
    assert set(counts) == {1}
    assert len(harness.instance.asked) > 10 + len(counts)
    await client.aclose()
