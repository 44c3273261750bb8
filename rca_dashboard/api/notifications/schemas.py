"""The OpenAPI schemas of notifications."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from rca_dashboard.api.schemas import Schema


class NotificationSchema(Schema):
    """A notification about a ticket, a burst of tickets, a case that came back, polling or an import."""

    id: int
    at: datetime
    event: Literal[
        "new_ticket",
        "updated_ticket",
        "watched_ticket",
        "sla_due",
        "sla_breached",
        "polling",
        "import",
        "burst",
        "recurrence",
    ]
    level: Literal["success", "info", "warning", "error"]
    title: str
    text: str
    sys_id: str | None = Field(description="The ticket's sys_id; null for several tickets, polling and imports.")
    ticket_id: str | None
    priority: int | None = Field(description="The highest priority among its tickets.")
    count: int = Field(description="How many tickets it is about.")
    link: str | None = Field(description="The page of the app that it links to.")
    is_read: bool
    read_at: datetime | None


class Marked(Schema):
    """How many notifications were marked as read."""

    marked: int
