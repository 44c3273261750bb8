"""The route of the change feed, for programs that keep a copy of the tickets."""

from typing import Annotated

from fastapi import Query

from rca_dashboard.access.identity import Role
from rca_dashboard.api.answers import JsonAnswer, success_list
from rca_dashboard.api.errors import ApiError
from rca_dashboard.api.routes import Routes
from rca_dashboard.api.schemas import Event, ListAnswer
from rca_dashboard.api.store_reads import Questions
from rca_dashboard.domain.tickets.change import Change
from rca_dashboard.store import queries

MOST_EVENTS = 1000
LARGEST_SEQ = 2**63 - 1
FEED_SEQ = "X-Feed-Seq"
FEED_SEQ_HEADER = f"A page. The header `{FEED_SEQ}` holds the `seq` of the last event when the page was read."


class EventEndpoints:
    """The endpoint for the feed."""

    def __init__(self, questions: Questions) -> None:
        self._questions = questions

    def list_events(
        self,
        after: Annotated[
            int, Query(ge=0, le=LARGEST_SEQ, description="The `seq` of the last event you have; 0 for none.")
        ] = 0,
        limit: Annotated[int, Query(ge=1, le=MOST_EVENTS)] = MOST_EVENTS,
    ) -> JsonAnswer:
        """Return the events after `after`, oldest first.

        Continue with the last `seq` received; `pagination` counts all events after `after`. 410 means that events
        after `after` are no longer kept: read `/tickets` again, and continue from its `X-Feed-Seq`.
        """
        # Read first, so that an event added in between makes the count too small and never leaves a gap.
        latest = self._questions.ask(queries.latest_seq)
        changes = self._questions.ask(queries.changes_after, after, limit)
        if not _continues(after, changes, latest):
            # Read last: what retention deletes in between is then missed by nobody.
            _refuse_gap(after, self._questions.ask(queries.oldest_seq), latest)
        latest = max(latest, changes[-1].seq if changes else 0)
        return success_list(
            [change.as_json() for change in changes],
            page=1,
            limit=limit,
            total=max(0, latest - after),
            headers={FEED_SEQ: str(latest)},
        )


def _continues(after: int, changes: tuple[Change, ...], latest: int) -> bool:
    """Return whether nothing is missing, without a look at what is stored: ``seq`` has no gaps."""
    return changes[0].seq == after + 1 if changes else latest <= after


def _refuse_gap(after: int, oldest: int, latest: int) -> None:
    """Raise 410 if the next event was deleted by retention; the callers' own limits leave gaps too."""
    if not oldest or oldest > after + 1:
        kept = f"the oldest available is {oldest}" if oldest else "none are available"
        message = f"Events after {after} have expired; {kept}. Read /api/v1/tickets again and continue from {latest}."
        raise ApiError(410, "gone", message)


def add_event_routes(routes: Routes, questions: Questions) -> None:
    """Add ``/events``."""
    routes.get(
        "/events",
        EventEndpoints(questions).list_events,
        role=Role.VIEWER,
        errors=(410, 422, 503),
        response_model=ListAnswer[Event],
        response_description=FEED_SEQ_HEADER,
    )
