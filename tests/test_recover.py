"""``python -m rca_dashboard.recover``: the last admin, locked out, gets in again."""

from pathlib import Path

import pytest

from rca_dashboard import recover as command
from rca_dashboard.access.identity import Role
from rca_dashboard.store.accounts import change_account
from rca_dashboard.store.engine import Database
from rca_dashboard.store.migrate import migrate
from tests.access.accounts_harness import PASSWORD, cookie
from tests.api.accounts.conftest import ADA, VERA, Desk
from tests.api.accounts.test_second_factor import enrol


@pytest.fixture
async def desk(tmp_path: Path) -> Desk:
    made = await Desk.made(tmp_path / "accounts.db")
    await made.harness.accounts.prepare_first_admin(ADA, PASSWORD)
    await made.harness.accounts.create(VERA, PASSWORD, Role.VIEWER)
    return made


async def test_a_locked_out_admin_gets_in_with_another_password_and_sets_up_another_app(desk: Desk) -> None:
    desk.require(Role.ADMIN)
    desk.harness.care_of()
    _, codes = await enrol(desk, ADA)
    mine = cookie(await desk.harness.login(VERA))
    desk.harness.care_of(Role.ADMIN)
    done = await command.recover(desk.harness.database, ADA.upper())
    assert done.had_factor
    assert done.password not in repr(done)
    assert (await desk.log_in(ADA)).code == "invalid_credentials"
    assert (await desk.log_in(ADA, done.password)).code == "password_change_required"
    chosen = await desk.log_in(ADA, done.password, new_password="chosen by its owner", code=codes[0])
    assert chosen.code == "second_factor_enrolment_required"
    # Nobody else's session ends.
    assert await desk.harness.sessions.identity(mine) is not None
    done_by = desk.audit("the command line")
    assert done_by == [("password_changed", ADA), ("second_factor_removed", ADA)]


async def test_it_ends_the_sessions_and_enables_the_account(desk: Desk) -> None:
    mine = cookie(await desk.harness.login(VERA))
    change_account(desk.harness.database, VERA, {"is_disabled": True})
    assert (await command.recover(desk.harness.database, VERA)).ended == 1
    desk.harness.pass_time(seconds=3)
    assert await desk.harness.sessions.identity(mine) is None
    assert ("account_enabled", VERA) in desk.audit("the command line")


async def test_an_account_that_is_not_there_or_has_no_password_is_refused_with_the_admins_that_are(desk: Desk) -> None:
    change_account(desk.harness.database, VERA, {"source": "oidc"})
    for name in ("nobody-here", VERA):
        with pytest.raises(command.RecoveryError, match="Admins with a password: ada"):
            await command.recover(desk.harness.database, name)


def test_the_command_says_in_one_line_what_was_done_or_why_nothing_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.argv", ["recover", "ada"])
    monkeypatch.setenv("DATABASE_URL", "sqlite:///here.db")
    assert command.main() == 1
    assert (
        capsys.readouterr().err
        == "The database sqlite:///here.db is missing or of another version: start the app once, then try again.\n"
    )
    database = Database("sqlite:///here.db")
    migrate(database)
    database.close()
    assert command.main() == 1
    assert capsys.readouterr().err == "Account ada not found. Admins with a password: none.\n"
