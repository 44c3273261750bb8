"""People whom an authenticating proxy names in a header; only trusted proxies are believed."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field

from starlette.datastructures import Headers
from starlette.types import Scope

from rca_dashboard.access.addresses import UNKNOWN, Network, is_trusted
from rca_dashboard.access.identity import Identity, Role
from rca_dashboard.access.logins.sessions import Sessions
from rca_dashboard.access.logins.usernames import account_key, is_username
from rca_dashboard.clock import Clock, utc_now
from rca_dashboard.domain.audit import Action, Actor
from rca_dashboard.store.access.people import Follow, NamedPerson, follow_person
from rca_dashboard.store.engine import Database

_MOST_KEPT = 20_000
_Key = tuple[str, Role, frozenset[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProxyRules:
    """What the settings say about the proxy.

    Attributes:
        user_header: Holds the username.
        groups_header: Holds groups or roles, separated by commas; empty if there is none.
        roles: The role of each username, group or role name.
        default_role: The role of everyone else; ``NOBODY`` refuses them.
        trusted: Addresses and networks of the proxies.
    """

    user_header: str
    groups_header: str = ""
    roles: Mapping[str, Role] = field(default_factory=dict[str, Role])
    default_role: Role = Role.NOBODY
    trusted: tuple[Network, ...]


class ProxyLogins:
    """Identifies people by the proxy's headers; each has a session in this worker, which ends as any other.

    Args:
        rules: The settings.
        database: Its tables must exist before the first call.
        sessions: Begins sessions, and knows which go on.
        now: The server's clock.
    """

    def __init__(self, rules: ProxyRules, database: Database, sessions: Sessions, now: Clock = utc_now) -> None:
        self._rules = rules
        self._database = database
        self._sessions = sessions
        self._now = now
        self._known: dict[_Key, Identity] = {}
        self._beginning = asyncio.Lock()

    def is_proxied(self, scope: Scope) -> bool:
        """Return whether a trusted proxy sent a request: by its own address, whatever headers say."""
        client = scope.get("client")
        return is_trusted(client[0] if client else UNKNOWN, self._rules.trusted)

    async def identity(self, scope: Scope, address: str) -> Identity | None:
        """Return whom the proxy names; None without a usable name, without a role, or with a disabled account.

        Raises:
            DatabaseUnavailableError: If the database is unavailable.
        """
        username = self._username(scope)
        role = self._role(scope, username) if username else Role.NOBODY
        if not username or role is Role.NOBODY or not self.is_proxied(scope):
            return None
        key = (username, role, frozenset(self._groups(scope)))
        found = await self._current(key)
        if found is not None:
            return found
        async with self._beginning:
            return await self._current(key) or await self._begin(key, scope, address)

    async def _current(self, key: _Key) -> Identity | None:
        known = self._known.get(key)
        found = await self._sessions.current(known) if known else None
        return found if found is not None and (found.role, found.groups) == key[1:] else None

    async def _begin(self, asked: _Key, scope: Scope, address: str) -> Identity | None:
        username, role, groups = asked
        key = account_key(username)
        person = NamedPerson(
            subject=f"proxy\n{key}",
            key=key,
            username=username,
            name="",
            email="",
            role=role.name.lower(),
            source="proxy",
            groups=tuple(groups),
        )
        followed = await asyncio.to_thread(follow_person, self._database, person, self._now())
        self._sessions.announce_changed(username)
        await self._sessions.announce_ended(followed.ended)
        if followed.account is None or followed.outcome in (Follow.NAME_TAKEN, Follow.DISABLED):
            return None
        if followed.outcome is Follow.CREATED:
            detail = f"role {role.name.lower()}, by the proxy"
            await self._sessions.audit.write(Actor(username, address), Action.ACCOUNT_CREATED, username, detail)
        user_agent = Headers(scope=scope).get("user-agent", "")
        login = await self._sessions.begin(followed.account, address, user_agent)
        self._known[asked] = login.identity
        if len(self._known) > _MOST_KEPT:
            self._known.pop(next(iter(self._known)))
        return login.identity

    def _username(self, scope: Scope) -> str:
        """Return the name in the header; empty if there is none, more than one, or one that is not allowed."""
        sent = Headers(scope=scope).getlist(self._rules.user_header)
        name = sent[0].strip() if len(sent) == 1 else ""
        return name if is_username(name) else ""

    def _role(self, scope: Scope, username: str) -> Role:
        held = [self._rules.roles[name] for name in (username, *self._groups(scope)) if name in self._rules.roles]
        return max(held, default=self._rules.default_role)

    def _groups(self, scope: Scope) -> list[str]:
        sent = Headers(scope=scope).getlist(self._rules.groups_header) if self._rules.groups_header else []
        return [name for line in sent for part in line.split(",") if (name := part.strip())]
