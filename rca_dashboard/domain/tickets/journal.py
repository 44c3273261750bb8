"""Parse ServiceNow's journal texts: blocks of a header "date - name (Work notes)" and a message, newest first.

The text is all that the Table API sends, and people quote such headers in their messages. A line counts as a header if
it follows an empty line, has the label and a time in the format of the other headers, and fits in the order of times.
Nothing is ever left out: what is not a header belongs to the message around it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from rca_dashboard.domain.tickets.journal_times import (
    NO_TIMES,
    STAMP,
    AccountTimes,
    DateOrder,
    has_twelve_hours,
    local_time,
)

_HEADER = re.compile(rf"(?P<stamp>{STAMP}) - (?P<author>.*?) ?\((?P<label>[^()]{{1,80}})\)\s*", re.IGNORECASE)
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
# A name and a label have at most 100 and 80 characters.
_LONGEST_HEADER = 300
# Summer time and the zones of those who wrote an entry.
_TOLERANCE = timedelta(days=1)
# A message that quotes two hundred headers is no longer a message; and a journal of 10,000 entries stays fast.
_LOOK_BACK = 200
_YEAR_DIGITS = 4
_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """One message of a journal.

    Attributes:
        at: When it was written; None if the text has no header that can be read.
        author: The name in the header.
        label: The label in the header, such as "Work notes" in the language of the account.
        text: The message.
        place: The length of the journal from its header to its end, which stays the same while entries are added.
    """

    at: datetime | None
    author: str
    label: str
    text: str
    place: int


@dataclass(frozen=True, slots=True)
class Written:
    """A part of a journal that was seen to be added: from one length of the text to another, maybe by one update."""

    before: int
    after: int
    is_one_entry: bool


@dataclass(frozen=True, slots=True)
class JournalContext:
    """What is known about a journal beside its text.

    Attributes:
        times: How the account is shown times.
        created_at: No entry is older.
        updated_at: No entry is newer.
        written: Which parts were seen to be added.
        labels: The labels that headers have; by default that of the first header.
    """

    times: AccountTimes = NO_TIMES
    created_at: datetime | None = None
    updated_at: datetime | None = None
    written: Sequence[Written] = ()
    labels: frozenset[str] = frozenset()


_UNKNOWN = JournalContext()


@dataclass(frozen=True, slots=True)
class _Header:
    start: int
    end: int
    stamp: str
    author: str
    label: str
    place: int
    at: datetime = _NEVER

    @property
    def format(self) -> str:
        """The form of the stamp, which is the same in all headers of an account."""
        digits = re.sub(r"[0-9]+", lambda found: "Y" if len(found[0]) == _YEAR_DIGITS else "9", self.stamp)
        return re.sub(r"[^\W\d_9Y]+\.?(?:[^\W\d_]\.)?", "a", digits)


def normalized(text: str) -> str:
    """Return a text with the line ends that the parser counts by."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def journal_entries(text: str, context: JournalContext = _UNKNOWN) -> tuple[JournalEntry, ...]:
    """Return the entries of a journal in the order of the text; one whole entry if it has no header."""
    journal = normalized(text)
    headers = _headers(journal, context)
    starts = [header.start for header in headers] + [len(journal)]
    entries = [
        JournalEntry(header.at, header.author, header.label, _message(journal[header.end : end]), header.place)
        for header, end in zip(headers, starts[1:], strict=True)
    ]
    before = _message(journal[: starts[0]])
    return (JournalEntry(None, "", "", before, len(journal)), *entries) if before else tuple(entries)


def _message(text: str) -> str:
    return text.strip("\n").rstrip()


def _headers(journal: str, context: JournalContext) -> list[_Header]:
    found = [header for header in _candidates(journal) if not _is_inside(header, context.written)]
    labels = context.labels or {header.label for header in found[:1]}
    found = [header for header in found if header.label in labels and header.format == found[0].format]
    certain = {part.after for part in context.written}
    timed = _timed(found, context)
    inside = [header for header in timed if header.place in certain or _is_within(header, context, timed[0])]
    return _in_order(inside, certain)


def _candidates(journal: str) -> list[_Header]:
    """Return each line that looks like a header and follows an empty line or nothing."""
    found: list[_Header] = []
    start, is_after_gap = 0, True
    for line in _LINE.findall(journal):
        if is_after_gap and len(line) <= _LONGEST_HEADER and (match := _HEADER.fullmatch(line)):
            place = len(journal) - start
            end = start + len(line)
            found.append(_Header(start, end, match["stamp"], match["author"].strip(), match["label"], place))
        start += len(line)
        is_after_gap = not line.strip()
    return found


def _is_inside(header: _Header, written: Sequence[Written]) -> bool:
    """Return whether a line stands inside a message that was seen to be written by one update."""
    return any(part.is_one_entry and part.before < header.place < part.after for part in written)


def _timed(headers: Sequence[_Header], context: JournalContext) -> list[_Header]:
    """Return the headers whose stamps are times, under the order of day and month that fits best."""
    orders = [context.times.order] if context.times.order else list(DateOrder)
    if len(orders) > 1 and any(has_twelve_hours(header.stamp) for header in headers):
        orders.reverse()
    readings = [
        [
            replace(header, at=context.times.in_utc(local))
            for header in headers
            if (local := local_time(header.stamp, order))
        ]
        for order in orders
    ]
    return max(readings, key=lambda reading: _fit(reading, context))


def _fit(headers: Sequence[_Header], context: JournalContext) -> int:
    """Return how well a reading fits: how many stamps are times within the ticket's life and in order."""
    times = [header.at for header in headers]
    within = sum(_is_between(at, context) for at in times)
    descending = sum(later >= earlier for later, earlier in pairwise(times))
    return 4 * len(times) + 2 * within + descending


def _is_between(at: datetime, context: JournalContext) -> bool:
    earliest, latest = context.created_at, context.updated_at
    is_after = earliest is None or at >= earliest - _TOLERANCE
    return is_after and (latest is None or at <= latest + _TOLERANCE)


def _is_within(header: _Header, context: JournalContext, first: _Header) -> bool:
    return header is first or _is_between(header.at, context)


def _in_order(headers: Sequence[_Header], certain: set[int]) -> list[_Header]:
    """Return the longest series of headers whose times never rise, and those that are certain.

    A quoted header is older than the entry around it, and mostly older than the next one too. Of two equal lines the
    later one counts: the earlier one quotes it.
    """
    if not headers:
        return []
    first, *others = headers
    below = [header for header in others if header.place in certain or header.at <= first.at]
    series = _longest(below if 2 * len(below) >= len(others) else others)
    kept = {first.place, *(header.place for header in series)}
    return [header for header in headers if header.place in kept or header.place in certain]


def _longest(headers: Sequence[_Header]) -> list[_Header]:
    lengths: list[int] = []
    before: list[int] = []
    for place, header in enumerate(headers):
        best, previous = 0, -1
        for other in range(place - 1, max(-1, place - _LOOK_BACK), -1):
            if lengths[other] > best and headers[other].at >= header.at:
                best, previous = lengths[other], other
        lengths.append(best + 1)
        before.append(previous)
    series: list[_Header] = []
    at = max(range(len(headers)), key=lambda place: (lengths[place], place), default=-1)
    while at >= 0:
        series.append(headers[at])
        at = before[at]
    return series[::-1]
