"""Accounts as admins see them: who is idle, where they are logged in, and a generated password that has to go."""

from pathlib import Path

import pytest

from rca_dashboard.access.identity import NOBODY, TokenScope
from rca_dashboard.domain.audit import Actor
from tests.api.accounts.conftest import ADA, VERA, Desk
from tests.api.identities import ADMIN, VIEWER


async def row(desk: Desk, username: str) -> dict[str, object]:
    listed = (await desk.ask(ADMIN, "GET", "/accounts")).data
    return next(each for each in listed if each["username"] == username)


async def test_an_account_is_idle_since_its_last_login_or_the_last_use_of_its_token(desk: Desk) -> None:
    desk.harness.pass_time(days=3)
    assert (await row(desk, VERA))["idle_days"] == 3
    assert (await row(desk, VERA))["last_seen_at"] is None
    vera = await desk.person(VERA)
    desk.harness.pass_time(days=100)
    assert (await row(desk, VERA))["idle_days"] == 100
    assert (await row(desk, ADA))["idle_days"] == 103
    tokens = desk.tokens
    created = await tokens.create(
        vera, name="export", role=vera.role, scopes=[TokenScope.TICKETS], days=1, by=Actor(VERA)
    )
    assert await tokens.identity(created.secret, "203.0.113.9")
    await tokens.touch()
    assert (await row(desk, VERA))["idle_days"] == 0


async def test_an_admin_sees_the_devices_of_others_and_logs_them_out(desk: Desk) -> None:
    assert (await desk.log_in(VERA)).status == 200
    other = await desk.harness.login(VERA)
    path = f"/accounts/{VERA}/sessions"
    listed = (await desk.ask(ADMIN, "GET", path)).data
    assert {each["device"] for each in listed} == {"Firefox on Windows", "Unknown device"}
    one = next(each["id"] for each in listed if each["id"] == other.identity.session_id)
    assert (await desk.ask(ADMIN, "DELETE", f"{path}/{one}")).data == {"ended": 1}
    assert not await desk.harness.is_in(other)
    assert (await desk.ask(ADMIN, "DELETE", f"{path}/{one}")).status == 404
    assert (await desk.ask(ADMIN, "DELETE", path)).data == {"ended": 1}
    assert (await desk.ask(ADMIN, "GET", path)).data == []
    assert (await desk.ask(ADMIN, "GET", "/accounts/nobody-here/sessions")).status == 404
    assert desk.audit(ADA).count(("logins_ended", VERA)) == 2
    # A session of one account is not ended under another's name.
    mine = await desk.harness.login(ADA)
    assert (await desk.ask(ADMIN, "DELETE", f"{path}/{mine.identity.session_id}")).status == 404
    assert await desk.harness.is_in(mine)


@pytest.mark.parametrize("who", [VIEWER, NOBODY])
async def test_nobody_but_an_admin_sees_accounts_or_sessions_of_others(desk: Desk, who: object) -> None:
    session_id = (await desk.harness.login(ADA)).identity.session_id
    for method, path in (
        ("GET", "/accounts"),
        ("GET", f"/accounts/{ADA}/sessions"),
        ("DELETE", f"/accounts/{ADA}/sessions"),
        ("DELETE", f"/accounts/{ADA}/sessions/{session_id}"),
        ("DELETE", f"/accounts/{ADA}/second-factor"),
        ("POST", "/accounts/invitations"),
    ):
        answer = await desk.ask(who, method, path)  # pyright: ignore[reportArgumentType]
        assert answer.status == (401 if who is NOBODY else 403), path


async def test_a_generated_password_opens_nothing_until_it_is_changed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = await Desk.made(tmp_path / "first.db")
    await desk.harness.accounts.prepare_first_admin("root", "")
    generated = capsys.readouterr().out.partition("password ")[2].split()[0]
    answer = await desk.log_in("root", generated)
    assert (answer.status, answer.code, answer.cookie) == (401, "password_change_required", "")
    for refused in ("short", generated, "root"):
        again = await desk.log_in("root", generated, new_password=refused)
        assert (again.status, again.code, again.cookie) == (422, "invalid_password", "")
    assert (await desk.log_in("root", generated, new_password="a password of mine")).cookie
    assert (await desk.log_in("root", generated)).code == "invalid_credentials"
    assert (await desk.log_in("root", "a password of mine")).status == 200
    assert not (await row(desk, "root"))["must_change_password"]
    assert ("password_changed", "root") in desk.audit("root")
    desk.harness.database.close()


async def test_whoever_does_not_know_a_generated_password_does_not_learn_that_it_is_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = await Desk.made(tmp_path / "first.db")
    await desk.harness.accounts.prepare_first_admin("root", "")
    capsys.readouterr()
    answer = await desk.log_in("root", "not the password", new_password="a password of mine")
    assert answer.code == "invalid_credentials"
    desk.harness.database.close()
