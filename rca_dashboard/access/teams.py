"""Who sees which tickets: members of teams see the tickets of their teams, admins and all others every ticket."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

from rca_dashboard.access.audit_log import AuditLog
from rca_dashboard.access.identity import Identity, Role
from rca_dashboard.access.logins.session_watch import keep_watch
from rca_dashboard.access.logins.usernames import account_key
from rca_dashboard.domain.audit import Action, Actor
from rca_dashboard.domain.visibility import EVERYTHING, NOTHING, Team, TeamFilter, Visibility
from rca_dashboard.store.access import teams as stored
from rca_dashboard.store.engine import Database

MOST_TEAMS = 200
MOST_VALUES = 200
LONGEST_VALUE = 200

OnChanged = Callable[[], Awaitable[None]]


class TeamError(Exception):
    """A team that is refused; the text says why in one sentence.

    Attributes:
        code: The machine-readable code.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class Teams:
    """The teams, as this worker knows them.

    Args:
        database: Its tables must exist before ``prepare``.
        audit: Records changes.
        on_changed: Called when teams have changed, here or in another worker.
    """

    def __init__(self, database: Database, audit: AuditLog, on_changed: OnChanged) -> None:
        self._database = database
        self._audit = audit
        self._on_changed = on_changed
        self._visibilities: dict[tuple[str, Role, frozenset[str]], Visibility] = {}
        self.teams: tuple[Team, ...] = ()

    def visibility_of(self, identity: Identity) -> Visibility:
        """Return which tickets someone may see."""
        if identity.role >= Role.ADMIN or not self.teams:
            return EVERYTHING
        if identity.role is Role.NOBODY:
            return NOTHING
        key = (identity.username, identity.role, identity.groups)
        found = self._visibilities.get(key)
        if found is None:
            found = self._visibilities[key] = self._visibility(identity)
        return found

    async def prepare(self) -> None:
        """Read the teams once the tables exist.

        Raises:
            DatabaseUnavailableError: If the database is unavailable.
        """
        self.teams = await asyncio.to_thread(stored.all_teams, self._database)
        self._visibilities.clear()

    async def create(self, team: Team, *, by: Actor) -> Team:
        """Create a team.

        Raises:
            TeamError: ``invalid_team`` or ``too_many_teams``.
        """
        checked = _checked(team)
        if len(self.teams) >= MOST_TEAMS:
            raise TeamError("too_many_teams", f"There are {MOST_TEAMS} teams already.")
        created = await asyncio.to_thread(stored.add_team, self._database, checked)
        await self._record(by, "created", created.name)
        return created

    async def change(self, team: Team, *, by: Actor) -> Team:
        """Change a team.

        Raises:
            TeamError: ``invalid_team`` or ``unknown_team``.
        """
        checked = _checked(team)
        if not await asyncio.to_thread(stored.change_team, self._database, checked):
            raise _unknown()
        await self._record(by, "changed", checked.name)
        return checked

    async def delete(self, team_id: int, *, by: Actor) -> None:
        """Delete a team: its members see what their other teams see, or everything without one.

        Raises:
            TeamError: ``unknown_team``.
        """
        name = next((team.name for team in self.teams if team.id == team_id), "")
        if not await asyncio.to_thread(stored.delete_team, self._database, team_id):
            raise _unknown()
        await self._record(by, "deleted", name)

    def find(self, team_id: int) -> Team:
        """Return a team.

        Raises:
            TeamError: ``unknown_team``.
        """
        found = next((team for team in self.teams if team.id == team_id), None)
        if found is None:
            raise _unknown()
        return found

    async def run(self) -> None:
        """Follow what other workers change, until cancelled."""
        await keep_watch(self.watch, self.watch)

    async def watch(self) -> None:
        """Read the teams, and act if they have changed."""
        before = self.teams
        await self.prepare()
        if self.teams != before:
            await self._on_changed()

    def _visibility(self, identity: Identity) -> Visibility:
        key, role = account_key(identity.username), identity.role.name.lower()
        mine = [team.filter for team in self.teams if team.has(key, role, identity.groups)]
        return Visibility(tuple(mine)) if mine else EVERYTHING

    async def _record(self, by: Actor, what: str, name: str) -> None:
        await self._audit.write(by, Action.TEAM_CHANGED, name, what)
        await self.watch()


def _checked(team: Team) -> Team:
    """Return a team with its values in plain form.

    Raises:
        TeamError: If it has no name, or a filter that would show nothing or everything.
    """
    name = team.name.strip()
    if not 0 < len(name) <= LONGEST_VALUE or not name.isprintable():
        raise TeamError("invalid_team", f"A team needs a name of 1 to {LONGEST_VALUE} characters.")
    wanted = TeamFilter(
        assignment_groups=_values(team.filter.assignment_groups),
        companies=_values(team.filter.companies),
        tables=_values(team.filter.tables),
    )
    if wanted == TeamFilter():
        raise TeamError("invalid_team", "Choose at least one assignment group, company or table.")
    usernames = tuple(dict.fromkeys(account_key(each) for each in _values(team.usernames)))
    roles = _values(team.roles)
    if not set(roles) <= {"viewer", "agent"}:
        raise TeamError("invalid_team", "Roles must be viewer or agent; admins see every ticket.")
    return replace(team, name=name, filter=wanted, usernames=usernames, groups=_values(team.groups), roles=roles)


def _values(values: tuple[str, ...]) -> tuple[str, ...]:
    kept = tuple(dict.fromkeys(text for each in values if (text := each.strip())))
    if len(kept) > MOST_VALUES or any(len(each) > LONGEST_VALUE for each in kept):
        raise TeamError("invalid_team", f"A list has at most {MOST_VALUES} values of {LONGEST_VALUE} characters.")
    return kept


def _unknown() -> TeamError:
    return TeamError("unknown_team", "There is no such team.")
