"""Who did what, when and from where: what the audit log holds. No entry holds a password, a token or a cookie."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from rca_dashboard.domain.iso8601 import to_iso
from rca_dashboard.domain.json_types import Json

LONGEST_DETAIL = 500


class Action(StrEnum):
    """What somebody did; the values stand in REST and in exports."""

    LOGIN = "login"
    LOGIN_FAILED = "login_failed"
    LOGOUT = "logout"
    LOGINS_ENDED = "logins_ended"
    ACCOUNT_CREATED = "account_created"
    ACCOUNT_DISABLED = "account_disabled"
    ACCOUNT_ENABLED = "account_enabled"
    ROLE_CHANGED = "role_changed"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - an action's name
    POLLING_STARTED = "polling_started"
    POLLING_STOPPED = "polling_stopped"
    POLLING_RESET = "polling_reset"
    POLLED = "polled"
    IMPORT_STARTED = "import_started"
    IMPORT_STOPPED = "import_stopped"
    IMPORT_RESET = "import_reset"
    RECONCILE_STARTED = "reconcile_started"
    RECONCILE_STOPPED = "reconcile_stopped"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, and from which address; an address is empty where nobody sent anything."""

    username: str
    address: str = ""


# What no person asked for, such as the first account.
THE_APP = Actor("the app")
UNKNOWN_ACCOUNT = "an unknown account"


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """One line of the log.

    Attributes:
        id: Rises with each entry, in the order in which they were written; 0 before it is written.
        username: Who did it; for a failed login the account that was tried.
        address: From where, as the gate has said.
        action: An ``Action``, or one that another version of the app knows.
        subject: What it was done to: an account, a table, or nothing.
        detail: What there is to know beside, in a few words.
    """

    at: datetime
    username: str
    address: str
    action: str
    subject: str = ""
    detail: str = ""
    id: int = 0

    def as_json(self) -> dict[str, Json]:
        """Return the entry as REST and exports show it."""
        return {
            "id": self.id,
            "at": to_iso(self.at),
            "username": self.username,
            "address": self.address,
            "action": str(self.action),
            "subject": self.subject,
            "detail": self.detail,
        }
