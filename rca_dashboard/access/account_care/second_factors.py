"""Second factors: codes of an authenticator app (TOTP, RFC 6238), and recovery codes for the day it is lost."""

import asyncio
import logging
import secrets
from collections.abc import Collection
from dataclasses import dataclass

import segno
from pyotp import random_base32
from pyotp.totp import TOTP

from rca_dashboard.access.account_care.recovery_codes import new_recovery_codes, recovery_hash
from rca_dashboard.access.account_care.sealed_secrets import SealedSecrets
from rca_dashboard.access.audit_log import AuditLog
from rca_dashboard.access.identity import Role
from rca_dashboard.access.logins.account_views import AccountError
from rca_dashboard.access.logins.sessions import Sessions
from rca_dashboard.access.logins.usernames import account_key
from rca_dashboard.clock import Clock, utc_now
from rca_dashboard.domain.audit import Action, Actor
from rca_dashboard.store import sessions as stored_sessions
from rca_dashboard.store.access import second_factors as stored
from rca_dashboard.store.access.second_factors import StoredFactor
from rca_dashboard.store.accounts import Account, find_account
from rca_dashboard.store.engine import Database

logger = logging.getLogger(__name__)

ISSUER = "RCA Dashboard"
LONGEST_CODE = 40
_PERIOD_SECONDS = 30
# A phone's clock may be a period off (RFC 6238, section 5.2).
_STEPS = (0, -1, 1)
_MOST_NAMED = 20
_LOST = (
    "The second factors of %d accounts cannot be read, for SESSION_SECRET has changed: set its earlier value again, or "
    "reset them on the accounts page (or with python -m rca_dashboard.recover). Recovery codes still work. Accounts: %s"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorView:
    """The second factor of an account.

    Attributes:
        is_required: The account's role cannot log in without one.
        has_password: Only accounts with a password have one; others leave it to where people log in.
    """

    is_on: bool
    is_required: bool
    has_password: bool
    recovery_codes_left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolment:
    """What an authenticator app needs; it counts once a code of it has been entered."""

    secret: str
    uri: str

    @property
    def qr_code(self) -> str:
        """The URI as a QR code: an SVG in a ``data:`` URL, so that nothing is loaded from anywhere."""
        return segno.make(self.uri, error="m", micro=False).svg_data_uri(scale=4, light="#fff")

    def __repr__(self) -> str:
        """Return a representation without the secret."""
        return "Enrolment()"


class SecondFactors:
    """The second factors of all accounts.

    Args:
        database: Its tables must exist before the first call.
        sessions: Notified of sessions that end; its audit log is used.
        required: The roles that cannot log in without one.
        now: The server's clock.
    """

    def __init__(
        self, database: Database, sessions: Sessions, required: Collection[Role] = (), now: Clock = utc_now
    ) -> None:
        self._database = database
        self._sessions = sessions
        self._required = frozenset(required)
        self._now = now
        self._sealed = SealedSecrets(lambda: sessions.secrets)

    async def prepare(self) -> None:
        """Encrypt secrets that are stored as they are, or with an earlier key; log once which cannot be read."""
        lost: list[str] = []
        for factor in await asyncio.to_thread(stored.all_factors, self._database):
            key = factor.account_key
            secret = self._sealed.opened(factor.secret, key)
            if secret is None:
                lost.append(key)
            elif not self._sealed.is_current(factor.secret, key):
                sealed = self._sealed.sealed(secret, key)
                await asyncio.to_thread(stored.replace_secret, self._database, key, factor.secret, sealed)
        if lost:
            logger.error(_LOST, len(lost), ", ".join(lost[:_MOST_NAMED]))

    @property
    def audit(self) -> AuditLog:
        """Records what is added and removed."""
        return self._sessions.audit

    def is_required(self, account: Account) -> bool:
        """Return whether an account cannot log in with its password alone."""
        return account.source == "password" and Role[account.role.upper()] in self._required

    async def view(self, username: str) -> FactorView:
        """Return what an account has.

        Raises:
            AccountError: ``unknown_account``.
        """
        account = await self._account(username)
        factor = await asyncio.to_thread(stored.find_factor, self._database, account.key)
        return FactorView(
            is_on=factor is not None and factor.confirmed_at is not None,
            is_required=self.is_required(account),
            has_password=account.source == "password",
            recovery_codes_left=await asyncio.to_thread(stored.recovery_codes_left, self._database, account.key),
        )

    async def begin(self, account: Account) -> Enrolment:
        """Return what an authenticator app needs; the caller has verified the account's owner.

        Raises:
            AccountError: ``no_password``, or ``second_factor_exists``.
        """
        if account.source != "password":
            raise AccountError("no_password", "You log in elsewhere; a second factor belongs there.")
        secret = random_base32()
        sealed = self._sealed.sealed(secret, account.key)
        if not await asyncio.to_thread(stored.begin_factor, self._database, account.key, sealed):
            raise AccountError("second_factor_exists", "There is a second factor already; remove it first.")
        uri = TOTP(secret).provisioning_uri(name=account.username, issuer_name=ISSUER)
        return Enrolment(secret=secret, uri=uri)

    async def confirm(self, username: str, code: str, *, by: Actor, session_id: str | None = None) -> tuple[str, ...]:
        """Confirm an account's app by its first code; return the recovery codes, which are shown this once.

        All sessions end but the one in which the code was entered: the others began without a second factor.

        Raises:
            AccountError: ``unknown_account``, ``no_enrolment`` or ``invalid_code``.
        """
        account = await self._account(username)
        factor = await asyncio.to_thread(stored.find_factor, self._database, account.key)
        if factor is None or factor.confirmed_at is not None:
            raise AccountError("no_enrolment", "Set up an authenticator app first.")
        step, codes = self._step_of(factor, code), new_recovery_codes()
        hashes = [recovery_hash(account.key, each) for each in codes]
        if step is None or not await asyncio.to_thread(
            stored.confirm_factor, self._database, account.key, step, self._now(), hashes
        ):
            raise AccountError("invalid_code", "This code is not valid. Check the clock of your device.")
        await self._sessions.audit.write(by, Action.SECOND_FACTOR_ADDED, account.username)
        await self._end_sessions(account, but=session_id)
        return codes

    def is_readable(self, factor: StoredFactor) -> bool:
        """Return whether codes of the app can be checked; without the key of its secret, recovery codes alone can."""
        return self._sealed.opened(factor.secret, factor.account_key) is not None

    async def check(self, account: Account, code: str) -> bool:
        """Return whether a code of the app, or a recovery code, is valid; each is accepted once."""
        factor = await asyncio.to_thread(stored.find_factor, self._database, account.key)
        if factor is None or factor.confirmed_at is None:
            return False
        step = self._step_of(factor, code)
        if step is not None:
            return await asyncio.to_thread(stored.use_step, self._database, account.key, step)
        hashed = recovery_hash(account.key, code)
        return await asyncio.to_thread(stored.use_recovery_code, self._database, account.key, hashed)

    async def renew_recovery_codes(self, username: str, *, by: Actor) -> tuple[str, ...]:
        """Replace an account's recovery codes; return the new ones, which are shown this once.

        Raises:
            AccountError: ``unknown_account`` or ``no_second_factor``.
        """
        account = await self._account(username)
        if not (await self.view(username)).is_on:
            raise AccountError("no_second_factor", "There is no second factor.")
        codes = new_recovery_codes()
        hashes = [recovery_hash(account.key, each) for each in codes]
        await asyncio.to_thread(stored.replace_recovery_codes, self._database, account.key, hashes)
        await self._sessions.audit.write(by, Action.RECOVERY_CODES_CREATED, account.username)
        return codes

    async def remove(self, username: str, *, by: Actor) -> None:
        """Remove the caller's own second factor.

        Raises:
            AccountError: ``unknown_account``, ``no_second_factor``, or ``second_factor_required``.
        """
        account = await self._account(username)
        if self.is_required(account):
            raise AccountError("second_factor_required", f"The role {account.role} requires a second factor.")
        await self._delete(account, by)

    async def reset(self, username: str, *, by: Actor) -> None:
        """Remove another account's second factor, whose device is lost, and end its sessions.

        Raises:
            AccountError: ``unknown_account`` or ``no_second_factor``.
        """
        account = await self._account(username)
        await self._delete(account, by)
        await self._end_sessions(account, but=None)

    async def _delete(self, account: Account, by: Actor) -> None:
        if not await asyncio.to_thread(stored.delete_factor, self._database, account.key):
            raise AccountError("no_second_factor", "There is no second factor.")
        await self._sessions.audit.write(by, Action.SECOND_FACTOR_REMOVED, account.username)

    async def _end_sessions(self, account: Account, *, but: str | None) -> None:
        ended = await asyncio.to_thread(
            stored_sessions.revoke_sessions, self._database, account.key, self._now(), except_session=but
        )
        await self._sessions.announce_ended(ended)
        self._sessions.forget_user(account.username)

    async def _account(self, username: str) -> Account:
        account = await asyncio.to_thread(find_account, self._database, account_key(username))
        if account is None:
            raise AccountError("unknown_account", f"Account {username[:64]} not found.")
        return account

    def _step_of(self, factor: StoredFactor, code: str) -> int | None:
        """Return the period whose code this is, or None."""
        secret = self._sealed.opened(factor.secret, factor.account_key)
        if secret is None:
            return None
        sent, totp = "".join(code.split()), TOTP(secret)
        now = int(self._now().timestamp()) // _PERIOD_SECONDS
        matching = [now + each for each in _STEPS if _is_same(totp.generate_otp(now + each), sent)]
        return matching[0] if matching else None


def _is_same(code: str, sent: str) -> bool:
    return secrets.compare_digest(code.encode(), sent.encode("utf-8", "surrogatepass"))
