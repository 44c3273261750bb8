"""The OpenAPI schemas of the insight's responses."""

from datetime import datetime
from typing import Generic, Literal, TypeVar

from pydantic import Field

from rca_dashboard.api.schemas import Schema, TicketFields

Data = TypeVar("Data")


class SearchedSchema(Schema):
    """What the answer rests on: how many tickets, since when, and what was left out."""

    n: int = Field(description="How many tickets were looked at.")
    since: datetime | None = Field(description="When the oldest of them was opened.")
    left_out: str = Field(description="What was not looked at; empty if nothing was left out.")


class SearchedAnswer(Schema, Generic[Data]):
    """A successful response, with what was searched for it."""

    success: Literal[True]
    data: list[Data]
    searched: SearchedSchema


class SharedWord(Schema):
    """A word of both tickets, and what it adds to the nearness of a ticket to itself, which is 1."""

    word: str
    weight: float


class SharedField(Schema):
    """A field with the same value in both tickets."""

    field: str
    weight: float


class DifferingField(Schema):
    """A field with different values."""

    field: str
    this: str
    other: str


class WhySchema(Schema):
    """The words and fields that weighed most, and what differs."""

    words: list[SharedWord]
    fields: list[SharedField]
    differing: list[DifferingField]


class SimilarSchema(TicketFields):
    """A similar ticket."""

    why: WhySchema
    one_in: int | None = Field(
        description="1 in so many random pairs of this desk is as near; null before pairs were compared."
    )


class ClusterSchema(Schema):
    """A cluster of tickets with nearly the same summary; without an id, the tickets that are in none."""

    id: int | None
    label: str
    summary: str = Field(description="The commonest summary.")
    count: int
    hours_open: float = Field(description="The sum of the times that its tickets were open.")
    reassignments: int
    share: float = Field(description="Its share of all tickets.")
    a_week: float = Field(description="How many a week brought, from its first ticket to its last.")


class BurstSchema(Schema):
    """More tickets about one thing than usual."""

    id: int
    level: Literal["watch", "burst", "major"]
    key: str = Field(description="What they are about: a kind, such as `cluster`, and its value.")
    label: str
    count: int
    expected: float = Field(description="How many are usual in the same window.")
    probability: float = Field(description="How probable it is that chance brings as many.")
    since: datetime
    until: datetime
    ended_at: datetime | None
    dismissed_at: datetime | None
    dismissed_by: str | None
    reason: str | None
    tickets: list[str] = Field(description="The numbers of its tickets.")


class WeekRowSchema(Schema):
    """A line of a week: what it is about, its page, and its figures in words."""

    name: str
    link: str
    text: str
    figures: str


class WeekSectionSchema(Schema):
    """A part of a week."""

    key: Literal["came-back", "overdue", "costliest", "new-clusters", "bursts"]
    title: str
    total: int = Field(description="How many there are; at most 50 rows are shown.")
    basis: str = Field(description="Of how many, and since when.")
    rows: list[WeekRowSchema]


class WeekSchema(Schema):
    """A week."""

    week: str
    days: str
    previous: str | None
    next: str | None
    sections: list[WeekSectionSchema]
