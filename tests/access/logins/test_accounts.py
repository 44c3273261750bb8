"""Accounts: what admins may do, and what no one may."""

import asyncio
import logging
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from rca_dashboard.access.identity import Role
from rca_dashboard.access.logins.accounts import AccountError
from rca_dashboard.store.engine import Database
from rca_dashboard.store.migrate import migrate
from tests.access.accounts_harness import PASSWORD, AccountsHarness


@pytest.fixture
async def harness(tmp_path: Path) -> AsyncIterator[AccountsHarness]:
    database = Database(f"sqlite:///{tmp_path / 'accounts.db'}")
    migrate(database)
    made = AccountsHarness(database)
    await made.sessions.prepare()
    yield made
    database.close()


async def code_of(coroutine: object) -> str:
    with pytest.raises(AccountError) as refusal:
        await coroutine  # pyright: ignore[reportGeneralTypeIssues]
    return refusal.value.code


async def test_the_first_admin_gets_a_password_that_is_printed_once(
    harness: AccountsHarness, capsys: pytest.CaptureFixture[str]
) -> None:
    await harness.accounts.prepare_first_admin("admin", "")
    printed = capsys.readouterr().out
    password = printed.partition("password ")[2].split()[0]
    assert (await harness.refused("admin", password)).reason == "password_change"
    await harness.accounts.prepare_first_admin("admin", "")
    assert capsys.readouterr().out == ""


async def test_a_password_that_is_set_later_changes_nothing_and_that_is_said(
    harness: AccountsHarness, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    await harness.accounts.prepare_first_admin("root", PASSWORD)
    assert capsys.readouterr().out == ""
    with caplog.at_level(logging.WARNING):
        await harness.accounts.prepare_first_admin("ROOT", PASSWORD)
        assert caplog.text == ""
        await harness.accounts.prepare_first_admin("root", "another password")
    assert "are ignored" in caplog.text
    assert "another password" not in caplog.text
    assert (await harness.refused("root", "another password")).reason == "wrong"
    await harness.login("root")


async def test_two_workers_that_start_at_once_make_one_admin(
    harness: AccountsHarness, capsys: pytest.CaptureFixture[str]
) -> None:
    other = AccountsHarness(harness.database)
    await asyncio.gather(*(each.accounts.prepare_first_admin("admin", "") for each in (harness, other)))
    assert capsys.readouterr().out.count("password ") == 1
    assert [account.username for account in await harness.accounts.all()] == ["admin"]


async def test_two_names_do_not_differ_by_case_or_by_the_form_of_a_letter(harness: AccountsHarness) -> None:
    await harness.accounts.create("Jürgen", PASSWORD, Role.VIEWER)
    for name in (
        "jürgen",
        "JÜRGEN",
        "JU\N{COMBINING DIAERESIS}RGEN".replace("\N{COMBINING DIAERESIS}", ""),
        " Jürgen ",
    ):
        if name.strip().lower() != "jurgen":
            assert await code_of(harness.accounts.create(name, PASSWORD, Role.VIEWER)) == "username_taken"
    await harness.login("jÜrgen")


@pytest.mark.parametrize("name", ["", " ", "a b", "a/b", "<b>", "x" * 65, "a\0b", "=cmd", "a\nb"])
async def test_a_name_is_letters_digits_and_a_few_signs(harness: AccountsHarness, name: str) -> None:
    assert await code_of(harness.accounts.create(name, PASSWORD, Role.VIEWER)) == "invalid_username"


async def test_a_password_has_10_to_200_characters(harness: AccountsHarness) -> None:
    for password in ("", "123456789", "x" * 201):
        assert await code_of(harness.accounts.create("vera", password, Role.VIEWER)) == "invalid_password"
    await harness.accounts.create("vera", "x" * 200, Role.VIEWER)
    assert await code_of(harness.accounts.set_password("vera", "short")) == "invalid_password"
    await harness.login("vera", "x" * 200)


async def test_the_last_enabled_admin_is_neither_disabled_nor_demoted(harness: AccountsHarness) -> None:
    await harness.accounts.prepare_first_admin("ada", PASSWORD)
    await harness.accounts.create("eve", PASSWORD, Role.ADMIN)
    await harness.accounts.disable("eve")
    login = await harness.login("ada")
    assert await code_of(harness.accounts.disable("ada")) == "last_admin"
    assert await code_of(harness.accounts.set_role("ADA", Role.AGENT)) == "last_admin"
    assert await harness.is_in(login)  # nothing was changed, and no login ended
    await harness.accounts.enable("eve")
    await harness.accounts.set_role("ada", Role.AGENT)
    assert not await harness.is_in(login)
    assert (await harness.login("ada")).identity.role is Role.AGENT


async def test_two_admins_who_demote_each_other_at_once_leave_one(harness: AccountsHarness) -> None:
    await harness.accounts.prepare_first_admin("ada", PASSWORD)
    await harness.accounts.create("eve", PASSWORD, Role.ADMIN)
    outcomes = await asyncio.gather(
        harness.accounts.disable("ada"), harness.accounts.set_role("eve", Role.VIEWER), return_exceptions=True
    )
    assert sorted(type(each).__name__ for each in outcomes) == ["AccountError", "NoneType"]


@pytest.mark.parametrize("change", ["disable", "role", "password"])
async def test_what_an_admin_changes_ends_that_accounts_logins_and_no_others(
    harness: AccountsHarness, change: str
) -> None:
    for name in ("vera", "agnes"):
        await harness.accounts.create(name, PASSWORD, Role.VIEWER)
    changed, other = await harness.login("vera"), await harness.login("agnes")
    assert await harness.is_in(changed)
    match change:
        case "disable":
            await harness.accounts.disable("vera")
        case "role":
            await harness.accounts.set_role("vera", Role.AGENT)
        case "password":
            await harness.accounts.set_password("vera", "a new password")
    assert not await harness.is_in(changed)
    assert await harness.is_in(other)


async def test_changing_your_password_requires_the_old_one_and_is_throttled_like_a_login(
    harness: AccountsHarness,
) -> None:
    await harness.accounts.create("vera", PASSWORD, Role.VIEWER)
    mine, other = await harness.login("vera"), await harness.login("vera")

    def change(old: str) -> object:
        return harness.accounts.change_own_password(mine.identity, old, "a new password", "198.51.100.7")

    codes = [await code_of(change("wrong")) for _ in range(5)]
    assert codes == ["wrong_password"] * 4 + ["too_many_attempts"]
    harness.pass_time(seconds=2)
    await change(PASSWORD)  # pyright: ignore[reportGeneralTypeIssues]
    assert await harness.is_in(mine)
    assert not await harness.is_in(other)


async def test_an_account_that_is_not_there_cannot_be_changed(harness: AccountsHarness) -> None:
    assert await code_of(harness.accounts.disable("nobody")) == "unknown_account"
    assert await code_of(harness.accounts.set_role("nobody", Role.VIEWER)) == "unknown_account"
    await harness.accounts.create("vera", PASSWORD, Role.VIEWER)
    assert await code_of(harness.accounts.set_role("vera", Role.NOBODY)) == "invalid_role"
