"""An import that is started, stopped, killed or reset resumes where it was, and never runs twice."""

import asyncio
import threading
from collections import Counter

from starlette.responses import Response

from rca_dashboard.domain.progress.bulk_import import ImportState
from tests.servicenow.table_server import Asked
from tests.sync.bulk_import.history import done, is_page, place_of, put_history
from tests.sync.sync_harness import SyncHarness, until


async def test_a_process_that_ends_saves_its_place_and_the_next_one_resumes_there(harness: SyncHarness) -> None:
    put_history(harness, 50)
    pages = 0

    def die_after_three(asked: Asked) -> Response | None:
        nonlocal pages
        pages += is_page(asked)
        return Response(status_code=503) if pages > 6 else None

    harness.instance.before = die_after_three
    first = harness.bulk_import(batch_size=10)
    await first.resume()
    await until(lambda: first.status().state is ImportState.FAILED)
    await first.aclose()
    place = place_of(harness)
    assert (place.last_sys_id, place.imported, place.to_import, place.is_done) == (f"{29:032x}", 30, 50, False)
    harness.instance.before = lambda _asked: None
    harness.instance.asked.clear()
    second = harness.bulk_import(batch_size=10)
    await second.resume()
    assert second.status().imported == 30
    await done(second)
    asked = [one for one in harness.instance.asked if is_page(one)]
    assert f"sys_id>{29:032x}" in asked[0].query
    assert len(harness.feed()) == 50


async def test_a_second_start_does_nothing_unless_forced(harness: SyncHarness) -> None:
    put_history(harness, 15)
    imports = await harness.imported(batch_size=10)
    asked = len(harness.instance.asked)
    assert (await imports.start()).state is ImportState.DONE
    again = harness.bulk_import(batch_size=10)
    await again.resume()
    assert again.status() == imports.status()
    assert len(harness.instance.asked) == asked
    assert (await again.start(force=True)).state is ImportState.RUNNING
    assert (await done(again)).imported == 15
    assert len([one for one in harness.instance.asked[asked:] if is_page(one)]) >= 2
    assert len(harness.feed()) == 15


async def test_two_starts_at_once_are_one_import(harness: SyncHarness) -> None:
    put_history(harness, 15)
    imports = harness.bulk_import(batch_size=10)
    await asyncio.gather(*(imports.start() for _ in range(5)))
    await done(imports)
    pages = Counter(asked.query for asked in harness.instance.asked if is_page(asked))
    assert set(pages.values()) == {1}


async def test_a_reset_forgets_what_was_imported_and_keeps_the_tickets(harness: SyncHarness) -> None:
    put_history(harness, 15)
    imports = await harness.imported()
    status = await imports.reset()
    assert (status.state, status.imported, status.started_at) == (ImportState.IDLE, 0, None)
    assert len(harness.stored()) == 15
    assert (await imports.start()).state is ImportState.RUNNING
    assert (await done(imports)).imported == 15


async def test_a_stopped_import_stays_stopped_across_a_restart_and_resumes_when_started(harness: SyncHarness) -> None:
    put_history(harness, 50)
    may_answer = threading.Event()
    harness.instance.answers_in_threads = True
    harness.instance.before = lambda asked: (
        may_answer.wait(5) and None if is_page(asked) and len(harness.feed()) >= 20 else None
    )
    imports = harness.bulk_import(batch_size=10)
    await imports.resume()
    await until(lambda: imports.status().imported == 20)
    assert (await imports.stop()).state is ImportState.STOPPED
    may_answer.set()
    after = harness.bulk_import(batch_size=10)
    await after.resume()
    assert (after.status().state, after.status().imported) == (ImportState.STOPPED, 20)
    assert (await after.start()).state is ImportState.RUNNING
    assert (await done(after)).imported == 50
    assert len(harness.feed()) == 50


async def test_a_disabled_import_waits_until_it_is_started(harness: SyncHarness) -> None:
    put_history(harness, 15)
    imports = harness.bulk_import(is_import_enabled=False)
    await imports.resume()
    await asyncio.sleep(0.05)
    assert (imports.status().state, harness.instance.asked) == (ImportState.IDLE, [])
    await imports.start()
    await done(imports)
    assert len(harness.feed()) == 15
