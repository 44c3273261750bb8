"""A wrong password is tried a few times and then rarely; an admin may have it tried immediately."""

import asyncio
from collections.abc import Iterator
from itertools import pairwise

import pytest
from starlette.responses import JSONResponse, Response

from rca_dashboard.domain.progress.bulk_import import ImportState
from rca_dashboard.domain.progress.poll import PollerHealth
from rca_dashboard.servicenow.authentication.oauth import OAuth
from rca_dashboard.servicenow.client import TableClient
from rca_dashboard.servicenow.errors import RefusalPauseError, RefusedError
from rca_dashboard.store.engine import Database
from tests.servicenow.authentication.oauth_calls import BY_PASSWORD
from tests.servicenow.authentication.token_office import TokenOffice
from tests.servicenow.table_server import Asked
from tests.sync.reconcile.reconcile_harness import Compared
from tests.sync.sync_harness import SyncHarness, until


def refuse(_asked: Asked) -> Response:
    return JSONResponse({"error": {"message": "User Not Authenticated"}}, 401)


def minutes_of_tries(harness: SyncHarness, minutes: int) -> Iterator[int]:
    """Let time pass in steps of ten seconds; give in which minute it is."""
    for step in range(minutes * 6):
        yield step // 6
        harness.pass_time(10)


async def test_a_wrong_password_is_shown_three_times_and_then_after_pauses_that_grow(harness: SyncHarness) -> None:
    harness.instance.before = refuse
    poller = harness.poller()
    tried: list[int] = []
    for minute in minutes_of_tries(harness, 85):
        before = len(harness.instance.asked)
        await poller.settle()
        tried += [minute] * (len(harness.instance.asked) - before)
    assert tried[:3] == [0, 0, 0]
    # After pauses of 1, 2, 5, 10, 30 and 30 minutes.
    assert [later - earlier for earlier, later in pairwise(tried[2:])] == [1, 2, 5, 10, 30, 30]


async def test_the_pause_is_said_in_words_with_the_time_of_the_next_try(harness: SyncHarness) -> None:
    harness.instance.before = refuse
    poller = harness.poller()
    for _ in range(3):
        await poller.poll_now()
    status = poller.status()
    assert status.health is PollerHealth.FAILING
    assert "refused the credentials (401): check SERVICENOW_USERNAME and SERVICENOW_PASSWORD" in str(status.error)
    assert "the next try is at 12:11 UTC, or at once with Poll now." in str(status.error)


async def test_an_admin_has_it_tried_at_once_and_all_is_well_again(harness: SyncHarness) -> None:
    harness.instance.before = refuse
    poller = harness.poller()
    for _ in range(3):
        await poller.poll_now()
    asked = len(harness.instance.asked)
    await poller.settle()
    assert (await poller.poll_now(ends_pause=False)).requests == 0
    assert len(harness.instance.asked) == asked
    harness.instance.before = lambda _asked: None
    harness.instance.put(1)
    assert (await poller.poll_now()).error is None
    assert (poller.status().health, poller.status().error) == (PollerHealth.OK, None)
    harness.instance.before = refuse
    await poller.poll_now()
    assert "next try" not in str(poller.status().error)


async def test_a_reader_who_clicks_and_an_import_and_a_reconcile_show_it_no_more_often(harness: SyncHarness) -> None:
    poller = harness.poller()
    harness.instance.before = refuse
    for _ in range(3):
        await poller.poll_now()
    asked = len(harness.instance.asked)
    reconciler = harness.reconciler(poller)
    for _ in range(5):
        await poller.poll_now(ends_pause=False)
        reconciler.start(is_asked_for=False)
        await reconciler.wait()
        harness.pass_time(5)
    # The reconciler of this harness has a client of its own, as no other part of the app has.
    assert len(harness.instance.asked) - asked <= 3


async def test_a_wrong_secret_of_oauth_pauses_alike(harness: SyncHarness) -> None:
    office = TokenOffice(refuses={"password"})
    harness.instance.grant = office.grant
    client = TableClient(harness.instance.url, OAuth(BY_PASSWORD), monotonic=harness.ours.monotonic)
    for _ in range(3):
        with pytest.raises(RefusedError):
            await client.get_page("incident", "", limit=1)
    results = await asyncio.gather(
        *(client.counting_apart().get_page("incident", "", limit=1) for _ in range(4)), return_exceptions=True
    )
    await client.aclose()
    assert {type(result) for result in results} == {RefusalPauseError}
    assert len(office.asked) == 3


async def test_an_admin_who_starts_a_reconcile_has_them_tried_at_once(database: Database) -> None:
    async with Compared(database, 10) as compared:
        compared.simulator.faults.add(times=None, status=401)
        for _ in range(3):
            await compared.poller.poll_now()
        compared.simulator.faults.clear()
        asked = compared.client.requests
        compared.reconciler.start(is_asked_for=False)
        assert "refused the credentials" in str((await compared.reconciler.wait()).warning)
        assert compared.client.requests == asked
        compared.reconciler.start()
        status = await compared.reconciler.wait()
        assert (status.warning, status.checked) == (None, 10)


async def test_an_import_that_waits_out_the_pause_goes_on_when_a_poll_is_accepted(harness: SyncHarness) -> None:
    harness.instance.before = refuse
    client = harness.client()
    poller = harness.poller(client)
    for _ in range(3):
        await poller.poll_now()
    imports = harness.bulk_import(poller.writer, client.counting_apart())
    await imports.start()  # one more try, after which the pause is two minutes
    await until(lambda: imports.status().error is not None)
    harness.instance.before = lambda _asked: None
    await poller.poll_now()
    await until(lambda: imports.status().state is ImportState.DONE)


async def test_an_import_that_waits_out_the_pause_tries_at_once_when_an_admin_starts_it(harness: SyncHarness) -> None:
    harness.instance.before = refuse
    client = harness.client()
    poller = harness.poller(client)
    for _ in range(3):
        await poller.poll_now()
    imports = harness.bulk_import(poller.writer, client.counting_apart())
    await imports.start()
    await until(lambda: imports.status().error is not None)
    asked = len(harness.instance.asked)
    await imports.start()
    await until(lambda: imports.status().error is not None)
    assert len(harness.instance.asked) == asked + 1
    harness.instance.before = lambda _asked: None
    await imports.start()
    await until(lambda: imports.status().state is ImportState.DONE)


async def test_an_import_waits_out_a_retry_after_though_refused_credentials_are_accepted(harness: SyncHarness) -> None:
    client = harness.client()
    poller = harness.poller(client)
    imports = harness.bulk_import(poller.writer, client.counting_apart())
    harness.instance.before = lambda _asked: JSONResponse({}, 429, {"Retry-After": "600"})
    await imports.start()
    await until(lambda: imports.status().error is not None)
    harness.instance.before = refuse
    await poller.poll_now()
    harness.instance.before = lambda _asked: None
    await poller.poll_now()
    asked = len(harness.instance.asked)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.5):  # an import that goes on asks within milliseconds
            await until(lambda: len(harness.instance.asked) > asked)
    assert imports.status().state is ImportState.FAILED


async def test_polling_goes_on_as_soon_as_the_credentials_of_another_job_are_accepted(harness: SyncHarness) -> None:
    harness.instance.before = refuse
    client = harness.client()
    poller = harness.poller(client)
    poller.start()
    for _ in range(3):
        await poller.poll_now()
    assert poller.status().health is PollerHealth.FAILING
    harness.instance.before = lambda _asked: None
    asked = len(harness.instance.asked)
    client.end_pause()  # as an admin's reconcile does
    await client.counting_apart().get_page("incident", "", limit=1)
    await until(lambda: poller.status().health is PollerHealth.OK)
    assert poller.status().error is None
    assert len(harness.instance.asked) < asked + 6


async def test_a_retry_after_is_waited_out_by_polls_though_credentials_are_accepted(harness: SyncHarness) -> None:
    harness.instance.tables["problem"] = {}
    client = harness.client()
    poller = harness.poller(client, tables=("incident", "problem"))
    await poller.poll_now()
    poller.start()

    def answer(asked: Asked) -> Response | None:
        return JSONResponse({}, 429, {"Retry-After": "600"}) if asked.table == "problem" else refuse(asked)

    harness.instance.before = answer
    for _ in range(4):
        await poller.poll_now()
    harness.instance.before = lambda asked: answer(asked) if asked.table == "problem" else None
    harness.instance.asked.clear()
    client.end_pause()
    await client.counting_apart().get_page("incident", "", limit=1)
    await until(lambda: len(harness.instance.asked) > 1)
    await poller.settle()
    barred = [asked for asked in harness.instance.asked if asked.table == "problem"]
    assert not barred


async def test_paused_polling_stays_paused_when_credentials_are_accepted(harness: SyncHarness) -> None:
    harness.instance.before = refuse
    client = harness.client()
    poller = harness.poller(client)
    poller.start()
    for _ in range(3):
        await poller.poll_now()
    poller.pause()
    harness.instance.before = lambda _asked: None
    client.end_pause()
    await client.counting_apart().get_page("incident", "", limit=1)
    await asyncio.sleep(0)
    asked = len(harness.instance.asked)
    await client.counting_apart().get_page("incident", "", limit=1)
    assert len(harness.instance.asked) == asked + 1
