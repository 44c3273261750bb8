"""Accounts of people whom a provider or a proxy names: they appear at their first login, and follow what it says."""

import json
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from sqlalchemy import Connection, insert, select, update

from rca_dashboard.store.accounts import Account, account_of, revoke_logins
from rca_dashboard.store.engine import Database
from rca_dashboard.store.feed import take_turn
from rca_dashboard.store.schema.accounts import ACCOUNT, SESSION
from rca_dashboard.store.texts import storable


class Follow(Enum):
    """What became of a person's account."""

    CREATED = "created"
    ROLE_CHANGED = "role changed"
    UNCHANGED = "unchanged"
    NAME_TAKEN = "name taken"
    DISABLED = "disabled"


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedPerson:
    """A person as a provider or a proxy names them.

    Attributes:
        subject: What identifies them there for ever.
        key: The key of the account that they get at their first login.
        source: ``oidc`` or ``proxy``.
    """

    subject: str
    key: str
    username: str
    name: str
    email: str
    role: str
    source: str
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """The account, None if there is none for this person, and the sessions that ended because the role changed."""

    outcome: Follow
    account: Account | None = None
    ended: tuple[str, ...] = ()


def follow_person(database: Database, person: NamedPerson, now: datetime) -> Followed:
    """Create or update a person's account.

    An account that has a password, or belongs to another person, is never taken over: at many providers users may
    change the name that they are known by.
    """
    with database.write() as session:
        connection = session.connection()
        take_turn(connection)
        account = _of_subject(connection, person.subject)
        if account is None:
            named = account_of(connection, person.key)
            if named is not None and (named.source != person.source or named.subject):
                return Followed(outcome=Follow.NAME_TAKEN)
            if named is None:
                return _created(connection, person, now)
            account = named  # an admin has handed this account over to the provider
        if account.is_disabled:
            return Followed(outcome=Follow.DISABLED)
        return _updated(connection, account, person, now)


def find_person(database: Database, subject: str) -> Account | None:
    """Return the account of a person, or None."""
    with database.read() as session:
        return _of_subject(session.connection(), subject)


def revoke_provider_sessions(
    database: Database, *, subject: str, provider_session: str, at: datetime
) -> tuple[str, ...]:
    """End the sessions of a person, or those that began with one session of the provider; return the ended ones."""
    goes_on = SESSION.c.revoked_at.is_(None) & (SESSION.c.expires_at > at)
    theirs = select(ACCOUNT.c.key).where(ACCOUNT.c.subject == storable(subject), ACCOUNT.c.subject != "")
    if not (subject or provider_session):
        return ()
    if subject:
        goes_on &= SESSION.c.account_key.in_(theirs)
    if provider_session:
        # A session of the provider is one browser's. Some providers do not put it into the ID token: then it is unknown
        # which of the person's sessions ends, and all of them do.
        named = ("", provider_session) if subject else (provider_session,)
        goes_on &= SESSION.c.provider_session.in_([storable(each) for each in named])
    with database.write() as session:
        connection = session.connection()
        ended = tuple(connection.execute(select(SESSION.c.id).where(goes_on)).scalars())
        connection.execute(update(SESSION).where(goes_on).values(revoked_at=at))
        return ended


def _of_subject(connection: Connection, subject: str) -> Account | None:
    wanted = select(ACCOUNT).where(ACCOUNT.c.subject == storable(subject), ACCOUNT.c.subject != "")
    row = connection.execute(wanted).mappings().first()
    return Account(**row) if row else None


def _created(connection: Connection, person: NamedPerson, now: datetime) -> Followed:
    connection.execute(
        insert(ACCOUNT).values(
            key=person.key,
            username=person.username,
            password_hash="",
            is_disabled=False,
            created_at=now,
            password_changed_at=now,
            **_following(person),
        )
    )
    return Followed(outcome=Follow.CREATED, account=account_of(connection, person.key))


def _updated(connection: Connection, account: Account, person: NamedPerson, now: datetime) -> Followed:
    values = _following(person)
    if any(getattr(account, name) != value for name, value in values.items()):
        connection.execute(update(ACCOUNT).where(ACCOUNT.c.key == account.key).values(**values))
    is_other_role = account.role != person.role
    ended = revoke_logins(connection, account.key, now, None) if is_other_role else ()
    outcome = Follow.ROLE_CHANGED if is_other_role else Follow.UNCHANGED
    return Followed(outcome=outcome, account=account_of(connection, account.key), ended=ended)


def _following(person: NamedPerson) -> dict[str, Any]:
    return {
        "source": person.source,
        "subject": storable(person.subject),
        "name": storable(person.name),
        "email": storable(person.email),
        "role": person.role,
        "groups": storable(json.dumps(sorted(set(person.groups)))),
    }
