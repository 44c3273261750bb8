"""Links by which people choose a password themselves: an admin copies the link, and it works once."""

import asyncio
import re
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256

from rca_dashboard.access.account_care.mail import Letter, LinkMail
from rca_dashboard.access.identity import Role
from rca_dashboard.access.logins.account_views import AccountError
from rca_dashboard.access.logins.accounts import Accounts
from rca_dashboard.access.logins.passwords import Passwords
from rca_dashboard.access.logins.sessions import Sessions
from rca_dashboard.access.logins.usernames import account_key
from rca_dashboard.clock import Clock, utc_now
from rca_dashboard.domain.audit import Action, Actor
from rca_dashboard.store.access import password_links as stored
from rca_dashboard.store.access.password_links import StoredLink
from rca_dashboard.store.accounts import Account, find_account
from rca_dashboard.store.engine import Database

INVITATION, RESET = "invitation", "reset"
# An invitation waits for a person's first day; a reset is for somebody who is locked out now.
LASTS = {INVITATION: timedelta(days=7), RESET: timedelta(hours=24)}
_NO_PASSWORDS = (
    "Single sign-on logs people in here (AUTH_MODE): they appear at their first login. "
    "Only admins can have a password, for an emergency."
)
_SECRET = re.compile(r"[A-Za-z0-9_-]{43}")


@dataclass(frozen=True, slots=True, kw_only=True)
class CreatedLink:
    """A new link; ``secret`` is shown this once.

    Attributes:
        mailed_to: The address that the link was sent to; empty if it was not.
        mail_problem: Why it was not sent; empty if it was, or if the dashboard sends no mail.
    """

    username: str
    purpose: str
    expires_at: datetime
    secret: str
    mailed_to: str = ""
    mail_problem: str = ""

    @property
    def path(self) -> str:
        """The page to open. Browsers keep what follows the ``#`` to themselves, so that no log contains it."""
        return f"/login/#link={self.secret}"

    def __repr__(self) -> str:
        """Return a representation without the secret."""
        return f"CreatedLink({self.purpose!r} of {self.username!r})"


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkView:
    """A link as the person sees it who has opened it."""

    username: str
    purpose: str
    expires_at: datetime


class PasswordLinks:
    """Creates links for admins, and sets the password of whoever opens one.

    Args:
        database: Its tables must exist before the first call.
        accounts: Creates the accounts of people who are invited.
        passwords: Hashes passwords.
        sessions: Notified of sessions that end; its audit log is used.
        now: The server's clock.

    Attributes:
        mail: Sends links; None if admins copy them.
    """

    def __init__(
        self, database: Database, accounts: Accounts, passwords: Passwords, sessions: Sessions, now: Clock = utc_now
    ) -> None:
        self.mail: LinkMail | None = None
        self._database = database
        self._accounts = accounts
        self._passwords = passwords
        self._sessions = sessions
        self._now = now

    async def invite(self, username: str, role: Role, *, by: Actor, email: str = "") -> CreatedLink:
        """Create an account without a password, and the link by which its owner chooses one.

        Raises:
            AccountError: ``invalid_username``, ``invalid_role``, ``username_taken`` or ``no_password_login``.
        """
        self.check_role(role)
        account = await self._accounts.create(username, None, role, by=by, email=email)
        link = await self._create(account.username, INVITATION, by)
        await self._sessions.audit.write(by, Action.INVITED, account.username, f"role {role.name.lower()}")
        return await self._sent(link, email)

    def check_role(self, role: Role) -> None:
        """Check that accounts of a role can log in with a password.

        Raises:
            AccountError: ``no_password_login`` if single sign-on is all that there is for them.
        """
        if not self._sessions.password_login.is_for(role):
            raise AccountError("no_password_login", _NO_PASSWORDS)

    async def reset(self, username: str, *, by: Actor) -> CreatedLink:
        """Create the link by which an account's owner chooses a new password; until then the old one counts.

        Raises:
            AccountError: ``unknown_account``, ``no_password``, ``account_disabled`` or ``no_password_login``.
        """
        account = await asyncio.to_thread(find_account, self._database, account_key(username))
        if account is None:
            raise AccountError("unknown_account", f"Account {username[:64]} not found.")
        if account.source != "password":
            raise AccountError("no_password", f"{account.username} logs in elsewhere, and has no password here.")
        if account.is_disabled:
            raise AccountError("account_disabled", f"The account {account.username} is disabled; enable it first.")
        self.check_role(Role[account.role.upper()])
        link = await self._create(account.username, RESET if account.password_hash else INVITATION, by)
        await self._sessions.audit.write(by, Action.RESET_LINK_CREATED, account.username)
        return await self._sent(link, account.email)

    async def read(self, secret: str) -> LinkView:
        """Return whose link this is.

        Raises:
            AccountError: ``invalid_link``.
        """
        link, account = await self._valid(secret)
        return LinkView(username=account.username, purpose=link.purpose, expires_at=link.expires_at)

    async def use(self, secret: str, password: str, address: str) -> LinkView:
        """Set the password of a link's account; its sessions end, and the link no longer works.

        Raises:
            AccountError: ``invalid_link``, ``invalid_password`` or ``too_many_attempts``.
        """
        link, account = await self._valid(secret)
        hashed = await self._passwords.new_hash(account.username, password)
        ended = await asyncio.to_thread(stored.use_link, self._database, link.hash, hashed, self._now())
        if ended is None:
            raise _invalid()
        await self._sessions.announce_ended(ended)
        by = Actor(account.username, address)
        detail = f"by a link from {link.created_by}"
        await self._sessions.audit.write(by, Action.PASSWORD_CHANGED, account.username, detail)
        return LinkView(username=account.username, purpose=link.purpose, expires_at=link.expires_at)

    async def _create(self, username: str, purpose: str, by: Actor) -> CreatedLink:
        secret, now = secrets.token_urlsafe(32), self._now()
        link = StoredLink(
            hash=_hash(secret),
            account_key=account_key(username),
            purpose=purpose,
            created_at=now,
            expires_at=now + LASTS[purpose],
            created_by=by.username,
        )
        await asyncio.to_thread(stored.add_link, self._database, link)
        return CreatedLink(username=username, purpose=purpose, expires_at=link.expires_at, secret=secret)

    async def _sent(self, link: CreatedLink, email: str) -> CreatedLink:
        """Return a link after it has been sent, if the dashboard sends mail and knows where to."""
        to = email or (link.username if "@" in link.username else "")
        if self.mail is None:
            return link
        if not to:
            return replace(link, mail_problem="no e-mail address is known")
        until = f"{link.expires_at:%Y-%m-%d %H:%M} UTC"
        letter = Letter(
            to=to, username=link.username, purpose=link.purpose, link=self.mail.home + link.path, until=until
        )
        problem = await self.mail.send(letter)
        return replace(link, mailed_to="" if problem else to, mail_problem=problem)

    async def _valid(self, secret: str) -> tuple[StoredLink, Account]:
        is_possible = _SECRET.fullmatch(secret) is not None
        found = await asyncio.to_thread(stored.find_link, self._database, _hash(secret)) if is_possible else None
        if found is None or found[0].expires_at <= self._now() or found[1].is_disabled:
            raise _invalid()
        return found


def _invalid() -> AccountError:
    message = "This link is not valid: it has been used, has expired, or was replaced. Ask an admin for a new one."
    return AccountError("invalid_link", message)


def _hash(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
