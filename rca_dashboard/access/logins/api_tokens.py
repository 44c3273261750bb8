"""Tokens of programs: named, limited to scopes and a role, expiring, shown once, and revoked at once."""

import asyncio
import logging
import re
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from rca_dashboard.access.audit_log import AuditLog
from rca_dashboard.access.identity import Identity, Role, TokenScope
from rca_dashboard.access.logins.session_cache import KnownSessions
from rca_dashboard.access.logins.session_watch import keep_watch
from rca_dashboard.access.logins.stored_sessions import groups_in
from rca_dashboard.access.logins.usernames import account_key
from rca_dashboard.clock import Clock, utc_now
from rca_dashboard.domain.audit import Action, Actor
from rca_dashboard.store.access import api_tokens as stored
from rca_dashboard.store.access.api_tokens import StoredToken
from rca_dashboard.store.accounts import Account
from rca_dashboard.store.engine import Database

logger = logging.getLogger(__name__)

# The prefix lets scanners of leaked secrets find a token.
PREFIX = "rca_"
_TOKEN = re.compile(r"rca_[A-Za-z0-9_-]{43}")
USUAL_DAYS = 90
MOST_DAYS = 366
MOST_TOKENS = 50
LONGEST_NAME = 80


class TokenError(Exception):
    """A token that cannot be created; the text says why in one sentence.

    Attributes:
        code: The machine-readable code.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenView:
    """A token as its owner and admins see it."""

    id: str
    name: str
    owner: str
    role: str
    scopes: tuple[str, ...]
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None
    last_used_from: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CreatedToken:
    """A new token; ``secret`` is the token itself, which is shown this once."""

    view: TokenView
    secret: str

    def __repr__(self) -> str:
        """Return a representation without the token."""
        return f"CreatedToken({self.view.name!r})"


class ApiTokens:
    """The tokens of all accounts, as this worker knows them.

    Args:
        database: Its tables must exist before the first call.
        audit: Records what is created and revoked.
        now: The server's clock.
    """

    def __init__(self, database: Database, audit: AuditLog, now: Clock = utc_now) -> None:
        self._database = database
        self._audit = audit
        self._now = now
        self._known = KnownSessions(self._read)
        self._used: dict[str, tuple[datetime, str]] = {}

    async def identity(self, token: str, address: str) -> Identity | None:
        """Return the identity of a program with this token, or None if it is not valid.

        Raises:
            DatabaseUnavailableError: If the database is unavailable and the token was not seen in the last minute.
        """
        if not _TOKEN.fullmatch(token):
            return None
        found = await self._known.identity(_hash(token))
        if found is not None:
            self._used[found.token_id] = (self._now(), address)
        return found

    async def create(
        self, owner: Identity, *, name: str, role: Role, scopes: Collection[TokenScope], days: int, by: Actor
    ) -> CreatedToken:
        """Create a token.

        Raises:
            TokenError: ``invalid_name``, ``role_too_high``, ``no_scope``, ``invalid_days`` or ``too_many_tokens``.
        """
        _check(owner, name, role, scopes, days)
        secret, now = PREFIX + secrets.token_urlsafe(32), self._now()
        token = StoredToken(
            id=secrets.token_hex(8),
            hash=_hash(secret),
            account_key=account_key(owner.username),
            name=name.strip(),
            role=role.name.lower(),
            scopes=",".join(sorted(set(scopes))),
            created_at=now,
            expires_at=now + timedelta(days=days),
        )
        if not await asyncio.to_thread(stored.add_token, self._database, token, most=MOST_TOKENS):
            raise TokenError("too_many_tokens", f"You have {MOST_TOKENS} tokens already; revoke one first.")
        detail = f"role {token.role}, {token.scopes}, {days} days"
        await self._audit.write(by, Action.TOKEN_CREATED, token.name, detail)
        return CreatedToken(view=_view(token, owner.username), secret=secret)

    async def tokens_for(self, reader: Identity) -> tuple[TokenView, ...]:
        """Return the reader's tokens, or everyone's for an admin; the newest first."""
        found = await asyncio.to_thread(stored.tokens, self._database, _own(reader))
        return tuple(_view(token, owner) for token, owner in found)

    async def revoke(self, reader: Identity, token_id: str, *, by: Actor) -> bool:
        """Delete one of the reader's tokens, or anyone's for an admin; return False if there is no such token."""
        token = await asyncio.to_thread(stored.delete_token, self._database, token_id, _own(reader))
        if token is None:
            return False
        self._known.forget(frozenset({token.hash}))
        self._used.pop(token.id, None)
        await self._audit.write(by, Action.TOKEN_REVOKED, token.name, f"of {token.account_key}")
        return True

    def forget_owner(self, username: str) -> None:
        """Read the tokens of an account again at their next use: its role may be lower now, or it is disabled."""
        self._known.forget_user(username)

    async def run(self) -> None:
        """Store when tokens were used, every minute, until cancelled."""
        await keep_watch(_nothing, self.touch)

    async def touch(self) -> None:
        """Store when and from where tokens were used since the last call."""
        used, self._used = self._used, {}
        await asyncio.to_thread(stored.touch_tokens, self._database, used)

    async def _read(self, hashes: Collection[str]) -> Mapping[str, Identity]:
        found = await asyncio.to_thread(stored.find_tokens, self._database, hashes)
        now = self._now()
        return {
            token.hash: _identity(token, owner)
            for token, owner in found.values()
            if token.expires_at > now and not owner.is_disabled
        }


def _identity(token: StoredToken, owner: Account) -> Identity:
    return Identity(
        username=owner.username,
        role=min(Role[token.role.upper()], Role[owner.role.upper()]),
        token_id=token.id,
        scopes=frozenset(TokenScope(scope) for scope in token.scopes.split(",")),
        groups=groups_in(owner),
    )


def _check(owner: Identity, name: str, role: Role, scopes: Collection[TokenScope], days: int) -> None:
    if not 0 < len(name.strip()) <= LONGEST_NAME or not name.isprintable():
        raise TokenError("invalid_name", f"A token needs a name of 1 to {LONGEST_NAME} characters.")
    if not Role.NOBODY < role <= owner.role:
        own = owner.role.name.lower()
        raise TokenError("role_too_high", f"The role of a token must be at most its owner's: {own}.")
    if not scopes:
        raise TokenError("no_scope", f"Choose at least one scope: {', '.join(TokenScope)}.")
    if not 1 <= days <= MOST_DAYS:
        raise TokenError("invalid_days", f"A token expires after 1 to {MOST_DAYS} days.")


def _own(reader: Identity) -> str | None:
    return None if reader.role >= Role.ADMIN else account_key(reader.username)


def _view(token: StoredToken, owner: str) -> TokenView:
    return TokenView(
        id=token.id,
        name=token.name,
        owner=owner,
        role=token.role,
        scopes=tuple(token.scopes.split(",")),
        created_at=token.created_at,
        expires_at=token.expires_at,
        last_used_at=token.last_used_at,
        last_used_from=token.last_used_from,
    )


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()


async def _nothing() -> None:
    """Do nothing: a revoked token is not in the cache for more than two seconds."""
