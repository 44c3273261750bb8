"""Audit log entries: who did what, when and from where. No entry holds a password, a token or a cookie."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from rca_dashboard.domain.iso8601 import to_iso
from rca_dashboard.domain.json_types import Json

LONGEST_DETAIL = 500


class Action(StrEnum):
    """An action of a user; REST and exports use the values."""

    LOGIN = "login"
    LOGIN_FAILED = "login_failed"
    LOGOUT = "logout"
    LOGINS_ENDED = "logins_ended"
    ACCOUNT_CREATED = "account_created"
    ACCOUNT_DISABLED = "account_disabled"
    ACCOUNT_ENABLED = "account_enabled"
    ROLE_CHANGED = "role_changed"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - an action's name
    INVITED = "invited"
    RESET_LINK_CREATED = "reset_link_created"
    SECOND_FACTOR_ADDED = "second_factor_added"
    SECOND_FACTOR_REMOVED = "second_factor_removed"
    RECOVERY_CODES_CREATED = "recovery_codes_created"
    TOKEN_CREATED = "token_created"  # noqa: S105 - the same
    TOKEN_REVOKED = "token_revoked"  # noqa: S105 - the same
    TEAM_CHANGED = "team_changed"
    POLLING_STARTED = "polling_started"
    POLLING_STOPPED = "polling_stopped"
    POLLING_RESET = "polling_reset"
    POLLED = "polled"
    IMPORT_STARTED = "import_started"
    IMPORT_STOPPED = "import_stopped"
    IMPORT_RESET = "import_reset"
    RECONCILE_STARTED = "reconcile_started"
    RECONCILE_STOPPED = "reconcile_stopped"
    ABSENCES_CONFIRMED = "absences_confirmed"
    CLUSTER_RENAMED = "cluster_renamed"
    CLUSTERS_MERGED = "clusters_merged"
    CLUSTER_SPLIT = "cluster_split"
    CASE_CREATED = "case_created"
    CASE_CHANGED = "case_changed"
    ASSISTANT_ASKED = "assistant_asked"
    INSTANCE_WENT_BACK = "instance_went_back"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who performs an action, and from which address; the address is empty where no request was involved."""

    username: str
    address: str = ""


# For actions that no user requested, such as creating the first account.
THE_APP = Actor("the app")
UNKNOWN_ACCOUNT = "an unknown account"


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """One entry of the audit log.

    Attributes:
        id: Rises with each entry, in the order in which they were written; 0 before it is written.
        username: Who did it; for a failed login the account that was tried.
        address: The client's address, as the gate determined it.
        action: An ``Action``, or one that another version of the app knows.
        subject: What it was done to: an account, a table, or nothing.
        detail: Further information in a few words.
    """

    at: datetime
    username: str
    address: str
    action: str
    subject: str = ""
    detail: str = ""
    id: int = 0

    def as_json(self) -> dict[str, Json]:
        """Return the entry as JSON for REST and exports."""
        return {
            "id": self.id,
            "at": to_iso(self.at),
            "username": self.username,
            "address": self.address,
            "action": str(self.action),
            "subject": self.subject,
            "detail": self.detail,
        }
