"""The teams, for admins."""

from collections.abc import Awaitable
from dataclasses import dataclass

import reflex as rx
from pydantic import BaseModel, Field, ValidationError

from rca_dashboard.access.identity import Role
from rca_dashboard.access.permissions import allowed
from rca_dashboard.access.teams import TeamError
from rca_dashboard.domain.visibility import Team, TeamFilter
from rca_dashboard.live.running import running
from rca_dashboard.ui.kit.forms import FormAnswer
from rca_dashboard.ui.pushed.me import current_actor

_LONGEST = 5_000


@dataclass(frozen=True)
class TeamRow:
    """A team as the page shows it."""

    id: int
    name: str
    sees: str
    members: str


class NewTeam(BaseModel):
    """The form for a new team; lists are separated by commas."""

    name: str = Field(min_length=1, max_length=200)
    assignment_groups: str = Field(default="", max_length=_LONGEST)
    companies: str = Field(default="", max_length=_LONGEST)
    tables: str = Field(default="", max_length=_LONGEST)
    usernames: str = Field(default="", max_length=_LONGEST)
    groups: str = Field(default="", max_length=_LONGEST)
    roles: str = Field(default="", max_length=_LONGEST)


class TeamsState(rx.State):
    """Lists, creates and deletes teams; each change is checked again by ``access.teams``."""

    teams: rx.Field[list[TeamRow]] = rx.field(default_factory=list)
    teams_answer: str = ""
    is_refused: bool = False
    created: rx.Field[FormAnswer] = rx.field(default_factory=FormAnswer)

    @rx.event
    @allowed(Role.ADMIN)
    async def load_teams(self) -> None:
        """Read the teams."""
        self.teams_answer, self.is_refused, self.created = "", False, FormAnswer()
        self._read()

    @rx.event
    @allowed(Role.ADMIN)
    async def create_team(self, form: dict[str, str]) -> None:
        """Create a team."""
        try:
            wanted = NewTeam.model_validate(form)
        except ValidationError as error:
            self.created = self.created.invalid(error)
            return
        try:
            await running().access.teams.create(_team(wanted), by=await current_actor(self))
        except TeamError as error:
            self.created = self.created.refused(str(error))
            return
        self.created = self.created.accepted()
        self.teams_answer, self.is_refused = f"Team {wanted.name} created.", False
        self._read()

    @rx.event
    @allowed(Role.ADMIN)
    async def delete_team(self, team_id: int) -> None:
        """Delete a team."""
        await self._try(running().access.teams.delete(team_id, by=await current_actor(self)), "Team deleted.")

    async def _try(self, change: Awaitable[object], answer: str) -> None:
        try:
            await change
        except TeamError as error:
            self.teams_answer, self.is_refused = str(error), True
        else:
            self.teams_answer, self.is_refused = answer, False
        self._read()

    def _read(self) -> None:
        self.teams = [
            TeamRow(id=team.id, name=team.name, sees=_sees(team.filter), members=_members(team))
            for team in running().access.teams.teams
        ]


def _team(wanted: NewTeam) -> Team:
    return Team(
        name=wanted.name,
        filter=TeamFilter(
            assignment_groups=_list(wanted.assignment_groups),
            companies=_list(wanted.companies),
            tables=_list(wanted.tables),
        ),
        usernames=_list(wanted.usernames),
        groups=_list(wanted.groups),
        roles=_list(wanted.roles),
    )


def _list(text: str) -> tuple[str, ...]:
    return tuple(word for part in text.split(",") if (word := part.strip()))


def _sees(wanted: TeamFilter) -> str:
    parts = (
        ("groups", wanted.assignment_groups),
        ("companies", wanted.companies),
        ("tables", wanted.tables),
    )
    return "; ".join(f"{name}: {', '.join(values)}" for name, values in parts if values)


def _members(team: Team) -> str:
    parts = (("users", team.usernames), ("groups", team.groups), ("roles", team.roles))
    return "; ".join(f"{name}: {', '.join(values)}" for name, values in parts if values) or "nobody"
