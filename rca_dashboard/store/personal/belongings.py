"""What belongs to one person, read in one snapshot: choices, what is read, and marks on some tickets."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from rca_dashboard.domain.preferences import Preferences
from rca_dashboard.store.engine import Database
from rca_dashboard.store.personal.marks import TicketMark, select_marks
from rca_dashboard.store.personal.preferences import select_chosen_and_read, unread_since


@dataclass(frozen=True, slots=True, kw_only=True)
class Belongings:
    """What one person has chosen and done.

    Attributes:
        unread_since: What arrived later, and was never opened, is unread.
        read_until: The ``seq`` of the last change when all was marked as read; 0 before that.
        marks: By sys_id, on those tickets that were asked for and have a mark.
    """

    preferences: Preferences
    unread_since: datetime
    read_until: int
    marks: dict[str, TicketMark]


def belongings_of(database: Database, username: str, sys_ids: Collection[str], now: datetime) -> Belongings:
    """Read what a page shows of one person: one transaction, but for the first visit, which is written down.

    Args:
        database: Where it is kept.
        username: Whose.
        sys_ids: The tickets whose marks are asked for.
        now: The time of a first visit.
    """
    with database.read() as session:
        kept = select_chosen_and_read(session.connection(), username)
        marks = select_marks(session.connection(), username, sys_ids)
    since = kept.unread_since or unread_since(database, username, now)
    return Belongings(preferences=kept.preferences, unread_since=since, read_until=kept.read_until, marks=marks)
