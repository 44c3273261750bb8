"""What the figures of a case look like in OpenAPI."""

from typing import Literal

from pydantic import BaseModel

from rca_dashboard.domain.cases.parts import VerdictKind


class SharedSchema(BaseModel):
    """What a change shares with the case's tickets."""

    items: list[str]
    words: list[str]


class BaseRateSchema(BaseModel):
    """How often changes preceded the item's incidents, and how often they precede any moment."""

    item: str
    days: int
    n: int
    before: float
    random: float
    ratio: float | None
    low: float | None
    high: float | None
    says_nothing: bool
    text: str


class PlaceboSchema(BaseModel):
    """In how many shifted weeks a change looks as suspicious."""

    as_suspicious: int
    of: int
    text: str


class SuspectSchema(BaseModel):
    """A change that preceded the trigger."""

    number: str
    rank: int
    short_description: str
    started_at: str | None
    ended_at: str | None
    ended_by: str
    is_under_way: bool
    days: float
    distance: str
    shared: SharedSchema
    sureness: float
    base_rate: BaseRateSchema
    placebo: PlaceboSchema


class SuspectFiguresSchema(BaseModel):
    """What the list of suspects rests on."""

    none: float
    candidates: int
    without_time: int
    window_days: int
    trigger_at: str | None
    judged: int
    right: int
    reads_changes: bool
    note: str


class SuspectsAnswer(BaseModel):
    """The suspects, likeliest first, and what they rest on."""

    success: Literal[True]
    data: list[SuspectSchema]
    figures: SuspectFiguresSchema


class FittingTicketSchema(BaseModel):
    """A ticket that fits a signature."""

    sys_id: str
    number: str
    short_description: str
    opened_at: str


class LookSchema(BaseModel):
    """What was counted up to a planned time."""

    number: int
    at: str
    after: int
    expected: float
    ratio: float | None
    low: float
    high: float | None
    p: float
    fewer: bool


class VerdictSchema(BaseModel):
    """Whether the fix held; the figures are there once it is fixed and has a signature."""

    verdict: VerdictKind | None
    text: str
    signature: str
    tickets: list[FittingTicketSchema]
    also_changed: list[str]
    unit: str | None = None
    before_from: str | None = None
    before_to: str | None = None
    fixed_at: str | None = None
    before: int | None = None
    exposure_before: int | None = None
    weekly_before: float | None = None
    known_by: str | None = None
    weeks: int | None = None
    planned_looks: list[str] | None = None
    looks: list[LookSchema] | None = None
    recurrences: int | None = None
    last_recurrence_at: str | None = None


class PreviewSchema(BaseModel):
    """What a signature finds in the last half year."""

    signature: str
    count: int
    weeks: list[int]
    tickets: list[FittingTicketSchema]
