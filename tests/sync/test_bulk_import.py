"""The import of the whole history, beside polls: every row once, whatever happens in between."""

import asyncio
import gc
import logging
import threading
from collections import Counter
from datetime import timedelta

import pytest
from starlette.responses import Response

from rca_dashboard.domain.bulk_import import ImportPlace, ImportState, ImportStatus
from rca_dashboard.domain.change import Origin
from rca_dashboard.servicenow.client import TableClient
from rca_dashboard.store.import_places import load_places
from rca_dashboard.sync.bulk_import import BulkImport
from rca_dashboard.sync.import_report import duration, progress_line
from rca_dashboard.sync.plan import PollingPlan
from rca_dashboard.sync.poller import Poller
from tests.servicenow.table_server import Asked
from tests.sync.world import SELDOM, World, until


def put_history(world: World, rows: int, table: str = "incident", first: int = 0, in_a_second: int = 1) -> None:
    """Put rows whose order is that of their places."""
    for place in range(first, first + rows):
        ago = timedelta(days=100) - timedelta(seconds=(place - first) // in_a_second)
        world.instance.put(place, world.instance.now - ago, table=table)


def place_of(world: World, table: str = "incident") -> ImportPlace:
    return load_places(world.database)[table]


def is_page(asked: Asked) -> bool:
    return not asked.fields


async def done(bulk_import: BulkImport) -> ImportStatus:
    await until(lambda: bulk_import.status().state is ImportState.DONE)
    return bulk_import.status()


async def test_all_history_is_imported_and_what_follows_is_news(world: World) -> None:
    put_history(world, 25, in_a_second=7)
    status = (await world.imported(batch_size=10)).status()
    assert (status.imported, status.to_import, status.error, status.table) == (25, 25, None, "")
    assert Counter(change.origin for change in world.feed()) == {Origin.IMPORT: 25}
    world.pass_time(60)
    world.instance.put(99)
    assert (await world.poller().poll_now()).new == 1
    assert world.feed(25)[0].origin is Origin.POLL


async def test_no_second_lies_between_the_import_and_the_polls(world: World) -> None:
    poller = world.poller()
    imports = world.bulk_import(poller.writer, batch_size=10)
    await asyncio.gather(poller.poll_now(), imports.start())
    await done(imports)
    # Stamped before both began, and committed after the import had read its last page.
    world.pass_time(5)
    world.instance.put(1, world.instance.now - timedelta(seconds=10))
    assert (await poller.poll_now()).new == 1


async def test_polls_begin_where_the_import_ends_even_if_they_were_paused_meanwhile(world: World) -> None:
    put_history(world, 3)
    await world.imported()
    world.pass_time(3600)
    world.instance.put(99, world.instance.now - timedelta(minutes=30))
    assert (await world.poller().poll_now()).new == 1


async def test_a_new_ticket_shows_while_a_page_of_an_import_is_awaited(world: World) -> None:
    put_history(world, 50)
    may_answer = threading.Event()
    world.instance.answers_in_threads = True

    def hold_the_third_page(asked: Asked) -> None:
        if asked.limit == 10 and sum(one.limit == 10 for one in world.instance.asked) == 6:
            may_answer.wait(5)

    world.instance.before = hold_the_third_page
    poller = world.poller()
    await poller.poll_now()
    imports = world.bulk_import(poller.writer, batch_size=10)
    await imports.start()
    await until(lambda: imports.status().imported >= 20)
    world.pass_time(2)
    world.instance.put(99)
    assert (await poller.poll_now()).new == 1
    status = imports.status()
    assert (status.state, status.imported < 50, status.to_import) == (ImportState.RUNNING, True, 50)
    may_answer.set()
    await done(imports)
    assert len(world.stored()) == 51


async def test_what_changes_while_an_import_runs_is_kept_in_its_newest_version(world: World) -> None:
    put_history(world, 100)
    poller = world.poller()
    await poller.poll_now()

    def go_on(asked: Asked) -> None:
        if is_page(asked) and sum(map(is_page, world.instance.asked)) == 6:
            world.pass_time(30)
            world.instance.put(3, short_description="Put out")
            world.instance.put(95, short_description="Put out")

    world.instance.before = go_on
    imports = world.bulk_import(poller.writer, batch_size=10)
    await imports.start()
    await done(imports)
    await poller.poll_now()
    stored = world.stored()
    assert (len(stored), stored[f"{3:032x}"], stored[f"{95:032x}"]) == (100, "Put out", "Put out")


async def test_a_process_that_ends_leaves_a_place_and_the_next_one_goes_on_there(world: World) -> None:
    put_history(world, 50)
    pages = 0

    def die_after_three(asked: Asked) -> Response | None:
        nonlocal pages
        pages += is_page(asked)
        return Response(status_code=503) if pages > 6 else None

    world.instance.before = die_after_three
    first = world.bulk_import(batch_size=10)
    await first.resume()
    await until(lambda: first.status().state is ImportState.FAILED)
    await first.aclose()
    place = place_of(world)
    assert (place.last_sys_id, place.imported, place.to_import, place.is_done) == (f"{29:032x}", 30, 50, False)
    world.instance.before = lambda _asked: None
    world.instance.asked.clear()
    second = world.bulk_import(batch_size=10)
    await second.resume()
    assert second.status().imported == 30
    await done(second)
    asked = [one for one in world.instance.asked if is_page(one)]
    assert f"sys_id>{29:032x}" in asked[0].query
    assert len(world.feed()) == 50


async def test_a_second_start_does_nothing_unless_forced(world: World) -> None:
    put_history(world, 15)
    imports = await world.imported(batch_size=10)
    asked = len(world.instance.asked)
    assert (await imports.start()).state is ImportState.DONE
    again = world.bulk_import(batch_size=10)
    await again.resume()
    assert again.status() == imports.status()
    assert len(world.instance.asked) == asked
    assert (await again.start(force=True)).state is ImportState.RUNNING
    assert (await done(again)).imported == 15
    assert len([one for one in world.instance.asked[asked:] if is_page(one)]) >= 2
    assert len(world.feed()) == 15


async def test_two_starts_at_once_are_one_import(world: World) -> None:
    put_history(world, 15)
    imports = world.bulk_import(batch_size=10)
    await asyncio.gather(*(imports.start() for _ in range(5)))
    await done(imports)
    pages = Counter(asked.query for asked in world.instance.asked if is_page(asked))
    assert set(pages.values()) == {1}


async def test_a_reset_forgets_what_was_imported_and_keeps_the_tickets(world: World) -> None:
    put_history(world, 15)
    imports = await world.imported()
    status = await imports.reset()
    assert (status.state, status.imported, status.started_at) == (ImportState.IDLE, 0, None)
    assert len(world.stored()) == 15
    assert (await imports.start()).state is ImportState.RUNNING
    assert (await done(imports)).imported == 15


async def test_a_stopped_import_stays_stopped_over_a_restart_and_goes_on_when_started(world: World) -> None:
    put_history(world, 50)
    may_answer = threading.Event()
    world.instance.answers_in_threads = True
    world.instance.before = lambda asked: (
        may_answer.wait(5) and None if is_page(asked) and len(world.feed()) >= 20 else None
    )
    imports = world.bulk_import(batch_size=10)
    await imports.resume()
    await until(lambda: imports.status().imported == 20)
    assert (await imports.stop()).state is ImportState.STOPPED
    may_answer.set()
    after = world.bulk_import(batch_size=10)
    await after.resume()
    assert (after.status().state, after.status().imported) == (ImportState.STOPPED, 20)
    assert (await after.start()).state is ImportState.RUNNING
    assert (await done(after)).imported == 50
    assert len(world.feed()) == 50


async def test_where_it_is_off_nothing_is_imported_until_somebody_starts_it(world: World) -> None:
    put_history(world, 15)
    imports = world.bulk_import(is_import_enabled=False)
    await imports.resume()
    await asyncio.sleep(0.05)
    assert (imports.status().state, world.instance.asked) == (ImportState.IDLE, [])
    await imports.start()
    await done(imports)
    assert len(world.feed()) == 15


async def test_a_table_that_is_added_later_is_imported_and_the_others_are_not_again(world: World) -> None:
    put_history(world, 15)
    put_history(world, 5, "problem", first=1000)
    await world.imported()
    both = world.bulk_import(tables=("incident", "problem"))
    world.instance.asked.clear()
    await both.resume()
    assert (await done(both)).imported == 20
    assert {asked.table for asked in world.instance.asked} == {"problem"}


async def test_a_failure_in_mid_import_is_told_once_and_gone_over_by_itself(
    world: World, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rca_dashboard.sync.outage.FIRST_WAIT_SECONDS", 0.01)
    caplog.set_level(logging.INFO, "rca_dashboard")
    put_history(world, 45)
    pages: Counter[str] = Counter()
    failures = 0

    def fail_four_times(asked: Asked) -> Response | None:
        nonlocal failures
        if sum(pages.values()) == 4 and failures < 4:
            failures += 1
            return Response(status_code=503)
        pages[asked.query] += is_page(asked)
        return None

    world.instance.before = fail_four_times
    imports = world.bulk_import(batch_size=10)
    await imports.start()
    await until(lambda: imports.status().state is ImportState.FAILED)
    assert "503" in str(imports.status().error)
    status = await done(imports)
    assert (status.error, status.imported, len(world.feed())) == (None, 45, 45)
    assert max(pages.values()) <= 2
    warnings = [record.getMessage() for record in caplog.records if record.levelno == logging.WARNING]
    assert [warning.split(":")[0] for warning in warnings] == [
        "The bulk import of incident fails",
        "The bulk import of incident goes on after 0 s and 4 failed tries.",
    ]


async def test_a_forbidden_table_keeps_no_other_from_being_imported(world: World) -> None:
    put_history(world, 15)
    put_history(world, 5, "problem", first=1000)
    world.instance.before = lambda asked: Response(status_code=403) if asked.table == "problem" else None
    imports = world.bulk_import(tables=("problem", "incident"))
    await imports.start()
    await until(lambda: len(world.feed()) == 15)
    await until(lambda: imports.status().state is ImportState.FAILED)
    assert "'problem' (403)" in str(imports.status().error)
    world.instance.before = lambda _asked: None
    assert (await done(imports)).imported == 20


async def test_pages_that_are_too_much_for_the_instance_are_halved(world: World) -> None:
    put_history(world, 900)
    world.instance.before = lambda asked: (
        Response('{"result": [], "error": {"message": "Transaction cancelled"}}') if asked.limit > 300 else None
    )
    imports = world.bulk_import(batch_size=1000)
    await imports.start()
    await until(lambda: imports.status().imported > 0)
    await done(imports)
    assert {asked.limit for asked in world.instance.asked if is_page(asked)} == {1000, 500, 250}
    assert len(world.feed()) == 900


async def test_while_a_page_is_awaited_none_is_held_in_memory(world: World) -> None:
    put_history(world, 50)
    held: list[int] = []

    def count(asked: Asked) -> None:
        if is_page(asked):
            # A record as it came has its fields in both forms; the instance's own rows are plain.
            dictionaries = [each for each in gc.get_objects() if type(each) is dict]
            held.append(sum(type(each.get("sys_mod_count")) is dict for each in dictionaries))

    world.instance.before = count
    await world.imported(batch_size=10)
    assert len(held) > 5
    assert max(held) == 0


async def test_hidden_rows_are_counted_and_the_rest_comes(world: World) -> None:
    put_history(world, 60)
    world.instance.is_hidden = lambda row: int(row["sys_id"], 16) % 20 != 0
    status = (await world.imported(batch_size=10)).status()
    assert (status.imported, status.hidden, len(world.feed())) == (3, 57, 3)


async def test_progress_is_told_page_by_page_with_the_time_left(world: World) -> None:
    put_history(world, 50)
    imports = world.bulk_import(batch_size=10)
    seen: list[ImportStatus] = []
    world.on_wake = lambda: seen.append(imports.status())

    def take_a_second(asked: Asked) -> None:
        world.ours.seconds += 1 if is_page(asked) else 0

    world.instance.before = take_a_second
    await imports.start()
    await done(imports)
    running = [status for status in seen if status.state is ImportState.RUNNING and status.imported]
    assert [(status.table, status.imported, status.to_import) for status in running][:4] == [
        ("incident", imported, 50) for imported in (10, 20, 30, 40)
    ]
    assert running[0].rows_per_second == pytest.approx(10)
    assert running[0].seconds_left == pytest.approx(4)
    assert seen[-1].state is ImportState.DONE
    assert (seen[-1].rows_per_second, seen[-1].seconds_left) == (0.0, None)


async def test_the_console_says_how_it_is_doing_every_few_seconds(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "rca_dashboard")
    put_history(world, 100)
    world.instance.before = lambda asked: setattr(world.ours, "seconds", world.ours.seconds + is_page(asked))
    await world.imported(batch_size=10)
    lines = [record.getMessage() for record in caplog.records]
    assert lines[0] == "The bulk import of incident begins."
    assert lines[1].startswith("Importing incident: 30 of 100 rows (30 %), ")
    assert len(lines) == 5
    assert lines[-1] == "The bulk import of incident is done: 100 rows in 19 s."


def test_a_line_of_progress() -> None:
    status = ImportStatus(
        state=ImportState.RUNNING,
        table="incident",
        imported=12_000,
        to_import=100_000,
        rows_per_second=2_345.6,
        seconds_left=37.5,
    )
    assert progress_line(status) == "Importing incident: 12,000 of 100,000 rows (12 %), 2,346 rows/s, 38 s left."
    assert [duration(seconds) for seconds in (0.4, 61, 7260)] == ["0 s", "1 min 1 s", "2 h 1 min"]


async def test_a_poll_counts_its_own_requests_and_not_those_of_an_import_beside_it(world: World) -> None:
    put_history(world, 50)
    client = TableClient(world.instance.url, monotonic=world.ours.monotonic)
    plan = PollingPlan(cron=SELDOM, batch_size=10)
    poller = Poller(client, world.database, plan, clock=world.ours.clock, monotonic=world.ours.monotonic)
    await poller.poll_now()
    imports = BulkImport(client.counting_apart(), poller.writer, plan, server_clock=poller.server_clock)
    await imports.start()
    counts: list[int] = []
    while imports.status().is_under_way:
        counts.append((await poller.poll_now()).requests)
    assert set(counts) == {1}
    assert len(world.instance.asked) > 10 + len(counts)
    await client.aclose()
