"""Invitations and resets by mail: where they go, and that the link stays the admin's whatever becomes of the mail."""

import pytest

from rca_dashboard.access.account_care.mail import Letter, LinkMail, mail_server
from rca_dashboard.access.identity import Role
from rca_dashboard.store.accounts import change_account
from tests.api.accounts.conftest import VERA, Desk
from tests.api.identities import ADMIN


class Outbox(LinkMail):
    """Keeps what would be sent; the conversation with a server is tested in ``tests/access/account_care``."""

    def __init__(self, problem: str = "") -> None:
        super().__init__(mail_server("smtp://127.0.0.1", "dashboard@example.com"), "https://desk.example.com")
        self.letters: list[Letter] = []
        self.problem = problem

    async def send(self, letter: Letter) -> str:
        self.letters.append(letter)
        return self.problem


async def test_an_invitation_is_sent_and_the_address_kept_for_resets(desk: Desk) -> None:
    desk.care.links.mail = outbox = Outbox()
    who = {"username": "ines", "role": "agent", "email": "ines@example.com"}
    invited = await desk.ask(ADMIN, "POST", "/accounts/invitations", **who)
    assert (invited.status, invited.data["mailed_to"], invited.data["mail_problem"]) == (201, who["email"], None)
    reset = await desk.ask(ADMIN, "POST", "/accounts/ines/reset-link")
    assert [(each.to, each.link) for each in outbox.letters] == [
        (who["email"], f"https://desk.example.com{answer.data['path']}") for answer in (invited, reset)
    ]


async def test_mail_that_fails_leaves_the_link_to_be_copied(desk: Desk) -> None:
    desk.care.links.mail = Outbox("the mail server is not reachable")
    invited = await desk.ask(ADMIN, "POST", "/accounts/invitations", username="ines@example.com", role="viewer")
    assert (invited.data["mailed_to"], invited.data["mail_problem"]) == (None, "the mail server is not reachable")
    assert invited.data["path"].startswith("/login/#link=")
    unknown = await desk.ask(ADMIN, "POST", f"/accounts/{VERA}/reset-link")
    assert unknown.data["mail_problem"] == "no e-mail address is known"


async def test_without_a_mail_server_nothing_is_said_of_mail(desk: Desk) -> None:
    created = await desk.ask(ADMIN, "POST", f"/accounts/{VERA}/reset-link")
    assert (created.data["mailed_to"], created.data["mail_problem"]) == (None, None)


@pytest.mark.parametrize("email", ["x", "a@b\nBcc: c@d", "a b@example.com", "a@b.example,c@d.example", "é@example.com"])
async def test_what_is_no_address_is_refused(desk: Desk, email: str) -> None:
    who = {"username": "ines", "role": "agent", "email": email}
    assert (await desk.ask(ADMIN, "POST", "/accounts/invitations", **who)).status == 422


async def test_where_single_sign_on_logs_people_in_only_admins_get_a_link(desk: Desk) -> None:
    desk.harness.sessions.password_login.least_role = Role.ADMIN
    refused = await desk.ask(ADMIN, "POST", "/accounts/invitations", username="ines", role="viewer")
    assert (refused.status, refused.code) == (409, "no_password_login")
    assert "Single sign-on logs people in here" in refused.body["error"]["message"]
    assert (await desk.ask(ADMIN, "POST", f"/accounts/{VERA}/reset-link")).code == "no_password_login"
    assert (await desk.ask(ADMIN, "POST", "/accounts/invitations", username="olga", role="admin")).status == 201
    change_account(desk.harness.database, VERA, {"role": "admin"})
    assert (await desk.ask(ADMIN, "POST", f"/accounts/{VERA}/reset-link")).status == 201
