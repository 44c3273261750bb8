"""The routes of notifications, limited to the caller's own."""

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
# The largest integer that every JSON parser represents exactly (RFC 8259, section 6).
LARGEST_ID = 2**53 - 1


class SomeRead(Schema):
    """Mark the notifications with these ids as read."""

    ids: list[Annotated[int, Field(ge=1, le=LARGEST_ID)]] = Field(max_length=MOST_MARKED)


class AllRead(Schema):
    """Mark all notifications as read."""

    all: Literal[True]


class MarksRead(Protocol):
    """Marks notifications as read and updates the user's tabs: ``live.personal.bells.Bells``."""

    def mark_read(self, username: str, ids: list[int] | None = None) -> Awaitable[int]:
        """Mark a user's notifications as read, all or those with these ids; return how many were unread."""
        ...


class NotificationEndpoints:
    """The endpoints for the caller's notifications."""

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
        """Mark your notifications as read, those with these ids or all; returns how many were unread.

        Unknown ids and those of other users are ignored.
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
