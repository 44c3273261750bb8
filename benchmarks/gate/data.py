"""The data of the benchmark's app: a page full of tickets, and a login per socket."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from rca_dashboard.access.logins.cookies import SessionCookie, cookie_name
from rca_dashboard.domain.tickets.change import Origin
from rca_dashboard.domain.tickets.ticket import Reference, Ticket
from rca_dashboard.store.accounts import Account, add_account
from rca_dashboard.store.engine import Database
from rca_dashboard.store.migrate import migrate
from rca_dashboard.store.sessions import StoredSession, add_session, kept_secret
from rca_dashboard.store.tickets.upsert import upsert

TICKETS = 200
# First on the list, as the newest; it is the one that changes.
NEWEST = f"INC{TICKETS:07}"
_OPENED = datetime(2026, 1, 1, tzinfo=UTC)


def subject_of(change: int) -> str:
    """Return the text by which a socket recognizes a change."""
    return f"Change {change} of the benchmark"


def changed_ticket(change: int) -> Ticket:
    """Return the newest ticket after a change."""
    return _ticket(TICKETS, subject=subject_of(change), mod_count=change)


def _ticket(place: int, *, subject: str, mod_count: int = 0) -> Ticket:
    return Ticket(
        sys_id=f"{place:032x}",
        table="incident",
        ticket_id=f"INC{place:07}",
        short_description=subject,
        status="In Progress",
        state="2",
        priority=3,
        opened_at=_OPENED + timedelta(minutes=place),
        updated_at=_OPENED + timedelta(days=1, seconds=mod_count),
        mod_count=mod_count,
        is_active=True,
        assignment_group=Reference("1" * 32, "Network"),
        assigned_to=Reference("2" * 32, "Ada Miller"),
    )


def prepare(path: Path, secret: str, logins: int) -> list[str]:
    """Create the database, and return a session cookie per login, all of one account."""
    database = Database(f"sqlite:///{path}")
    migrate(database)
    now = datetime.now(UTC)
    tickets = [_ticket(place, subject=f"Printer {place} is on fire") for place in range(1, TICKETS + 1)]
    upsert(database, tickets, origin=Origin.IMPORT, at=now)
    reader = Account(
        key="reader",
        username="reader",
        password_hash="",
        role="viewer",
        is_disabled=False,
        created_at=now,
        password_changed_at=now,
    )
    add_account(database, reader)
    name = cookie_name(kept_secret(database, lambda: secret), is_secure=False)
    cookies = SessionCookie(secret, name=name, is_secure=False, seconds=3600)
    values = [_login(database, cookies, now) for _ in range(logins)]
    database.close()
    return values


def _login(database: Database, cookies: SessionCookie, now: datetime) -> str:
    session_id, header = cookies.issue()
    login = StoredSession(
        id=session_id,
        account_key="reader",
        created_at=now,
        last_used_at=now,
        expires_at=now + timedelta(hours=1),
        address="127.0.0.1",
        user_agent="the benchmark",
    )
    add_session(database, login, forget_before=now)
    return header.partition(";")[0]
