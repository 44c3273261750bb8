"""How the comparison of all tickets with ServiceNow's is doing."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReconcileStatus:
    """What the page and REST tell of the reconcile that runs, or of the last one.

    Attributes:
        running: It is under way; the figures are then those so far.
        started_at: When it began; None before the first.
        finished_at: When it ended, was stopped or failed; None before that.
        checked: Rows of ServiceNow that were compared with ours.
        deleted: Tickets that were marked because ServiceNow has them no more.
        left_query: Tickets that were marked because they match ``SERVICENOW_QUERY`` no more.
        silent: Tickets that were brought up to date and that polling could not have found.
        warning: None, or what was not believed or could not be read, and what to do: sentences for a person.
        requests: How many requests went to ServiceNow.
        next_at: When the next one is due; None where none is planned.
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
