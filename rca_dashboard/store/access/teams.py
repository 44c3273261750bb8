"""Teams: who sees which tickets."""

import json
from typing import Any

from sqlalchemy import RowMapping, delete, insert, select, update

from rca_dashboard.domain.visibility import Team, TeamFilter
from rca_dashboard.store.engine import Database
from rca_dashboard.store.feed import take_turn
from rca_dashboard.store.schema.accounts import TEAM
from rca_dashboard.store.texts import storable

_LISTS = ("usernames", "groups", "roles")


def all_teams(database: Database) -> tuple[Team, ...]:
    """Return all teams, ordered by name."""
    with database.read() as session:
        rows = session.connection().execute(select(TEAM).order_by(TEAM.c.name, TEAM.c.id)).mappings()
        return tuple(_team(row) for row in rows)


def add_team(database: Database, team: Team) -> Team:
    """Store a new team, and return it with its id."""
    with database.write() as session:
        connection = session.connection()
        take_turn(connection)
        key = connection.execute(insert(TEAM).values(_values(team))).inserted_primary_key
        assert key is not None  # noqa: S101 - one row was inserted
        row = connection.execute(select(TEAM).where(TEAM.c.id == key[0])).mappings().one()
        return _team(row)


def change_team(database: Database, team: Team) -> bool:
    """Store a changed team; return False if there is none with its id."""
    with database.write() as session:
        changed = update(TEAM).where(TEAM.c.id == team.id).values(_values(team))
        return session.connection().execute(changed).rowcount > 0


def delete_team(database: Database, team_id: int) -> bool:
    """Delete a team; return False if there is none with this id."""
    with database.write() as session:
        return session.connection().execute(delete(TEAM).where(TEAM.c.id == team_id)).rowcount > 0


def _values(team: Team) -> dict[str, Any]:
    return {
        "name": storable(team.name),
        "filter": storable(_json(team.filter.as_json())),
        **{name: storable(_json(list(getattr(team, name)))) for name in _LISTS},
    }


def _team(row: RowMapping) -> Team:
    lists = {name: tuple(json.loads(row[name])) for name in _LISTS}
    kept = {name: tuple(values) for name, values in json.loads(row["filter"]).items()}
    return Team(id=row["id"], name=row["name"], filter=TeamFilter(**kept), **lists)


_json = json.JSONEncoder(ensure_ascii=False).encode
