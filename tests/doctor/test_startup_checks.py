"""The checks at the app's start: beside polling, told once, and made again where the instance could not be asked."""

import asyncio
from collections.abc import Callable

import pytest

from rca_dashboard.domain.check import Check, failed, passed, warned
from rca_dashboard.servicenow.probe.probe import ADDRESS
from rca_dashboard.settings import load_settings
from rca_dashboard.simulator.server import Simulator
from rca_dashboard.startup.instance import auth_of, check_instance
from rca_dashboard.startup.startup_checks import Ground
from tests.doctor.conftest import PASSWORD

SOUND = passed(ADDRESS, "ServiceNow answers")
ODD = (SOUND, failed("Time zone", "times are read elsewhere", "mend it"), warned("Clocks", "60 s ahead.", "set them."))


def looking(*looks: tuple[Check, ...]) -> Ground:
    waiting = list(looks)

    async def look() -> tuple[Check, ...]:
        await asyncio.sleep(0)
        return waiting.pop(0)

    return Ground(look, first_wait_seconds=0.01)


async def test_what_is_not_well_is_told_in_one_sentence_each(caplog: pytest.LogCaptureFixture) -> None:
    ground = looking(ODD, ODD, (SOUND,))
    assert ground.checks() == ()
    await asyncio.wait_for(ground.run(), 5)
    assert ground.checks() == (SOUND,)
    told = ["Time zone: times are read elsewhere; mend it.", "Clocks: 60 s ahead; set them."]
    assert [record.message for record in caplog.records] == told


async def test_an_outage_is_left_to_polling_and_looked_into_when_it_is_over(caplog: pytest.LogCaptureFixture) -> None:
    away = (failed(ADDRESS, "cannot be reached", "check it"),)
    ground = looking(away, away, ODD[::2])
    await asyncio.wait_for(ground.run(), 5)
    assert ground.checks() == ODD[::2]
    assert [record.message for record in caplog.records] == ["Clocks: 60 s ahead; set them."]


async def test_what_was_mended_and_breaks_again_is_told_again(caplog: pytest.LogCaptureFixture) -> None:
    zone = ODD[1]
    mended = (passed(zone.name, "UTC"), failed("Table incident", "denied", "give it a role"))
    await asyncio.wait_for(looking((zone,), mended, (zone,), (SOUND,)).run(), 5)
    assert [record.message for record in caplog.records].count(zone.sentence) == 2


async def test_checks_that_fail_themselves_are_logged_once_and_made_again(caplog: pytest.LogCaptureFixture) -> None:
    attempts = 0

    async def look() -> tuple[Check, ...]:
        nonlocal attempts
        attempts += 1
        await asyncio.sleep(0)
        if attempts < 3:
            raise KeyError("a defect")
        return (SOUND,)

    ground = Ground(look, first_wait_seconds=0.01)
    await asyncio.wait_for(ground.run(), 5)
    assert ground.checks() == (SOUND,)
    failed_line, recovered_line = caplog.messages
    assert failed_line == "The check of ServiceNow failed: KeyError"
    assert recovered_line == "The check of ServiceNow recovered after 0 s (2 failed attempts)"


async def test_the_poller_and_the_checks_show_one_token(sick: Callable[..., Simulator]) -> None:
    simulator = sick(client_id="ours", client_secret="secret")
    settings = load_settings(
        {
            "SERVICENOW_URL": simulator.url,
            "SERVICENOW_AUTH": "oauth_password",
            "SERVICENOW_USERNAME": "reader",
            "SERVICENOW_PASSWORD": PASSWORD,
            "SERVICENOW_CLIENT_ID": "ours",
            "SERVICENOW_CLIENT_SECRET": "secret",
        }
    )
    auth = auth_of(settings)
    looks = [await check_instance(settings, simulator.url, auth) for _ in range(2)]
    assert all(check.remedy == "" for look in looks for check in look)
    assert simulator.tokens.given == 1
