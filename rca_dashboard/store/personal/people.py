"""What the app knows of its users besides the login: who they are at ServiceNow, and their default view."""

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import insert, select, update

from rca_dashboard.domain.servicenow_user import proposed_user
from rca_dashboard.store.engine import Database
from rca_dashboard.store.personal.personal_changes import take_personal_turn
from rca_dashboard.store.schema.tallies import TICKET_NAME
from rca_dashboard.store.schema.views import PERSON

_P = PERSON.c
_N = TICKET_NAME.c


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A user of the app.

    Attributes:
        servicenow_id: The sys_id of their user at ServiceNow; empty for none, None while none was chosen.
        is_proposed: The ServiceNow user was not chosen, but has the account's name.
        default_view: The id of the saved view, or the key of the quick one, that the list opens with; empty for the
            usual one.
    """

    username: str
    servicenow_id: str | None = None
    servicenow_name: str = ""
    default_view: str = ""
    is_proposed: bool = False


def find_person(database: Database, username: str) -> Person:
    """Return what is stored of a user; the defaults if nothing is."""
    with database.read() as session:
        row = session.connection().execute(select(PERSON).where(_P.username == username)).mappings().one_or_none()
        return Person(**row) if row else Person(username=username)


def save_person(database: Database, username: str, **values: Any) -> None:  # noqa: ANN401 - a column's value
    """Store some of what is known of a user."""
    mine = update(PERSON).where(_P.username == username).values(**values)
    first = {"servicenow_id": None, "servicenow_name": "", "default_view": "", **values}
    with database.write() as session:
        connection = session.connection()
        take_personal_turn(connection, username)
        if not connection.execute(mine).rowcount:
            connection.execute(insert(PERSON).values(username=username, **first))


def assignees(database: Database) -> tuple[tuple[str, str], ...]:
    """Return the sys_ids and names of everyone who has or had a ticket."""
    wanted = select(_N.sys_id, _N.name).where(_N.field == "assigned_to").order_by(_N.name, _N.sys_id)
    with database.read() as session:
        return tuple((row.sys_id, row.name) for row in session.connection().execute(wanted))


def find_with_proposal(database: Database, username: str) -> Person:
    """Return what is stored of a user, with the ServiceNow user that their name proposes if they chose none."""
    person = find_person(database, username)
    if person.servicenow_id is not None:
        return person
    proposed = proposed_user(username, assignees(database))
    if proposed is None:
        return person
    return replace(person, servicenow_id=proposed[0], servicenow_name=proposed[1], is_proposed=True)
