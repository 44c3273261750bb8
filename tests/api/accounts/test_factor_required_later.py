"""Sessions that began before their role required a second factor: they may set one up, and nothing else."""

import pytest

from rca_dashboard.access.identity import Identity, Role
from tests.access.accounts_harness import PASSWORD, cookie
from tests.api.accounts.conftest import ADA, VERA, Desk
from tests.api.accounts.test_second_factor import PATH, code_of


async def who_is(desk: Desk, cookies: str) -> Identity:
    """Return whom the gate sees, once what it knew is no longer fresh."""
    desk.harness.pass_time(seconds=3)
    found = await desk.harness.sessions.identity(cookies)
    assert found is not None
    return found


async def test_a_session_from_before_may_only_set_one_up_from_the_next_request_on(desk: Desk) -> None:
    mine, other, vera = [cookie(await desk.harness.login(name)) for name in (ADA, ADA, VERA)]
    desk.require(Role.ADMIN)
    assert (await who_is(desk, vera)).role is Role.VIEWER
    ada = await who_is(desk, mine)
    assert ada.role is Role.NOBODY
    for method, path in (("GET", "/auth/me"), ("GET", "/accounts"), ("POST", "/auth/tokens"), ("DELETE", "/teams/1")):
        refused = await desk.ask(ada, method, path)
        assert (refused.status, refused.code) == (401, "second_factor_enrolment_required"), path
    assert (await desk.ask(ada, "GET", PATH)).data["is_required"] is True
    assert (await desk.ask(ada, "POST", PATH, password="not the password")).code == "wrong_password"
    secret = (await desk.ask(ada, "POST", PATH, password=PASSWORD)).data["secret"]
    assert (await desk.ask(ada, "POST", f"{PATH}/confirm", code=code_of(desk, secret))).status == 200
    # This session goes on at once, and the other one, which began without a code, ends.
    found = await desk.harness.sessions.identity(mine)
    assert found is not None
    assert (found.role, found.must_enrol) == (Role.ADMIN, False)
    assert await desk.harness.sessions.identity(other) is None


async def test_a_session_from_before_can_be_logged_out(desk: Desk) -> None:
    mine = cookie(await desk.harness.login(ADA))
    desk.require(Role.ADMIN)
    assert (await desk.ask(await who_is(desk, mine), "POST", "/auth/logout")).status == 200
    assert await desk.harness.sessions.identity(mine) is None


@pytest.mark.parametrize("path", [f"{PATH}/recovery-codes", f"{PATH}/remove"])
async def test_what_belongs_to_a_second_factor_that_exists_is_not_for_such_a_session(desk: Desk, path: str) -> None:
    mine = cookie(await desk.harness.login(ADA))
    desk.require(Role.ADMIN)
    refused = await desk.ask(await who_is(desk, mine), "POST", path, password=PASSWORD)
    assert (refused.status, refused.code) == (401, "second_factor_enrolment_required")
