"""The OpenAPI schemas of the insight's responses."""

from datetime import datetime
from typing import Generic, Literal, TypeVar

from pydantic import Field

from rca_dashboard.api.schemas import ListedTicket, Schema

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


class SimilarSchema(ListedTicket):
    """A similar ticket."""

    why: WhySchema
    one_in: int | None = Field(
        description="1 in so many random pairs of this desk is as near; null before pairs were compared."
    )
