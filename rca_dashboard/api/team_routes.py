"""The routes of teams, for admins."""

from dataclasses import replace
from typing import Annotated, Literal

from fastapi import Path, Request
from pydantic import Field

from rca_dashboard.access.identity import Role
from rca_dashboard.access.teams import LONGEST_VALUE, MOST_VALUES, TeamError, Teams
from rca_dashboard.api.actors import actor_of
from rca_dashboard.api.answers import JsonAnswer, success
from rca_dashboard.api.errors import ApiError
from rca_dashboard.api.routes import Routes
from rca_dashboard.api.schemas import Answer, Schema
from rca_dashboard.domain.json_types import Json
from rca_dashboard.domain.visibility import Team, TeamFilter

Value = Annotated[str, Field(min_length=1, max_length=LONGEST_VALUE)]
Values = Annotated[list[Value], Field(max_length=MOST_VALUES)]
TeamId = Annotated[int, Path(ge=1, le=2**31 - 1)]


class FilterSchema(Schema):
    """The tickets of a team: those that match each list that is not empty; groups and companies by name or sys_id."""

    assignment_groups: Values = Field(default=[])
    companies: Values = Field(default=[])
    tables: Values = Field(default=[])


class NewTeam(Schema):
    """A team: its members by hand, by groups of the identity provider, or by role."""

    name: Value
    filter: FilterSchema
    usernames: Values = Field(default=[])
    groups: Values = Field(default=[])
    roles: list[Literal["viewer", "agent"]] = Field(default=[], max_length=2)


class TeamChange(Schema):
    """What is to be different; a field that is missing stays as it is."""

    name: Value | None = None
    filter: FilterSchema | None = None
    usernames: Values | None = None
    groups: Values | None = None
    roles: list[Literal["viewer", "agent"]] | None = Field(default=None, max_length=2)


class TeamSchema(NewTeam):
    """A team as it is stored."""

    id: int


class DeletedTeam(Schema):
    """The team that no longer exists."""

    id: int


class TeamEndpoints:
    """The endpoints of teams."""

    def __init__(self, teams: Teams) -> None:
        self._teams = teams

    async def list_teams(self) -> JsonAnswer:
        """List the teams. A member sees only the tickets of their teams; admins, and people in no team, see all."""
        return success([_json(team) for team in self._teams.teams])

    async def create_team(self, request: Request, body: NewTeam) -> JsonAnswer:
        """Create a team."""
        team = Team(
            name=body.name,
            filter=_filter(body.filter),
            usernames=tuple(body.usernames),
            groups=tuple(body.groups),
            roles=tuple(body.roles),
        )
        try:
            created = await self._teams.create(team, by=actor_of(request))
        except TeamError as error:
            raise _refused(error) from None
        return JsonAnswer({"success": True, "data": _json(created)}, 201)

    async def change_team(self, request: Request, team_id: TeamId, body: TeamChange) -> JsonAnswer:
        """Change a team."""
        given = {
            name: tuple(value)
            for name in ("usernames", "groups", "roles")
            if (value := getattr(body, name)) is not None
        }
        try:
            team = replace(self._teams.find(team_id), **given)
            team = replace(team, name=body.name or team.name)
            team = replace(team, filter=_filter(body.filter) if body.filter else team.filter)
            return success(_json(await self._teams.change(team, by=actor_of(request))))
        except TeamError as error:
            raise _refused(error) from None

    async def delete_team(self, request: Request, team_id: TeamId) -> JsonAnswer:
        """Delete a team: its members see what their other teams see, or every ticket without one."""
        try:
            await self._teams.delete(team_id, by=actor_of(request))
        except TeamError as error:
            raise _refused(error) from None
        return success({"id": team_id})


def add_team_routes(routes: Routes, teams: Teams) -> None:
    """Add ``/teams``."""
    endpoints = TeamEndpoints(teams)
    routes.get("/teams", endpoints.list_teams, role=Role.ADMIN, response_model=Answer[list[TeamSchema]])
    routes.post(
        "/teams",
        endpoints.create_team,
        role=Role.ADMIN,
        errors=(422, 503),
        status_code=201,
        response_model=Answer[TeamSchema],
    )
    errors = (404, 422, 503)
    routes.patch(
        "/teams/{team_id}", endpoints.change_team, role=Role.ADMIN, errors=errors, response_model=Answer[TeamSchema]
    )
    routes.delete(
        "/teams/{team_id}", endpoints.delete_team, role=Role.ADMIN, errors=errors, response_model=Answer[DeletedTeam]
    )


def _refused(error: TeamError) -> ApiError:
    return ApiError(404 if error.code == "unknown_team" else 422, error.code, str(error))


def _filter(given: FilterSchema) -> TeamFilter:
    return TeamFilter(
        assignment_groups=tuple(given.assignment_groups), companies=tuple(given.companies), tables=tuple(given.tables)
    )


def _json(team: Team) -> dict[str, Json]:
    return {
        "id": team.id,
        "name": team.name,
        "filter": team.filter.as_json(),
        "usernames": list(team.usernames),
        "groups": list(team.groups),
        "roles": list(team.roles),
    }
