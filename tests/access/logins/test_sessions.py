"""Sessions: how long they last, and how soon their end takes effect."""

import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from rca_dashboard.access.identity import EVERYBODY, Role
from rca_dashboard.access.logins.cookies import session_id_of
from rca_dashboard.access.logins.outcomes import Given
from rca_dashboard.store import sessions as stored
from rca_dashboard.store.engine import Database, DatabaseUnavailableError
from rca_dashboard.store.migrate import migrate
from rca_dashboard.store.schema.accounts import ACCOUNT, SESSION
from tests.access.accounts_harness import PASSWORD, AccountsHarness, cookie
from tests.statements import sent_to, writes


@pytest.fixture
async def harness(tmp_path: Path) -> AsyncIterator[AccountsHarness]:
    database = Database(f"sqlite:///{tmp_path / 'accounts.db'}")
    migrate(database)
    made = AccountsHarness(database)
    await made.sessions.prepare()
    await made.accounts.create("vera", PASSWORD, Role.VIEWER)
    yield made
    database.close()


async def test_a_login_is_known_by_its_cookie_whatever_the_case_of_the_name(harness: AccountsHarness) -> None:
    login = await harness.login(" Vera")
    found = await harness.sessions.identity(f"a=b; {cookie(login)}; c=d")
    assert found == login.identity
    assert (login.identity.username, login.identity.role) == ("vera", Role.VIEWER)


async def test_the_database_holds_neither_token_nor_password(harness: AccountsHarness, tmp_path: Path) -> None:
    login = await harness.login()
    token = cookie(login).partition("=")[2].partition(".")[0]
    assert login.identity.session_id == session_id_of(token)
    harness.database.close()
    for path in tmp_path.iterdir():  # noqa: ASYNC240 - nothing else runs
        assert token.encode() not in path.read_bytes()
        assert PASSWORD.encode() not in path.read_bytes()
    assert token not in repr(login)
    assert "argon2" not in repr(await harness.accounts.all())


async def test_a_session_ends_when_it_is_idle_for_12_hours(harness: AccountsHarness) -> None:
    login = await harness.login()
    for _ in range(3):
        harness.pass_time(hours=11, minutes=50)
        assert await harness.is_in(login)
        await harness.sessions.touch()
    harness.pass_time(hours=12, minutes=1)
    assert not await harness.is_in(login)


async def test_a_session_ends_after_7_days_however_busy_and_its_socket_with_it(harness: AccountsHarness) -> None:
    login = await harness.login()
    harness.open_sessions = frozenset({login.identity.session_id})
    for _ in range(13):
        harness.pass_time(hours=12, minutes=-1)
        await harness.sessions.touch()
        assert await harness.is_in(login)
    assert harness.ended == []
    harness.pass_time(hours=13)
    await harness.sessions.touch()
    assert harness.ended == [frozenset({login.identity.session_id})]
    assert not await harness.is_in(login)


async def test_a_session_begun_while_the_clock_was_years_ahead_ends_when_it_is_set_back(
    harness: AccountsHarness,
) -> None:
    harness.pass_time(days=3650)
    login = await harness.login()
    harness.pass_time(days=-3650)
    await harness.sessions.touch()
    assert not await harness.is_in(login)
    assert await harness.sessions.sessions_of(login.identity) == ()


async def test_a_check_within_two_seconds_asks_the_database_nothing_and_the_last_use_is_written_seldom(
    harness: AccountsHarness,
) -> None:
    login = await harness.login()
    await harness.is_in(login)
    with sent_to(harness.database) as sent:
        for _ in range(100):
            assert await harness.is_in(login)
    assert sent == []
    with sent_to(harness.database) as sent:
        for _ in range(30):
            harness.pass_time(seconds=3)
            assert await harness.is_in(login)
    assert writes(sent) == []
    await harness.sessions.touch()
    (listed,) = await harness.sessions.sessions_of(login.identity)
    assert listed.last_used_at == harness.at


async def test_what_another_worker_ends_is_ended_here_within_two_looks(harness: AccountsHarness) -> None:
    here, there = harness.sessions, AccountsHarness(harness.database).sessions
    await there.prepare()
    login = await harness.login()
    assert await harness.is_in(login)
    assert await there.identity(cookie(login)) == login.identity  # the same kept secret
    await there.revoke(login.identity, login.identity.session_id)
    await here.watch()
    await here.watch()
    assert harness.ended == [frozenset({login.identity.session_id})]
    assert not await harness.is_in(login)


async def test_a_session_that_ends_here_is_ended_at_once(harness: AccountsHarness) -> None:
    first, second = await harness.login(), await harness.login()
    assert await harness.is_in(first)
    await harness.sessions.logout(first.identity)
    assert not await harness.is_in(first)
    assert await harness.is_in(second)
    assert await harness.sessions.revoke_all(second.identity, but_this=False) == 1
    assert not await harness.is_in(second)


async def test_users_cannot_end_sessions_of_other_users(harness: AccountsHarness) -> None:
    await harness.accounts.create("agnes", PASSWORD, Role.AGENT)
    mine, theirs = await harness.login("vera"), await harness.login("agnes")
    assert not await harness.sessions.revoke(mine.identity, theirs.identity.session_id)
    assert await harness.is_in(theirs)


async def test_many_cookies_of_our_name_find_the_one_that_is_real(harness: AccountsHarness) -> None:
    login = await harness.login()
    name = cookie(login).partition("=")[0]
    forged = "; ".join(f"{name}=x{number}.y" for number in range(3))
    assert await harness.sessions.identity(f"{forged}; {cookie(login)}") == login.identity
    with sent_to(harness.database) as sent:
        assert await harness.sessions.identity("; ".join([forged] * 1_000)) is None
    assert sent == []


async def test_while_the_database_is_down_known_sessions_stay_valid_for_a_minute(
    harness: AccountsHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    login = await harness.login()
    assert await harness.is_in(login)

    def away(*_: object) -> None:
        message = "The database is away."
        raise DatabaseUnavailableError(message)

    monkeypatch.setattr(stored, "find_sessions", away)
    harness.pass_time(seconds=59)
    assert await harness.is_in(login)
    harness.pass_time(seconds=2)
    with pytest.raises(DatabaseUnavailableError):
        await harness.is_in(login)


async def test_before_the_database_is_ready_no_session_is_valid(harness: AccountsHarness) -> None:
    login = await harness.login()
    unprepared = AccountsHarness(harness.database).sessions
    assert await unprepared.identity(cookie(login)) is None
    with pytest.raises(DatabaseUnavailableError):
        await unprepared.login(Given(username="vera", password=PASSWORD), "198.51.100.7", "")


async def test_an_unknown_user_costs_as_many_hashes_as_a_known_one(harness: AccountsHarness) -> None:
    for username in ("vera", "nobody-at-all", "", "\ud800"):
        before = harness.hasher.checks
        assert (await harness.refused(username, "not the password")).reason == "wrong"
        assert harness.hasher.checks == before + 1
    before = harness.hasher.checks
    for _ in range(9):
        await harness.refused("vera", "not the password")
    assert harness.hasher.checks < before + 9  # who has to wait is not even checked


async def test_only_a_caller_with_the_password_learns_that_an_account_is_disabled(harness: AccountsHarness) -> None:
    await harness.accounts.disable("vera")
    assert (await harness.refused("vera", "not the password")).reason == "wrong"
    assert (await harness.refused("vera")).reason == "disabled"


async def test_a_hash_with_weaker_parameters_is_replaced_at_the_next_login(harness: AccountsHarness) -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    with harness.database.write() as session:
        session.connection().execute(ACCOUNT.update().values(password_hash=weak))
    await harness.login()
    with harness.database.read() as session:
        assert session.connection().execute(select(ACCOUNT.c.password_hash)).scalar_one() != weak
    await harness.login()


async def test_a_long_user_agent_is_cut_and_old_sessions_are_deleted(harness: AccountsHarness) -> None:
    outcome = await harness.sessions.login(Given(username="vera", password=PASSWORD), "198.51.100.7", "x\0" * 10_000)
    assert len((await harness.sessions.sessions_of(outcome.identity))[0].user_agent) == 200  # pyright: ignore[reportAttributeAccessIssue]
    harness.pass_time(days=40)
    await harness.login()
    with harness.database.read() as session:
        assert len(session.connection().execute(select(SESSION.c.id)).all()) == 1


async def test_open_access_needs_no_session(harness: AccountsHarness) -> None:
    assert await harness.sessions.current(EVERYBODY) == EVERYBODY
    assert await harness.sessions.current(replace(EVERYBODY, session_id="made up")) is None


async def test_the_cookie_is_for_tls_alone_where_the_public_url_is_https(harness: AccountsHarness) -> None:
    behind_tls = AccountsHarness(harness.database, is_https=True)
    await behind_tls.sessions.prepare()
    assert "Secure" in (await behind_tls.login()).cookie
    assert "Secure" not in (await harness.login()).cookie


async def test_no_secret_is_logged(harness: AccountsHarness, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        login = await harness.login()
        await harness.refused("vera", "a wrong secret")
        await harness.accounts.set_password("vera", "another secret")
    for secret in (PASSWORD, "a wrong secret", "another secret", cookie(login).partition("=")[2]):
        assert secret not in caplog.text
