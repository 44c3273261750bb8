"""Times as ServiceNow writes them for an account: in the format and the zone of its settings."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from rca_dashboard.domain.json_types import Json

# ServiceNow's twelve-hour clock in the languages that it is translated to.
_BEFORE_NOON = ("AM", "A.M.", "VORM.", "上午", "午前", "오전", "DOP.", "DE.", "ÖÖ", "FM", "F.M.", "SA")
_AFTER_NOON = ("PM", "P.M.", "NACHM.", "下午", "午後", "오후", "ODP.", "DU.", "ÖS", "EM", "E.M.", "CH")
_HALF = "|".join(re.escape(word) for word in sorted((*_BEFORE_NOON, *_AFTER_NOON), key=len, reverse=True))
# Months as words (``dd-MMM-yyyy``): the first three letters in English, German, French, Spanish, Italian, Portuguese
# and Dutch; French "juin" and "juil." need four.
_MONTHS: Mapping[str, int] = {
    word: month
    for month, words in enumerate(
        (
            "jan ene gen",
            "feb fév fev",
            "mar mär mrz",
            "apr avr abr",
            "may mai mag mei",
            "jun juin giu",
            "jul juil lug",
            "aug aoû ago",
            "sep set",
            "oct okt ott out",
            "nov",
            "dec dez déc dic",
        ),
        start=1,
    )
    for word in words.split()
}
_SEPARATOR = r"[-/. ,年月년월]{1,2}\s?"
STAMP = (
    rf"(?:(?:{_HALF})\s)?"
    rf"\d{{1,4}}{_SEPARATOR}(?:\d{{1,2}}|[^\W\d_]{{3,10}}\.?){_SEPARATOR}\d{{1,4}}日?,?"
    rf"[\sT](?:(?:{_HALF})\s?)?\d{{1,2}}[:.]\d{{2}}(?:[:.]\d{{2}})?(?:\s?(?:{_HALF}))?"
)
_PARTS = re.compile(
    rf"(?P<first>\d{{1,4}}){_SEPARATOR}(?P<second>\d{{1,2}}|[^\W\d_]{{3,10}}\.?){_SEPARATOR}(?P<third>\d{{1,4}})日?,?"
    rf"[\sT](?:(?P<before>{_HALF})\s?)?(?P<hour>\d{{1,2}})[:.](?P<minute>\d{{2}})(?:[:.](?P<second_of>\d{{2}}))?"
    rf"(?:\s?(?P<after>{_HALF}))?",
    re.IGNORECASE,
)
_VALUE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}")
_YEAR_DIGITS = 4
_NOON = 12
# Other years are no dates of tickets, and could not be moved to another zone.
_EARLIEST_YEAR, _LATEST_YEAR = 1900, 9000
_LARGEST_OFFSET = timedelta(hours=14)
_OFFSET_STEP = timedelta(minutes=15)
_A_MINUTE = timedelta(minutes=1)


class DateOrder(StrEnum):
    """The order of the parts of a date; a year of four digits in front is always followed by month and day."""

    DAY_FIRST = "day first"
    MONTH_FIRST = "month first"


@dataclass(frozen=True, slots=True)
class AccountTimes:
    """How one account is shown times.

    Attributes:
        order: The order of day and month; None if nothing has shown it.
        pairs: Times in UTC with the same times as the account is shown them, without a zone.
    """

    order: DateOrder | None = None
    pairs: tuple[tuple[datetime, datetime], ...] = ()

    def in_utc(self, local: datetime) -> datetime:
        """Return a time that the account is shown in UTC: by the offset of the known time that is nearest."""
        offsets = ((abs(shown - local), shown - utc.replace(tzinfo=None)) for utc, shown in self.pairs)
        _, offset = min(offsets, default=(timedelta(0), timedelta(0)))
        return (local - _rounded(offset)).replace(tzinfo=UTC)


NO_TIMES = AccountTimes()


def local_time(stamp: str, order: DateOrder) -> datetime | None:
    """Return the time that a stamp shows, without a zone; None for a text that is no time, such as day 32."""
    parts = _PARTS.search(stamp)
    if parts is None:
        return None
    try:
        year, month, day = _date(parts["first"], parts["second"], parts["third"], order)
        if not _EARLIEST_YEAR <= year <= _LATEST_YEAR:
            return None
        return datetime(  # noqa: DTZ001 - a local time of a zone that only its caller knows
            year, month, day, _hour(parts), int(parts["minute"]), int(parts["second_of"] or 0)
        )
    except (ValueError, KeyError, OverflowError):
        return None


def _date(first: str, second: str, third: str, order: DateOrder) -> tuple[int, int, int]:
    if not second[0].isdecimal():
        word = second.lower().rstrip(".")
        month = _MONTHS.get(word[:4]) or _MONTHS[word[:3]]
        day, year = (third, first) if len(first) == _YEAR_DIGITS else (first, third)
        return _year(year), month, int(day)
    if len(first) == _YEAR_DIGITS:
        return int(first), int(second), int(third)
    day, month = (first, second) if order is DateOrder.DAY_FIRST else (second, first)
    return _year(third), int(month), int(day)


def _year(text: str) -> int:
    return int(text) if len(text) == _YEAR_DIGITS else 2000 + int(text)


def _hour(parts: re.Match[str]) -> int:
    hour = int(parts["hour"])
    half = (parts["before"] or parts["after"] or "").upper()
    if not half:
        return hour
    if not 1 <= hour <= _NOON:
        raise ValueError(hour)
    return hour % _NOON + (_NOON if half in _AFTER_NOON else 0)


def has_twelve_hours(stamp: str) -> bool:
    """Return whether a stamp is of a twelve-hour clock, which accounts with the month in front mostly have."""
    parts = _PARTS.search(stamp)
    return parts is not None and bool(parts["before"] or parts["after"])


def account_times(fields: Mapping[str, Json]) -> AccountTimes:
    """Return how the account is shown times, from fields that came with their value and their display value."""
    times = tuple(_shown_times(fields.values()))
    for order in (None, *DateOrder):
        pairs = tuple(_pairs(times, order))
        if times and len(pairs) == len(times):
            return AccountTimes(order, pairs)
    return NO_TIMES


def _shown_times(values: Iterable[Json]) -> Iterator[tuple[datetime, str]]:
    for value in values:
        match value:
            case {"value": str(text), "display_value": str(display)} if _VALUE.fullmatch(text) and display:
                pass
            case str(text) if _VALUE.fullmatch(text):
                display = text
            case _:
                continue
        try:
            yield datetime.fromisoformat(text).replace(tzinfo=UTC), display
        except ValueError:
            continue


def _pairs(times: Sequence[tuple[datetime, str]], order: DateOrder | None) -> Iterator[tuple[datetime, datetime]]:
    """Return the pairs under an order; None is the order of stamps that say it themselves."""
    for utc, display in times:
        shown = {local_time(display, each) for each in ([order] if order else DateOrder)}
        local = shown.pop()
        if shown or local is None:
            continue
        offset = local - utc.replace(tzinfo=None)
        if abs(offset) <= _LARGEST_OFFSET and abs(offset - _rounded(offset)) < _A_MINUTE:
            yield utc, local


def _rounded(offset: timedelta) -> timedelta:
    """Return an offset as zones have them: a display without seconds cuts them off."""
    return round(offset / _OFFSET_STEP) * _OFFSET_STEP
