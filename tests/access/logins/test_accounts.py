"""Accounts: what admins may do, and what nobody may."""

import asyncio
import logging
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from rca_dashboard.access.identity import Role
from rca_dashboard.access.logins.accounts import AccountError
from rca_dashboard.store.engine import Database
from rca_dashboard.store.migrate import migrate
from tests.access.accounts_harness import PASSWORD, AccountsWorld


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[AccountsWorld]:
    database = Database(f"sqlite:///{tmp_path / 'accounts.db'}")
    migrate(database)
    made = AccountsWorld(database)
    await made.sessions.prepare()
    yield made
    database.close()


async def code_of(coroutine: object) -> str:
    with pytest.raises(AccountError) as refusal:
        await coroutine  # pyright: ignore[reportGeneralTypeIssues]
    return refusal.value.code


async def test_the_first_admin_gets_a_password_that_is_printed_once(
    world: AccountsWorld, capsys: pytest.CaptureFixture[str]
) -> None:
    await world.accounts.prepare_first_admin("admin", "")
    printed = capsys.readouterr().out
    password = printed.partition("password ")[2].split()[0]
    assert (await world.login("admin", password)).identity.role is Role.ADMIN
    await world.accounts.prepare_first_admin("admin", "")
    assert capsys.readouterr().out == ""


async def test_a_password_that_is_set_later_changes_nothing_and_that_is_said(
    world: AccountsWorld, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    await world.accounts.prepare_first_admin("root", PASSWORD)
    assert capsys.readouterr().out == ""
    with caplog.at_level(logging.WARNING):
        await world.accounts.prepare_first_admin("ROOT", PASSWORD)
        assert caplog.text == ""
        await world.accounts.prepare_first_admin("root", "another password")
    assert "they change nothing" in caplog.text
    assert "another password" not in caplog.text
    assert (await world.refused("root", "another password")).reason == "wrong"
    await world.login("root")


async def test_two_workers_that_start_at_once_make_one_admin(
    world: AccountsWorld, capsys: pytest.CaptureFixture[str]
) -> None:
    other = AccountsWorld(world.database)
    await asyncio.gather(*(each.accounts.prepare_first_admin("admin", "") for each in (world, other)))
    assert capsys.readouterr().out.count("password ") == 1
    assert [account.username for account in await world.accounts.all()] == ["admin"]


async def test_two_names_do_not_differ_by_case_or_by_the_form_of_a_letter(world: AccountsWorld) -> None:
    await world.accounts.create("Jürgen", PASSWORD, Role.VIEWER)
    for name in (
        "jürgen",
        "JÜRGEN",
        "JU\N{COMBINING DIAERESIS}RGEN".replace("\N{COMBINING DIAERESIS}", ""),
        " Jürgen ",
    ):
        if name.strip().lower() != "jurgen":
            assert await code_of(world.accounts.create(name, PASSWORD, Role.VIEWER)) == "username_taken"
    await world.login("jÜrgen")


@pytest.mark.parametrize("name", ["", " ", "a b", "a/b", "<b>", "x" * 65, "a\0b", "=cmd", "a\nb"])
async def test_a_name_is_letters_digits_and_a_few_signs(world: AccountsWorld, name: str) -> None:
    assert await code_of(world.accounts.create(name, PASSWORD, Role.VIEWER)) == "invalid_username"


async def test_a_password_has_10_to_200_characters(world: AccountsWorld) -> None:
    for password in ("", "123456789", "x" * 201):
        assert await code_of(world.accounts.create("vera", password, Role.VIEWER)) == "invalid_password"
    await world.accounts.create("vera", "x" * 200, Role.VIEWER)
    assert await code_of(world.accounts.set_password("vera", "short")) == "invalid_password"
    await world.login("vera", "x" * 200)


async def test_the_last_enabled_admin_is_neither_disabled_nor_demoted(world: AccountsWorld) -> None:
    await world.accounts.prepare_first_admin("ada", PASSWORD)
    await world.accounts.create("eve", PASSWORD, Role.ADMIN)
    await world.accounts.disable("eve")
    login = await world.login("ada")
    assert await code_of(world.accounts.disable("ada")) == "last_admin"
    assert await code_of(world.accounts.set_role("ADA", Role.AGENT)) == "last_admin"
    assert await world.is_in(login)  # nothing was changed, and no login ended
    await world.accounts.enable("eve")
    await world.accounts.set_role("ada", Role.AGENT)
    assert not await world.is_in(login)
    assert (await world.login("ada")).identity.role is Role.AGENT


async def test_two_admins_who_demote_each_other_at_once_leave_one(world: AccountsWorld) -> None:
    await world.accounts.prepare_first_admin("ada", PASSWORD)
    await world.accounts.create("eve", PASSWORD, Role.ADMIN)
    outcomes = await asyncio.gather(
        world.accounts.disable("ada"), world.accounts.set_role("eve", Role.VIEWER), return_exceptions=True
    )
    assert sorted(type(each).__name__ for each in outcomes) == ["AccountError", "NoneType"]


@pytest.mark.parametrize("change", ["disable", "role", "password"])
async def test_what_an_admin_changes_ends_that_accounts_logins_and_no_others(world: AccountsWorld, change: str) -> None:
    for name in ("vera", "agnes"):
        await world.accounts.create(name, PASSWORD, Role.VIEWER)
    changed, other = await world.login("vera"), await world.login("agnes")
    assert await world.is_in(changed)
    match change:
        case "disable":
            await world.accounts.disable("vera")
        case "role":
            await world.accounts.set_role("vera", Role.AGENT)
        case "password":
            await world.accounts.set_password("vera", "a new password")
    assert not await world.is_in(changed)
    assert await world.is_in(other)


async def test_a_change_of_ones_own_password_asks_for_the_old_one_and_is_slowed_like_a_login(
    world: AccountsWorld,
) -> None:
    await world.accounts.create("vera", PASSWORD, Role.VIEWER)
    mine, other = await world.login("vera"), await world.login("vera")

    def change(old: str) -> object:
        return world.accounts.change_own_password(mine.identity, old, "a new password", "198.51.100.7")

    codes = [await code_of(change("wrong")) for _ in range(5)]
    assert codes == ["wrong_password"] * 4 + ["too_many_attempts"]
    world.pass_time(seconds=2)
    await change(PASSWORD)  # pyright: ignore[reportGeneralTypeIssues]
    assert await world.is_in(mine)
    assert not await world.is_in(other)


async def test_an_account_that_is_not_there_cannot_be_changed(world: AccountsWorld) -> None:
    assert await code_of(world.accounts.disable("nobody")) == "unknown_account"
    assert await code_of(world.accounts.set_role("nobody", Role.VIEWER)) == "unknown_account"
    await world.accounts.create("vera", PASSWORD, Role.VIEWER)
    assert await code_of(world.accounts.set_role("vera", Role.NOBODY)) == "invalid_role"
