"""The routes of notifications: the caller's own, and nobody else's."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Literal, Protocol

from fastapi import Query, Request
from pydantic import Field

from rca_dashboard.access.identity import Role, identity_of
from rca_dashboard.api.answers import JsonAnswer, success, success_list
from rca_dashboard.api.notifications.schemas import Marked, NotificationSchema
from rca_dashboard.api.routes import Routes
from rca_dashboard.api.schemas import Answer, ListAnswer, Schema
from rca_dashboard.api.store_reads import Questions
from rca_dashboard.domain.preferences import NoticeEvent
from rca_dashboard.domain.tickets.priority import Priority
from rca_dashboard.store.personal import notifications as kept
from rca_dashboard.store.personal.notifications import NotificationFilter

MOST_MARKED = 500
LARGEST_LIMIT = 200
LARGEST_PAGE = 1_000_000
# The largest whole number that every reader of JSON knows exactly (RFC 8259, 6).
LARGEST_ID = 2**53 - 1


class SomeRead(Schema):
    """Notifications with these ids are read."""

    ids: list[Annotated[int, Field(ge=1, le=LARGEST_ID)]] = Field(max_length=MOST_MARKED)


class AllRead(Schema):
    """All notifications are read."""

    all: Literal[True]


class MarksRead(Protocol):
    """What marks notifications as read and tells the person's tabs (``live.bells``)."""

    def mark_read(self, username: str, ids: list[int] | None = None) -> Awaitable[int]:
        """Mark somebody's notifications as read, all or those with these ids; give how many were not before."""
        ...


class NotificationEndpoints:
    """Answers about the caller's notifications."""

    def __init__(self, questions: Questions, bells: Callable[[], MarksRead]) -> None:
        self._questions = questions
        self._bells = bells

    def list_notifications(
        self,
        request: Request,
        unread: Annotated[bool, Query(description="Only unread notifications.")] = False,  # noqa: FBT002 - a query parameter
        event: Annotated[NoticeEvent | None, Query(description="Only notifications of this kind.")] = None,
        priority: Annotated[int | None, Query(ge=min(Priority).value, le=max(Priority).value)] = None,
        page: Annotated[int, Query(ge=1, le=LARGEST_PAGE)] = 1,
        limit: Annotated[int, Query(ge=1, le=LARGEST_LIMIT)] = 25,
    ) -> JsonAnswer:
        """List your notifications that are not dismissed, newest first."""
        wanted = NotificationFilter(unread=unread, event=event, priority=priority)
        username = identity_of(request.scope).username
        found = self._questions.ask(kept.notifications, username, wanted, page=page, limit=limit)
        return success_list([each.as_json() for each in found.notifications], page=page, limit=limit, total=found.total)

    async def mark_notifications_read(self, request: Request, body: SomeRead | AllRead) -> JsonAnswer:
        """Mark your notifications as read, those with these ids or all; answers how many were not read before.

        Ids of nobody, or of somebody else, are passed over.
        """
        username = identity_of(request.scope).username
        return success(
            {"marked": await self._bells().mark_read(username, body.ids if isinstance(body, SomeRead) else None)}
        )


def add_notification_routes(routes: Routes, questions: Questions, bells: Callable[[], MarksRead]) -> None:
    """Add ``/notifications``."""
    endpoints = NotificationEndpoints(questions, bells)
    routes.get(
        "/notifications",
        endpoints.list_notifications,
        role=Role.VIEWER,
        errors=(422, 503),
        response_model=ListAnswer[NotificationSchema],
    )
    routes.post(
        "/notifications/read",
        endpoints.mark_notifications_read,
        role=Role.VIEWER,
        errors=(422, 503),
        response_model=Answer[Marked],
    )
