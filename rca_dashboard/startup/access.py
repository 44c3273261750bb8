"""Create the parts of access control from the settings: passwords, logins, accounts and open sockets."""

from dataclasses import dataclass
from pathlib import Path

from rca_dashboard.access.gate.gate import GateRules
from rca_dashboard.access.gate.headers import script_hashes
from rca_dashboard.access.identity import EVERYBODY
from rca_dashboard.access.logins.accounts import Accounts
from rca_dashboard.access.logins.passwords import Passwords
from rca_dashboard.access.logins.sessions import Sessions
from rca_dashboard.access.logins.throttle import LoginThrottle
from rca_dashboard.access.signatures import Signatures
from rca_dashboard.access.sockets.open_sockets import OpenSockets
from rca_dashboard.settings import Settings
from rca_dashboard.store.accounts import all_accounts
from rca_dashboard.store.engine import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """The parts of access control.

    Attributes:
        is_open: No login is required, and everyone may do everything.
    """

    sessions: Sessions
    accounts: Accounts
    sockets: OpenSockets
    is_open: bool
    database: Database

    def people(self) -> tuple[str, ...]:
        """Return the usernames of all accounts, or the one that stands for everyone; reads the database."""
        if self.is_open:
            return (EVERYBODY.username,)
        return tuple(account.username for account in all_accounts(self.database) if not account.is_disabled)

    @property
    def asked_sessions(self) -> Sessions | None:
        """The sessions, if logins are required."""
        return None if self.is_open else self.sessions


def access_of(settings: Settings, database: Database) -> Access:
    """Return the parts of access control; nothing is read from the database yet."""
    passwords, throttle = Passwords(), LoginThrottle()
    sessions = Sessions(
        database, passwords, throttle, secret=settings.session_secret, is_https=settings.public_url.startswith("https:")
    )
    sockets = OpenSockets(
        most_for_one=settings.limit_sockets_per_user, messages_per_second=settings.limit_messages_per_second
    )
    sessions.count_as_used(sockets.sessions)
    return Access(
        sessions=sessions,
        accounts=Accounts(database, passwords, sessions, throttle),
        sockets=sockets,
        is_open=settings.auth_mode == "none",
        database=database,
    )


def webhook_signatures(settings: Settings) -> Signatures | None:
    """Return the verifier of webhook signatures; None if no secret enables the webhook."""
    return Signatures(settings.servicenow_webhook_secret) if settings.servicenow_webhook_secret else None


def gate_rules(settings: Settings, origins: tuple[str, ...], pages: Path) -> GateRules:
    """Return the rules of the gate.

    Args:
        settings: The settings.
        origins: Those that may call the app.
        pages: The built pages, whose inline scripts alone may run; the folder may be missing, as in dev mode.
    """
    return GateRules(
        origins=origins,
        script_hashes=script_hashes(pages),
        credentials=settings.cors_credentials,
        trusted_proxies=settings.trusted_proxies,
        is_https=settings.public_url.startswith("https:"),
    )
