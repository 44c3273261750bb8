"""Invitations and resets by link: one use, expiring, hashed in the database, and in the audit log."""

import asyncio

from sqlalchemy import select

from rca_dashboard.access.identity import NOBODY
from rca_dashboard.store.schema.accounts import PASSWORD_LINK
from tests.access.accounts_harness import PASSWORD
from tests.api.accounts.conftest import ADA, VERA, Desk
from tests.api.identities import ADMIN, AGENT

NEW = "chosen by its owner"


def secret_in(path: str) -> str:
    page, _, secret = path.partition("#link=")
    assert page == "/login/"
    return secret


async def invite(desk: Desk, username: str = "ines", role: str = "agent") -> str:
    answer = await desk.ask(ADMIN, "POST", "/accounts/invitations", username=username, role=role)
    assert answer.status == 201, answer.body
    return secret_in(answer.data["path"])


async def reset_link(desk: Desk, username: str = VERA) -> str:
    answer = await desk.ask(ADMIN, "POST", f"/accounts/{username}/reset-link")
    assert answer.status == 201, answer.body
    return secret_in(answer.data["path"])


async def use(desk: Desk, link: str, password: str = NEW) -> int:
    return (await desk.ask(NOBODY, "POST", "/auth/password-link/use", link=link, password=password)).status


async def test_who_is_invited_chooses_a_password_once_and_can_log_in_only_then(desk: Desk) -> None:
    link = await invite(desk)
    assert (await desk.log_in("ines", "")).code == "invalid_credentials"
    opened = await desk.ask(NOBODY, "POST", "/auth/password-link", link=link)
    assert (opened.data["username"], opened.data["purpose"]) == ("ines", "invitation")
    assert await use(desk, link, "short") == 422
    assert await use(desk, link) == 200
    assert (await desk.log_in("ines", NEW)).data == {"username": "ines", "role": "agent"}
    assert await use(desk, link, "another password") == 404
    assert ("invited", "ines") in desk.audit(ADA)
    assert ("password_changed", "ines") in desk.audit("ines")


async def test_a_reset_ends_every_session_and_until_then_the_old_password_counts(desk: Desk) -> None:
    link = await reset_link(desk)
    login = await desk.harness.login(VERA)
    assert await use(desk, link) == 200
    assert not await desk.harness.is_in(login)
    assert (await desk.log_in(VERA)).code == "invalid_credentials"
    assert (await desk.log_in(VERA, NEW)).status == 200
    assert ("reset_link_created", VERA) in desk.audit(ADA)


async def test_a_link_expires_and_a_newer_one_replaces_it(desk: Desk) -> None:
    first, second = await reset_link(desk), await reset_link(desk)
    assert await use(desk, first) == 404
    desk.harness.pass_time(hours=24)
    assert await use(desk, second) == 404
    invitation = await invite(desk)
    desk.harness.pass_time(days=6, hours=23)
    assert await use(desk, invitation) == 200


async def test_of_many_who_use_a_link_at_once_one_does(desk: Desk) -> None:
    link = await reset_link(desk)
    statuses = await asyncio.gather(*(use(desk, link, f"{NEW} {number}") for number in range(4)))
    assert sorted(statuses) == [200, 404, 404, 404]


async def test_the_database_holds_no_link_that_could_be_used(desk: Desk) -> None:
    link = await reset_link(desk)
    with desk.harness.database.read() as session:
        (row,) = session.connection().execute(select(PASSWORD_LINK)).mappings()
    assert link not in str(dict(row))
    assert await use(desk, row["hash"]) == 404


async def test_a_disabled_account_is_not_opened_by_its_link(desk: Desk) -> None:
    link = await reset_link(desk)
    await desk.harness.accounts.disable(VERA)
    assert await use(desk, link) == 404
    refused = await desk.ask(ADMIN, "POST", f"/accounts/{VERA}/reset-link")
    assert (refused.status, refused.code) == (409, "account_disabled")


async def test_what_an_invitation_may_not_say(desk: Desk) -> None:
    for body, status in (
        ({"username": VERA.upper(), "role": "viewer"}, 409),
        ({"username": "two words", "role": "viewer"}, 422),
        ({"username": "ines", "role": "owner"}, 422),
    ):
        assert (await desk.ask(ADMIN, "POST", "/accounts/invitations", **body)).status == status
    assert (await desk.ask(ADMIN, "POST", "/accounts/nobody-here/reset-link")).status == 404


async def test_only_admins_create_links_and_a_wrong_one_says_nothing_about_accounts(desk: Desk) -> None:
    assert (await desk.ask(AGENT, "POST", f"/accounts/{VERA}/reset-link")).status == 403
    assert (await desk.ask(NOBODY, "POST", f"/accounts/{VERA}/reset-link")).status == 401
    answers = [await desk.ask(NOBODY, "POST", "/auth/password-link", link=link) for link in ("x", "x" * 43, VERA)]
    assert {(answer.status, answer.code) for answer in answers} == {(404, "invalid_link")}
    assert (await desk.log_in(VERA, PASSWORD)).status == 200
