"""The second factor: set up, asked for, used once, required by role, and reset by an admin."""

import asyncio

from pyotp.totp import TOTP
from sqlalchemy import select

from rca_dashboard.access.identity import NOBODY, Identity, Role
from rca_dashboard.store.schema.accounts import RECOVERY_CODE
from tests.access.accounts_harness import PASSWORD
from tests.api.accounts.conftest import ADA, VERA, Desk
from tests.api.identities import ADMIN

PATH = "/auth/second-factor"
# As she is after her login; her session is not looked at here.
VERA_NOW = Identity(VERA, Role.VIEWER)


def code_of(desk: Desk, secret: str, steps: int = 0) -> str:
    """Return the code that an app shows, a number of periods from now."""
    return TOTP(secret).at(desk.harness.at, counter_offset=steps)


async def enrol(desk: Desk, username: str = VERA) -> tuple[str, list[str]]:
    """Set up an app; return its secret and the recovery codes. Afterwards a period has passed."""
    who = await desk.person(username)
    secret = (await desk.ask(who, "POST", PATH, password=PASSWORD)).data["secret"]
    answer = await desk.ask(who, "POST", f"{PATH}/confirm", code=code_of(desk, secret))
    assert answer.status == 200, answer.body
    desk.harness.pass_time(minutes=2)
    return secret, answer.data["recovery_codes"]


async def test_once_set_up_a_login_needs_a_code_and_gets_no_cookie_before(desk: Desk) -> None:
    secret, codes = await enrol(desk)
    missing = await desk.log_in(VERA)
    assert (missing.status, missing.code, missing.cookie) == (401, "second_factor_required", "")
    wrong = await desk.log_in(VERA, code="000000" if code_of(desk, secret) != "000000" else "000001")
    assert (wrong.status, wrong.code, wrong.cookie) == (401, "invalid_code", "")
    assert (await desk.log_in(VERA, code=code_of(desk, secret))).cookie
    assert len(set(codes)) == 10
    assert ("second_factor_added", VERA) in desk.audit(VERA)


async def test_an_enrolment_that_is_not_confirmed_asks_for_nothing_and_needs_the_password(desk: Desk) -> None:
    vera = await desk.person(VERA)
    assert (await desk.ask(vera, "POST", PATH, password="not the password")).code == "wrong_password"
    begun = await desk.ask(vera, "POST", PATH, password=PASSWORD)
    assert begun.data["uri"].startswith("otpauth://totp/")
    assert begun.data["qr_code"].startswith("data:image/svg+xml")
    assert (await desk.ask(vera, "POST", f"{PATH}/confirm", code="12345")).code == "invalid_code"
    assert (await desk.log_in(VERA)).status == 200


async def test_a_code_is_accepted_once_even_by_many_at_once(desk: Desk) -> None:
    secret, _ = await enrol(desk)
    code = code_of(desk, secret)
    answers = await asyncio.gather(*(desk.log_in(VERA, code=code) for _ in range(3)))
    assert sorted(answer.status for answer in answers) == [200, 401, 401]
    earlier = code_of(desk, secret, -1)
    assert (await desk.log_in(VERA, code=earlier)).code == "invalid_code"


async def test_a_clock_may_be_one_period_off_and_no_more(desk: Desk) -> None:
    secret, _ = await enrol(desk)
    for steps, status in ((-2, 401), (2, 401), (-1, 200), (1, 200)):
        answer = await desk.log_in(VERA, code=code_of(desk, secret, steps))
        assert answer.status == status, steps
        desk.harness.pass_time(minutes=10)


async def test_the_code_that_confirms_an_app_does_not_log_in_too(desk: Desk) -> None:
    vera = await desk.person(VERA)
    secret = (await desk.ask(vera, "POST", PATH, password=PASSWORD)).data["secret"]
    code = code_of(desk, secret)
    assert (await desk.ask(vera, "POST", f"{PATH}/confirm", code=code)).status == 200
    assert (await desk.log_in(VERA, code=code)).code == "invalid_code"


async def test_a_recovery_code_works_once_and_is_not_in_the_database(desk: Desk) -> None:
    _, codes = await enrol(desk)
    with desk.harness.database.read() as session:
        rows = [str(tuple(row)) for row in session.connection().execute(select(RECOVERY_CODE))]
    assert len(rows) == 10
    assert not any(part in row for row in rows for part in (codes[0], codes[0].replace("-", "")))
    assert (await desk.log_in(VERA, code=codes[0].upper().replace("-", " "))).status == 200
    assert (await desk.log_in(VERA, code=codes[0])).code == "invalid_code"
    assert (await desk.ask(VERA_NOW, "GET", PATH)).data["recovery_codes_left"] == 9


async def test_guesses_are_slowed_as_passwords_are_and_a_right_password_frees_none(desk: Desk) -> None:
    secret, _ = await enrol(desk)
    outcomes: list[str] = []
    for _ in range(6):
        outcomes.append((await desk.log_in(VERA, code="x")).code)
        # An attacker who knows the password asks for the code in between.
        outcomes.append((await desk.log_in(VERA)).code)
    assert "too_many_attempts" in outcomes[:10]
    assert outcomes[-2:] == ["too_many_attempts"] * 2
    desk.harness.pass_time(minutes=20)
    assert (await desk.log_in(VERA, code=code_of(desk, secret))).status == 200


async def test_a_role_that_requires_one_sets_it_up_at_the_login(desk: Desk) -> None:
    desk.require(Role.ADMIN)
    assert (await desk.log_in(VERA)).status == 200
    refused = await desk.log_in(ADA)
    assert (refused.status, refused.code, refused.cookie) == (401, "second_factor_enrolment_required", "")
    path = "/auth/login/second-factor"
    assert (await desk.ask(NOBODY, "POST", path, username=ADA, password="wrong")).code == "invalid_credentials"
    assert (await desk.ask(NOBODY, "POST", path, username=VERA, password=PASSWORD)).status == 409
    secret = (await desk.ask(NOBODY, "POST", path, username=ADA, password=PASSWORD)).data["secret"]
    assert (await desk.log_in(ADA, code="x")).code == "invalid_code"
    done = await desk.log_in(ADA, code=code_of(desk, secret))
    assert done.cookie
    assert len(done.data["recovery_codes"]) == 10
    # Whoever knows the password alone cannot put another app in its place.
    assert (await desk.ask(NOBODY, "POST", path, username=ADA, password=PASSWORD)).status == 409
    assert (await desk.log_in(ADA)).code == "second_factor_required"
    remove = await desk.ask(ADMIN, "POST", f"{PATH}/remove", password=PASSWORD)
    assert (remove.status, remove.code) == (409, "second_factor_required")


async def test_an_owner_renews_recovery_codes_and_removes_it_with_the_password(desk: Desk) -> None:
    _, codes = await enrol(desk)
    vera = VERA_NOW
    assert (await desk.ask(vera, "POST", f"{PATH}/recovery-codes", password="wrong")).code == "wrong_password"
    renewed = (await desk.ask(vera, "POST", f"{PATH}/recovery-codes", password=PASSWORD)).data["recovery_codes"]
    assert not set(codes) & set(renewed)
    assert (await desk.log_in(VERA, code=codes[0])).code == "invalid_code"
    assert (await desk.ask(vera, "POST", PATH, password=PASSWORD)).code == "second_factor_exists"
    assert (await desk.ask(vera, "POST", f"{PATH}/remove", password="wrong")).code == "wrong_password"
    assert (await desk.ask(vera, "POST", f"{PATH}/remove", password=PASSWORD)).status == 200
    assert (await desk.log_in(VERA)).status == 200
    assert ("second_factor_removed", VERA) in desk.audit(VERA)


async def test_an_admin_resets_that_of_another_whose_device_is_lost(desk: Desk) -> None:
    secret, codes = await enrol(desk)
    login = await desk.log_in(VERA, code=code_of(desk, secret))
    assert (await desk.ask(ADMIN, "DELETE", f"/accounts/{VERA}/second-factor")).status == 200
    assert await desk.harness.sessions.identity(login.cookie) is None
    assert (await desk.log_in(VERA)).status == 200
    assert (await desk.log_in(VERA, code=codes[0])).status == 200  # a code that nobody asked for is not looked at
    assert ("second_factor_removed", VERA) in desk.audit(ADA)
    assert (await desk.ask(ADMIN, "DELETE", f"/accounts/{VERA}/second-factor")).code == "no_second_factor"
    assert (await desk.ask(ADMIN, "DELETE", "/accounts/nobody-here/second-factor")).status == 404
