"""Secrets of authenticator apps in the database: encrypted, each for its account, and what a lost key leaves."""

import logging

import pytest
from sqlalchemy import select, update

from rca_dashboard.access.account_care.second_factors import SecondFactors
from rca_dashboard.store.schema.accounts import SECOND_FACTOR
from tests.api.accounts.conftest import ADA, VERA, Desk
from tests.api.accounts.test_second_factor import code_of, enrol
from tests.api.identities import ADMIN


def stored(desk: Desk, key: str = VERA) -> str:
    with desk.harness.database.read() as session:
        chosen = select(SECOND_FACTOR.c.secret).where(SECOND_FACTOR.c.account_key == key)
        return session.connection().execute(chosen).scalar_one()


def store(desk: Desk, secret: str, key: str = VERA) -> None:
    with desk.harness.database.write() as session:
        changed = update(SECOND_FACTOR).where(SECOND_FACTOR.c.account_key == key)
        session.connection().execute(changed.values(secret=secret))


def factors(desk: Desk) -> SecondFactors:
    return desk.harness.care.factors


async def test_a_secret_is_stored_encrypted_and_another_accounts_is_none_of_its_own(desk: Desk) -> None:
    secret, _ = await enrol(desk)
    hers, _ = await enrol(desk, ADA)
    assert secret not in stored(desk)
    assert stored(desk).startswith("aes-gcm:")
    # Whoever may write the database cannot put the secret of their own app into another's row.
    store(desk, stored(desk, ADA))
    assert (await desk.log_in(VERA, code=code_of(desk, hers))).code == "invalid_code"


async def test_what_an_older_version_stored_as_it_is_is_read_and_encrypted_at_the_next_start(desk: Desk) -> None:
    secret, _ = await enrol(desk)
    store(desk, secret)
    assert (await desk.log_in(VERA, code=code_of(desk, secret))).cookie
    await factors(desk).prepare()
    encrypted = stored(desk)
    assert secret not in encrypted
    await factors(desk).prepare()
    assert stored(desk) == encrypted
    desk.harness.pass_time(minutes=2)
    assert (await desk.log_in(VERA, code=code_of(desk, secret))).cookie


async def test_a_session_secret_that_is_set_later_loses_nothing(desk: Desk) -> None:
    secret, _ = await enrol(desk)
    before, (kept,) = stored(desk), set(desk.harness.sessions.secrets)
    desk.harness.sessions.secrets = ("set by an admin", kept)
    await factors(desk).prepare()
    assert stored(desk) != before
    assert (await desk.log_in(VERA, code=code_of(desk, secret))).cookie


async def test_a_lost_key_is_one_line_a_recovery_code_still_works_and_an_admin_resets_it(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    secret, codes = await enrol(desk)
    desk.harness.sessions.secrets = ("another secret", "another database")
    with caplog.at_level(logging.INFO):
        await factors(desk).prepare()
    lines = [each.getMessage() for each in caplog.records if "cannot be read" in each.getMessage()]
    assert len(lines) == 1
    assert "SESSION_SECRET has changed" in lines[0]
    assert "Accounts: vera" in lines[0]
    refused = await desk.log_in(VERA, code=code_of(desk, secret))
    assert (refused.status, refused.code, refused.cookie) == (401, "invalid_code", "")
    assert "ask an admin" in refused.body["error"]["message"]
    assert (await desk.log_in(VERA, code=codes[0])).cookie
    assert (await desk.ask(ADMIN, "DELETE", f"/accounts/{VERA}/second-factor")).status == 200
    assert (await desk.log_in(VERA)).status == 200


async def test_guesses_are_slowed_where_the_key_is_lost_too(desk: Desk) -> None:
    await enrol(desk)
    desk.harness.sessions.secrets = ("another secret", "another database")
    codes = [(await desk.log_in(VERA, code="x")).code for _ in range(6)]
    assert codes[-1] == "too_many_attempts"
