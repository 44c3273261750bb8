"""Mail with a link that sets a password. It is sent while the admin waits, who still has the link if that fails."""

import asyncio
import logging
import smtplib
import ssl
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from ipaddress import ip_address
from urllib.parse import unquote, urlsplit

logger = logging.getLogger(__name__)

# One @, and letters, digits or the signs that need no quotes around them (RFC 5322, "atext").
MAIL_ADDRESS = r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*"
# Of each step of the conversation with the server, and of all of it.
_STEP_SECONDS = 10.0
_WHOLE_SECONDS = 20.0
_PORTS = {"smtp": 587, "smtps": 465, "smtp+plain": 25}
_SUBJECTS = {"invitation": "Your account on the dashboard", "reset": "A new password for the dashboard"}
_TEXTS = {
    "invitation": "you are invited to the dashboard as {username}. Choose a password here:",
    "reset": "an admin of the dashboard has sent you this link. Choose a new password for {username} here:",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """Where mail is sent, as ``SMTP_URL`` and ``SMTP_FROM`` say."""

    scheme: str
    host: str
    port: int
    username: str
    password: str
    sender: str

    def __repr__(self) -> str:
        """Return a representation without the password."""
        return f"MailServer({self.host!r}, {self.port})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What is sent to whom.

    Attributes:
        link: The whole address to open; it appears in no log.
        until: When the link ends, as text.
    """

    to: str
    username: str
    purpose: str
    link: str
    until: str

    def __repr__(self) -> str:
        """Return a representation without the link."""
        return f"Letter({self.purpose!r} for {self.username!r})"


class LinkMail:
    """Sends links.

    Args:
        server: Where mail is sent.
        home: The address of the app's pages.
    """

    def __init__(self, server: MailServer, home: str) -> None:
        self._server = server
        self.home = home
        # A server that sends a byte now and then outlives each step's limit: such threads are two at most.
        self._threads = ThreadPoolExecutor(max_workers=2, thread_name_prefix="mail")

    async def send(self, letter: Letter) -> str:
        """Send a letter; return what failed in a few words, or nothing."""
        sending = asyncio.get_running_loop().run_in_executor(self._threads, self._send, letter)
        try:
            async with asyncio.timeout(_WHOLE_SECONDS):
                await sending
        except (OSError, smtplib.SMTPException, ValueError) as error:
            problem = _problem(error)
            logger.warning("Mail to %s by %s failed: %s", letter.username, self._server.host, problem)
            return problem
        return ""

    def _send(self, letter: Letter) -> None:
        server, context = self._server, ssl.create_default_context()
        if server.scheme == "smtps":
            smtp = smtplib.SMTP_SSL(server.host, server.port, timeout=_STEP_SECONDS, context=context)
        else:
            smtp = smtplib.SMTP(server.host, server.port, timeout=_STEP_SECONDS)
        with smtp:
            smtp.ehlo()
            if server.scheme == "smtp" and (smtp.has_extn("starttls") or not _is_this_machine(server.host)):
                smtp.starttls(context=context)
                smtp.ehlo()
            if server.username:
                smtp.login(server.username, server.password)
            smtp.send_message(_message(letter, server.sender))


def mail_server(url: str, sender: str) -> MailServer:
    """Return the server of an ``SMTP_URL`` that has been checked."""
    parts = urlsplit(url)
    return MailServer(
        scheme=parts.scheme,
        host=parts.hostname or "",
        port=parts.port or _PORTS[parts.scheme],
        username=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        sender=sender,
    )


def _message(letter: Letter, sender: str) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"] = sender, letter.to
    message["Subject"] = _SUBJECTS[letter.purpose]
    message["Date"] = formatdate()
    message["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2].rstrip(">"))
    message["Auto-Submitted"] = "auto-generated"
    asked = _TEXTS[letter.purpose].format(username=letter.username)
    message.set_content(
        f"Hello,\n\n{asked}\n\n{letter.link}\n\nThe link works once, until {letter.until}. "
        "If you did not expect it, ignore this mail.\n",
        cte="quoted-printable",
    )
    return message


def _is_this_machine(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


# Our own words: a server may repeat what it was sent, and so the link. The first that fits counts.
_PROBLEMS: tuple[tuple[type[Exception], str], ...] = (
    (TimeoutError, f"the mail server did not answer within {_WHOLE_SECONDS:.0f} s"),
    (smtplib.SMTPAuthenticationError, "the mail server refused the user and password of SMTP_URL"),
    (smtplib.SMTPRecipientsRefused, "the mail server refused the address"),
    (
        smtplib.SMTPNotSupportedError,
        "the mail server offers no STARTTLS or login; use smtps://, or smtp+plain:// on a network that you trust",
    ),
    (smtplib.SMTPServerDisconnected, "the mail server did not answer in time, or ended the conversation"),
    (smtplib.SMTPResponseException, "the mail server refused the mail"),
    (ssl.SSLError, "the mail server's certificate or TLS is not valid"),
    (smtplib.SMTPException, "the mail server refused the mail"),
    (OSError, "the mail server is not reachable"),
    (ValueError, "the address cannot be written in mail"),
)


def _problem(error: Exception) -> str:
    return next(words for kind, words in _PROBLEMS if isinstance(error, kind))
