"""A row that could not be stored, and that its table went on without."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectedRow:
    """A row that was set aside.

    Attributes:
        key: Its sys_id; of one that is too long, the beginning and a digest.
        ticket_id: Its number.
        digest: Of the version that was refused: another version is tried at once.
        reason: Why, in words for admins.
        since: When it was first refused.
        last_at: When it was last tried.
        tries: How often.
        content: The refused version as JSON.
    """

    table: str
    key: str
    ticket_id: str
    digest: int
    reason: str
    since: datetime
    last_at: datetime
    tries: int = 1
    content: str = ""
