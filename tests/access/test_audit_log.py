"""Account changes and logins are recorded in the audit log, without secrets."""

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
from tests.access.accounts_harness import PASSWORD, AccountsHarness

ADA = Actor("ada", "203.0.113.9")


@pytest.fixture
async def harness(tmp_path: Path) -> AsyncIterator[AccountsHarness]:
    database = Database(f"sqlite:///{tmp_path / 'accounts.db'}")
    migrate(database)
    made = AccountsHarness(database)
    await made.sessions.prepare()
    await made.accounts.prepare_first_admin("ada", PASSWORD)
    yield made
    database.close()


def _log(harness: AccountsHarness) -> list[tuple[str, str, str, str, str]]:
    """Return what the log holds but for the first account."""
    entries = entries_after(harness.database, 1, 100)
    return [(each.username, each.address, each.action, each.subject, each.detail) for each in entries]


async def test_each_change_of_an_account_names_who_did_it_and_from_where(harness: AccountsHarness) -> None:
    await harness.accounts.create("vera", PASSWORD, Role.VIEWER, by=ADA)
    await harness.accounts.set_role("vera", Role.AGENT, by=ADA)
    await harness.accounts.set_password("vera", "another secret", by=ADA)
    await harness.accounts.disable("vera", by=ADA)
    await harness.accounts.enable("vera", by=ADA)
    did = ("ada", "203.0.113.9")
    assert _log(harness) == [
        (*did, "account_created", "vera", "role viewer"),
        (*did, "role_changed", "vera", "role agent"),
        (*did, "password_changed", "vera", ""),
        (*did, "account_disabled", "vera", ""),
        (*did, "account_enabled", "vera", ""),
    ]


async def test_a_change_that_was_not_made_is_not_written(harness: AccountsHarness) -> None:
    with pytest.raises(AccountError):
        await harness.accounts.disable("ada", by=ADA)
    with pytest.raises(AccountError):
        await harness.accounts.create("vera", "short", Role.VIEWER, by=ADA)
    assert _log(harness) == []


async def test_logins_are_written_and_failed_ones_with_their_reason(harness: AccountsHarness) -> None:
    await harness.accounts.create("vera", PASSWORD, Role.VIEWER)
    await harness.login("VERA")
    await harness.refused("vera", "guessed secret")
    await harness.accounts.disable("vera")
    await harness.refused("vera")
    assert [entry for entry in _log(harness) if entry[2].startswith("login")] == [
        ("vera", "198.51.100.7", "login", "", ""),
        ("vera", "203.0.113.9", "login_failed", "", "wrong username or password"),
        ("vera", "203.0.113.9", "login_failed", "", "the account is disabled"),
    ]


async def test_a_password_typed_as_the_username_is_not_written(harness: AccountsHarness) -> None:
    await harness.refused("my secret password", "x")
    assert _log(harness) == [("an unknown account", "203.0.113.9", "login_failed", "", "wrong username or password")]


async def test_no_password_is_anywhere_in_the_log(harness: AccountsHarness) -> None:
    await harness.accounts.create("vera", PASSWORD, Role.VIEWER, by=ADA)
    login = await harness.login()
    await harness.accounts.change_own_password(login.identity, PASSWORD, "another secret", "198.51.100.7")
    await harness.refused("vera", PASSWORD)
    assert _log(harness)[2] == ("vera", "198.51.100.7", "password_changed", "vera", "")
    for secret in (PASSWORD, "another secret", login.identity.session_id, login.cookie):
        assert secret not in repr(_log(harness))


async def test_what_was_done_stays_done_when_the_log_cannot_be_written(
    harness: AccountsHarness, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        with harness.database.write():
            raise OperationalError("INSERT", {}, Exception("disk I/O error"))

    monkeypatch.setattr("rca_dashboard.store.audit.add_entry", fail)
    with caplog.at_level(logging.ERROR):
        await AuditLog(harness.database).write(ADA, Action.POLLING_STOPPED)
    assert "polling_stopped" in caplog.text.lower()
    assert "ada" in caplog.text
