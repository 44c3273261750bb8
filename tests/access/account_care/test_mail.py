"""Mail with links, sent to a real SMTP server; what fails is said in our own words, and no log has the link."""

import asyncio
import logging
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, cast

import pytest
import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from rca_dashboard.access.account_care import mail
from rca_dashboard.access.account_care.mail import Letter, LinkMail, mail_server

LINK = "https://desk.example.com/login/#link=an-open-secret-of-a-test-that-no-log-may-have"
LETTER = Letter(to="ines@example.com", username="ines", purpose="invitation", link=LINK, until="2026-12-06 08:00 UTC")
SENDER = "Dashboard <dashboard@example.com>"


class Inbox:
    """What a server has received; each answer of it can be replaced."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.answer = "250 OK"
        self.at_recipient = "250 OK"

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802 - aiosmtpd's name
        envelope.rcpt_tos.append(address)
        return self.at_recipient

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - the same
        found = message_from_bytes(envelope.content, policy=policy.default)
        self.letters.append(cast("EmailMessage", found))
        return self.answer


Serve = Callable[..., tuple[Inbox, int]]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """A function that starts a server on this machine."""
    with ExitStack() as stack:

        def start(**options: Any) -> tuple[Inbox, int]:
            inbox, port = Inbox(), free_port()
            controller = Controller(inbox, hostname="127.0.0.1", port=port, **options)
            controller.start()
            stack.callback(controller.stop)
            return inbox, port

        yield start


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


async def send(port: int, *, scheme: str = "smtp", user: str = "", letter: Letter = LETTER) -> str:
    server = mail_server(f"{scheme}://{user}127.0.0.1:{port}", SENDER)
    return await LinkMail(server, "https://desk.example.com").send(letter)


async def test_a_link_arrives_whole(serve: Serve) -> None:
    inbox, port = serve()
    assert await send(port) == ""
    (letter,) = inbox.letters
    assert (letter["To"], letter["From"]) == ("ines@example.com", SENDER)
    assert letter["Auto-Submitted"] == "auto-generated"
    text = letter.get_content()
    assert LINK in text.splitlines()
    assert "invited to the dashboard as ines" in text


async def test_the_user_and_password_of_the_url_are_used_and_a_wrong_one_is_said(serve: Serve) -> None:
    asked: list[bytes] = []

    def check(_server: Any, _session: Any, _envelope: Any, _mechanism: str, sent: Any) -> AuthResult:
        asked.append(sent.password)
        is_right = sent.login == b"desk" and sent.password == b"p@ss/word"
        return AuthResult(success=is_right, handled=is_right)

    inbox, port = serve(authenticator=check, auth_require_tls=False)
    assert await send(port, user="desk:p%40ss%2Fword@") == ""
    assert "refused the user and password of SMTP_URL" in await send(port, user="desk:wrong@")
    assert (len(inbox.letters), asked[0]) == (1, b"p@ss/word")


async def test_a_server_whose_certificate_is_not_trusted_gets_nothing(serve: Serve) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(context)
    offering, port = serve(tls_context=context)
    assert "certificate" in await send(port)
    inside, tls_port = serve(ssl_context=context)
    assert "certificate" in await send(tls_port, scheme="smtps")
    assert (offering.letters, inside.letters) == ([], [])
    # Only who asks for it gets no encryption where there could be.
    assert await send(port, scheme="smtp+plain") == ""


async def test_elsewhere_a_server_without_starttls_gets_nothing(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    inbox, port = serve()
    monkeypatch.setattr(mail, "_is_this_machine", lambda _host: False)
    assert "offers no STARTTLS" in await send(port)
    assert inbox.letters == []


async def test_what_fails_is_said_in_our_words_and_no_log_has_the_link(
    serve: Serve, caplog: pytest.LogCaptureFixture
) -> None:
    inbox, port = serve()
    inbox.answer = f"554 refused for {LINK}"
    with caplog.at_level(logging.DEBUG):
        problems = [await send(port)]
        inbox.at_recipient = "550 no such user"
        problems.append(await send(port))
        problems.append(await send(free_port()))
    assert problems == [
        "the mail server refused the mail",
        "the mail server refused the address",
        "the mail server is not reachable",
    ]
    said = [each.getMessage() for each in caplog.records if each.name.startswith("rca_dashboard")]
    assert len(said) == 3
    assert "an-open-secret" not in str(said) + repr(LETTER)


@pytest.mark.parametrize("limit", ["_STEP_SECONDS", "_WHOLE_SECONDS"])
async def test_a_server_that_is_silent_ends_the_wait(limit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as silent:
        monkeypatch.setattr(mail, "_STEP_SECONDS", 2.0)
        monkeypatch.setattr(mail, limit, 0.2)
        assert "did not answer" in await asyncio.wait_for(send(silent.getsockname()[1]), 30)


async def test_an_address_cannot_bring_another_header(serve: Serve) -> None:
    inbox, port = serve()
    letter = Letter(to="a@b.example\nBcc: c@d.example", username="ines", purpose="reset", link=LINK, until="")
    assert await send(port, letter=letter) == "the address cannot be written in mail"
    assert inbox.letters == []
