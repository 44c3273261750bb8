"""The OpenAPI schemas of one ticket with everything that is known of it."""

from typing import Any, Literal

from pydantic import Field

from rca_dashboard.api.schemas import ListedTicket, Schema


class TicketClusterSchema(Schema):
    """The cluster that a ticket is in; `/clusters/{id}` has its figures."""

    id: int
    label: str


class TicketBurstSchema(Schema):
    """The strongest burst that counts a ticket, of those that no user has dismissed."""

    id: int
    level: Literal["watch", "burst", "major"]
    label: str


class WholeTicket(ListedTicket):
    """A ticket with what it is part of, and with all other received fields by ServiceNow's names."""

    cluster: TicketClusterSchema | None
    burst: TicketBurstSchema | None
    extra: dict[str, Any] = Field(description="By ServiceNow's names.")
