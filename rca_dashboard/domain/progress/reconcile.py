"""Progress of a reconcile, the comparison of all tickets with ServiceNow's."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class DoubtedAbsences:
    """Tickets of one table that are missing in ServiceNow, too many to be trusted without an admin's confirmation.

    Attributes:
        table: The table.
        count: How many.
        numbers: The numbers of the first ones.
        since: When the first of them was found.
    """

    table: str
    count: int
    numbers: tuple[str, ...]
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReconcileStatus:
    """The status of the running or last reconcile, for the page and REST.

    Attributes:
        running: Whether it is running; the figures are then those so far.
        started_at: When it began; None before the first.
        finished_at: When it ended, was stopped or failed; None before that.
        checked: Rows of ServiceNow that were compared with stored ones.
        deleted: Tickets marked as deleted because ServiceNow no longer has them.
        left_query: Tickets marked because they no longer match ``SERVICENOW_QUERY``.
        silent: Tickets that were updated and that polling could not have found.
        warning: None, or what was not believed or could not be read, and what to do: sentences for people.
        requests: How many requests went to ServiceNow.
        doubted: What an admin may confirm as deleted.
        next_at: When the next one is due; None if none is planned.
    """

    running: bool = False
    started_at: datetime | None = None
    finished_at: datetime | None = None
    checked: int = 0
    deleted: int = 0
    left_query: int = 0
    silent: int = 0
    warning: str | None = None
    requests: int = 0
    next_at: datetime | None = None
    doubted: tuple[DoubtedAbsences, ...] = ()


def doubted_words(doubted: Sequence[DoubtedAbsences]) -> str:
    """Return how many tickets of which tables are doubted, in words for people."""
    kinds = {"task_sla": "service levels of tickets"}
    return ", ".join(f"{each.count} {kinds.get(each.table, f'tickets of {each.table}')}" for each in doubted)
