"""The data of one user, read in one snapshot: preferences, what is read, and marks on some tickets."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from rca_dashboard.domain.preferences import Preferences
from rca_dashboard.store.engine import Database
from rca_dashboard.store.personal.marks import TicketMark, select_marks
from rca_dashboard.store.personal.preferences import select_chosen_and_read, unread_since


@dataclass(frozen=True, slots=True, kw_only=True)
class Belongings:
    """The preferences and marks of one user.

    Attributes:
        unread_since: Tickets that arrived later and were never opened are unread.
        read_until: The ``seq`` of the last change when everything was marked as read; 0 before that.
        marks: By sys_id, for those requested tickets that have a mark.
    """

    preferences: Preferences
    unread_since: datetime
    read_until: int
    marks: dict[str, TicketMark]


def belongings_of(database: Database, username: str, sys_ids: Collection[str], now: datetime) -> Belongings:
    """Return what a page shows of one user: one transaction, except for the first visit, which is recorded.

    Args:
        database: The database.
        username: The user.
        sys_ids: The tickets whose marks are requested.
        now: The time of a first visit.
    """
    with database.read() as session:
        kept = select_chosen_and_read(session.connection(), username)
        marks = select_marks(session.connection(), username, sys_ids)
    since = kept.unread_since or unread_since(database, username, now)
    return Belongings(preferences=kept.preferences, unread_since=since, read_until=kept.read_until, marks=marks)
