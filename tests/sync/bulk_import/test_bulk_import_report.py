"""The progress reports of an import: position, remaining time, failures."""

import asyncio
import logging
from collections import Counter

import pytest
from starlette.responses import Response

from rca_dashboard.domain.duration import duration
from rca_dashboard.domain.progress.bulk_import import ImportState, ImportStatus
from rca_dashboard.sync.bulk_import.report import progress_line
from tests.servicenow.table_server import Asked
from tests.sync.bulk_import.history import done, is_page, put_history
from tests.sync.sync_harness import SyncHarness, until


async def test_a_failure_in_mid_import_is_logged_once_and_retried(
    harness: SyncHarness, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rca_dashboard.sync.polling.outage.FIRST_WAIT_SECONDS", 0.01)
    caplog.set_level(logging.INFO, "rca_dashboard")
    put_history(harness, 45)
    pages: Counter[str] = Counter()
    failures = 0

    def fail_four_times(asked: Asked) -> Response | None:
        nonlocal failures
        if sum(pages.values()) == 4 and failures < 4:
            failures += 1
            return Response(status_code=503)
        pages[asked.query] += is_page(asked)
        return None

    harness.instance.before = fail_four_times
    imports = harness.bulk_import(batch_size=10)
    await imports.start()
    await until(lambda: imports.status().state is ImportState.FAILED)
    assert "503" in str(imports.status().error)
    status = await done(imports)
    assert (status.error, status.imported, len(harness.feed())) == (None, 45, 45)
    assert max(pages.values()) <= 2
    lines = [
        record.getMessage().split(":")[0] for record in caplog.records if record.name.endswith("bulk_import.outages")
    ]
    assert lines == [
        "Bulk import of incident failed, retrying",
        "Bulk import of incident recovered after 0 s (4 failed attempts).",
    ]


async def test_a_forbidden_table_keeps_no_other_from_being_imported(harness: SyncHarness) -> None:
    put_history(harness, 15)
    put_history(harness, 5, "problem", first=1000)
    harness.instance.before = lambda asked: Response(status_code=403) if asked.table == "problem" else None
    imports = harness.bulk_import(tables=("problem", "incident"))
    await imports.start()
    await until(lambda: len(harness.feed()) == 15)
    await until(lambda: imports.status().state is ImportState.FAILED)
    assert "'problem' (403)" in str(imports.status().error)
    harness.instance.before = lambda _asked: None
    assert (await done(imports)).imported == 20


async def test_a_retry_after_is_waited_out_though_another_table_is_forbidden(
    harness: SyncHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_history(harness, 5, "problem", first=1000)
    answers = {"problem": (403, {}), "incident": (429, {"Retry-After": "600"})}
    harness.instance.before = lambda asked: Response(
        status_code=answers[asked.table][0], headers=answers[asked.table][1]
    )
    client, waits = harness.client(), list[float]()

    async def wait(seconds: float, *, ends_early: bool) -> None:
        assert not ends_early
        waits.append(seconds)
        await asyncio.Event().wait()

    monkeypatch.setattr(client, "wait", wait)
    imports = harness.bulk_import(client=client, tables=("problem", "incident"))
    await imports.start()
    await until(lambda: bool(waits))
    assert waits == [600]
    asked = len(harness.instance.asked)
    assert (await imports.start()).state is ImportState.FAILED
    assert (waits, len(harness.instance.asked)) == ([600], asked)


async def test_progress_is_logged_page_by_page_with_the_time_left(harness: SyncHarness) -> None:
    put_history(harness, 50)
    imports = harness.bulk_import(batch_size=10)
    seen: list[ImportStatus] = []
    harness.on_wake = lambda: seen.append(imports.status())

    def take_a_second(asked: Asked) -> None:
        harness.ours.seconds += 1 if is_page(asked) else 0

    harness.instance.before = take_a_second
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
    harness: SyncHarness, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "rca_dashboard")
    put_history(harness, 100)
    harness.instance.before = lambda asked: setattr(harness.ours, "seconds", harness.ours.seconds + is_page(asked))
    await harness.imported(batch_size=10)
    lines = [record.getMessage() for record in caplog.records]
    assert lines[0] == "Bulk import of incident started."
    assert lines[1].startswith("Importing incident: 30 of 100 rows (30 %), ")
    assert len(lines) == 5
    assert lines[-1] == "Bulk import of incident finished: 100 rows in 21 s."  # two a page, and two to see the end


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
