"""Everything that decides about access, as one object."""

from dataclasses import dataclass

from rca_dashboard.access.account_care.account_care import AccountCare
from rca_dashboard.access.gate.demo_browsers import DemoBrowsers
from rca_dashboard.access.identity import EVERYBODY
from rca_dashboard.access.logins.accounts import Accounts
from rca_dashboard.access.logins.api_tokens import ApiTokens
from rca_dashboard.access.logins.proxy_logins import ProxyLogins
from rca_dashboard.access.logins.sessions import Sessions
from rca_dashboard.access.logins.stored_sessions import identity_in
from rca_dashboard.access.logins.usernames import account_key
from rca_dashboard.access.single_sign_on.sign_on import SingleSignOn
from rca_dashboard.access.sockets.open_sockets import OpenSockets
from rca_dashboard.access.teams import Teams
from rca_dashboard.domain.visibility import EVERYTHING, NOTHING, Visibility
from rca_dashboard.store.accounts import all_accounts, find_account
from rca_dashboard.store.engine import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """The parts that decide about access.

    Attributes:
        is_open: No login is required, and every visitor may do everything.
        browsers: Tells the browsers of the demo apart; None anywhere else.
        proxy: Identifies people by the headers of an authenticating proxy; None if people log in here.
        sign_on: Logs people in at an identity provider; None without single sign-on.
    """

    sessions: Sessions
    accounts: Accounts
    care: AccountCare
    tokens: ApiTokens
    teams: Teams
    sockets: OpenSockets
    is_open: bool
    database: Database
    sign_on: SingleSignOn | None = None
    proxy: ProxyLogins | None = None
    browsers: DemoBrowsers | None = None

    def people(self) -> tuple[str, ...]:
        """Return the usernames of all enabled accounts; this reads the database.

        Without logins, they are the shared one and those of the demo's browsers.
        """
        if self.is_open:
            return (EVERYBODY.username, *(self.browsers.usernames if self.browsers else ()))
        return tuple(account.username for account in all_accounts(self.database) if not account.is_disabled)

    def visibility_of_user(self, username: str) -> Visibility:
        """Return which tickets a user may see; this may read the database."""
        if self.is_open or not self.teams.teams:
            return EVERYTHING
        account = find_account(self.database, account_key(username))
        return self.teams.visibility_of(identity_in(account, "")) if account else NOTHING

    @property
    def asked_sessions(self) -> Sessions | None:
        """The sessions, or None if no login is required."""
        return None if self.is_open else self.sessions

    @property
    def asked_tokens(self) -> ApiTokens | None:
        """The API tokens, or None if no login is required."""
        return None if self.is_open else self.tokens
