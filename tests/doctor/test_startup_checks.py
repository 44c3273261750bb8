"""Startup checks: run beside polling, logged once, and retried while the instance cannot be reached."""

import asyncio
from collections.abc import Callable

import pytest

from rca_dashboard.domain.check import Check, failed, passed, warned
from rca_dashboard.servicenow.probe.probe import ADDRESS
from rca_dashboard.settings import load_settings
from rca_dashboard.simulator.server import Simulator
from rca_dashboard.startup.instance import auth_of, check_instance
from rca_dashboard.startup.startup_checks import StartupChecks
from tests.doctor.conftest import PASSWORD

SOUND = passed(ADDRESS, "ServiceNow answers")
ODD = (SOUND, failed("Time zone", "times are read elsewhere", "fix it"), warned("Clocks", "60 s ahead.", "set them."))


def looking(*looks: tuple[Check, ...]) -> StartupChecks:
    waiting = list(looks)

    async def look() -> tuple[Check, ...]:
        await asyncio.sleep(0)
        return waiting.pop(0)

    return StartupChecks(look, first_wait_seconds=0.01)


async def test_each_failed_check_is_logged_in_one_sentence(caplog: pytest.LogCaptureFixture) -> None:
    startup_checks = looking(ODD, ODD, (SOUND,))
    assert startup_checks.checks() == ()
    await asyncio.wait_for(startup_checks.run(), 5)
    assert startup_checks.checks() == (SOUND,)
    sentences = ["Time zone: times are read elsewhere; fix it.", "Clocks: 60 s ahead; set them."]
    assert [record.message for record in caplog.records] == sentences


async def test_an_outage_is_left_to_polling_and_checks_continue_after_it(caplog: pytest.LogCaptureFixture) -> None:
    away = (failed(ADDRESS, "cannot be reached", "check it"),)
    startup_checks = looking(away, away, ODD[::2])
    await asyncio.wait_for(startup_checks.run(), 5)
    assert startup_checks.checks() == ODD[::2]
    assert [record.message for record in caplog.records] == ["Clocks: 60 s ahead; set them."]


async def test_a_fixed_check_that_fails_again_is_logged_again(caplog: pytest.LogCaptureFixture) -> None:
    zone = ODD[1]
    fixed = (passed(zone.name, "UTC"), failed("Table incident", "denied", "give it a role"))
    await asyncio.wait_for(looking((zone,), fixed, (zone,), (SOUND,)).run(), 5)
    assert [record.message for record in caplog.records].count(zone.sentence) == 2


async def test_checks_that_raise_are_logged_once_and_retried(caplog: pytest.LogCaptureFixture) -> None:
    attempts = 0

    async def look() -> tuple[Check, ...]:
        nonlocal attempts
        attempts += 1
        await asyncio.sleep(0)
        if attempts < 3:
            raise KeyError("a defect")
        return (SOUND,)

    startup_checks = StartupChecks(look, first_wait_seconds=0.01)
    await asyncio.wait_for(startup_checks.run(), 5)
    assert startup_checks.checks() == (SOUND,)
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
