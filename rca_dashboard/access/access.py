"""Everything that decides who may, as one whole."""

from dataclasses import dataclass

from rca_dashboard.access.identity import EVERYBODY
from rca_dashboard.access.logins.accounts import Accounts
from rca_dashboard.access.logins.sessions import Sessions
from rca_dashboard.access.sockets.open_sockets import OpenSockets
from rca_dashboard.store.accounts import all_accounts
from rca_dashboard.store.engine import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """The parts that decide who may.

    Attributes:
        is_open: No one has to log in, and every visitor may do everything.
    """

    sessions: Sessions
    accounts: Accounts
    sockets: OpenSockets
    is_open: bool
    database: Database

    def people(self) -> tuple[str, ...]:
        """Return the usernames of all who may log in, or the one that stands for everybody; it reads the database."""
        if self.is_open:
            return (EVERYBODY.username,)
        return tuple(account.username for account in all_accounts(self.database) if not account.is_disabled)

    @property
    def asked_sessions(self) -> Sessions | None:
        """The logins, where a login is needed."""
        return None if self.is_open else self.sessions
