"""What is done with accounts and logins stands in the audit log, and no secret does."""

import logging
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from rca_dashboard.access.audit_log import AuditLog
from rca_dashboard.access.identity import Role
from rca_dashboard.access.logins.accounts import AccountError
from rca_dashboard.domain.audit import Action, Actor
from rca_dashboard.store.audit import entries_after
from rca_dashboard.store.engine import Database
from rca_dashboard.store.migrate import migrate
from tests.access.accounts_harness import PASSWORD, AccountsWorld

ADA = Actor("ada", "203.0.113.9")


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[AccountsWorld]:
    database = Database(f"sqlite:///{tmp_path / 'accounts.db'}")
    migrate(database)
    made = AccountsWorld(database)
    await made.sessions.prepare()
    await made.accounts.prepare_first_admin("ada", PASSWORD)
    yield made
    database.close()


def _log(world: AccountsWorld) -> list[tuple[str, str, str, str, str]]:
    """Give what the log holds but for the first account."""
    entries = entries_after(world.database, 1, 100)
    return [(each.username, each.address, each.action, each.subject, each.detail) for each in entries]


async def test_each_change_of_an_account_names_who_did_it_and_from_where(world: AccountsWorld) -> None:
    await world.accounts.create("vera", PASSWORD, Role.VIEWER, by=ADA)
    await world.accounts.set_role("vera", Role.AGENT, by=ADA)
    await world.accounts.set_password("vera", "another secret", by=ADA)
    await world.accounts.disable("vera", by=ADA)
    await world.accounts.enable("vera", by=ADA)
    did = ("ada", "203.0.113.9")
    assert _log(world) == [
        (*did, "account_created", "vera", "role viewer"),
        (*did, "role_changed", "vera", "role agent"),
        (*did, "password_changed", "vera", ""),
        (*did, "account_disabled", "vera", ""),
        (*did, "account_enabled", "vera", ""),
    ]


async def test_a_change_that_was_not_made_is_not_written(world: AccountsWorld) -> None:
    with pytest.raises(AccountError):
        await world.accounts.disable("ada", by=ADA)
    with pytest.raises(AccountError):
        await world.accounts.create("vera", "short", Role.VIEWER, by=ADA)
    assert _log(world) == []


async def test_logins_are_written_and_failed_ones_with_their_reason(world: AccountsWorld) -> None:
    await world.accounts.create("vera", PASSWORD, Role.VIEWER)
    await world.login("VERA")
    await world.refused("vera", "guessed secret")
    await world.accounts.disable("vera")
    await world.refused("vera")
    assert [entry for entry in _log(world) if entry[2].startswith("login")] == [
        ("vera", "198.51.100.7", "login", "", ""),
        ("vera", "203.0.113.9", "login_failed", "", "wrong username or password"),
        ("vera", "203.0.113.9", "login_failed", "", "the account is disabled"),
    ]


async def test_a_password_typed_as_the_username_is_not_written(world: AccountsWorld) -> None:
    await world.refused("my secret password", "x")
    assert _log(world) == [("an unknown account", "203.0.113.9", "login_failed", "", "wrong username or password")]


async def test_no_password_is_anywhere_in_the_log(world: AccountsWorld) -> None:
    await world.accounts.create("vera", PASSWORD, Role.VIEWER, by=ADA)
    login = await world.login()
    await world.accounts.change_own_password(login.identity, PASSWORD, "another secret", "198.51.100.7")
    await world.refused("vera", PASSWORD)
    assert _log(world)[2] == ("vera", "198.51.100.7", "password_changed", "vera", "")
    for secret in (PASSWORD, "another secret", login.identity.session_id, login.cookie):
        assert secret not in repr(_log(world))


async def test_what_was_done_stays_done_when_the_log_cannot_be_written(
    world: AccountsWorld, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        with world.database.write():
            raise OperationalError("INSERT", {}, Exception("disk I/O error"))

    monkeypatch.setattr("rca_dashboard.store.audit.add_entry", fail)
    with caplog.at_level(logging.ERROR):
        await AuditLog(world.database).write(ADA, Action.POLLING_STOPPED)
    assert "polling_stopped" in caplog.text.lower()
    assert "ada" in caplog.text
