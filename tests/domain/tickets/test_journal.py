"""ServiceNow's journal texts become entries; what only looks like a header stays in its message; nothing is lost."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rca_dashboard.domain.tickets.journal import JournalContext, Written, journal_entries
from rca_dashboard.domain.tickets.journal_times import AccountTimes, DateOrder, account_times, local_time

NOON = datetime(2026, 11, 23, 12, 0, 9, tzinfo=UTC)
FORMATS = (
    *("%Y-%m-%d %H:%M:%S", "%d/%m/%Y %H:%M:%S", "%m.%d.%Y %H:%M:%S", "%d.%m.%Y %H:%M:%S", "%m/%d/%Y %I:%M:%S %p"),
    *("%d-%m-%Y %I:%M:%S %p", "%m-%d-%Y %H:%M:%S", "%d-%b-%Y %H:%M:%S", "%Y/%m/%d %H:%M:%S", "%d/%m/%y %H:%M:%S"),
)


def texts(journal: str, context: JournalContext | None = None) -> list[str]:
    return [entry.text for entry in journal_entries(journal, context or JournalContext())]


def test_real_shapes_are_read() -> None:
    journal = (
        "2022-11-21 22:50:34 - System Administrator (Additional comments)\nSecond comment\n\n Mirrored from afar\n\n"
        "2022-11-21 21:45:37 - Test User (Additional comments)\nFirst comment\n\n"
    )
    second, first = journal_entries(journal)
    assert second.at == datetime(2022, 11, 21, 22, 50, 34, tzinfo=UTC)
    assert (second.author, second.text) == ("System Administrator", "Second comment\n\n Mirrored from afar")
    assert (first.author, first.text) == ("Test User", "First comment")


@pytest.mark.parametrize(
    ("stamp", "expected"),
    [
        ("13-Jul-2026 10:29:21", (2026, 7, 13, 10, 29, 21)),
        ("13. Juli 2026 10:29", (2026, 7, 13, 10, 29, 0)),
        ("3-août-2026 10:29:21", (2026, 8, 3, 10, 29, 21)),
        ("23/11/2026 12:05:09 AM", (2026, 11, 23, 0, 5, 9)),
        ("23/11/2026 12:05:09 PM", (2026, 11, 23, 12, 5, 9)),
        ("23.11.2026 02:05:09 nachm.", (2026, 11, 23, 14, 5, 9)),
        ("2026年11月23日 下午 02:05:09", (2026, 11, 23, 14, 5, 9)),
        ("23-11-2026 02:05:09 p.m.", (2026, 11, 23, 14, 5, 9)),
        ("23-11-2026 02:05:09\u202fPM", (2026, 11, 23, 14, 5, 9)),
    ],
)
def test_localised_times_are_read(stamp: str, expected: tuple[int, ...]) -> None:
    assert local_time(stamp, DateOrder.DAY_FIRST) == datetime(*expected)  # noqa: DTZ001 - a local time
    (entry,) = journal_entries(f"{stamp} - Änne Groß-Müller (extern) (Arbeitsnotizen)\nHallo\n\n")
    assert (entry.author, entry.label, entry.text) == ("Änne Groß-Müller (extern)", "Arbeitsnotizen", "Hallo")


@pytest.mark.parametrize("stamp", ["2026-13-45 10:00:00", "32/01/2026 10:00:00", "2026-01-01 25:00:00", "soon"])
def test_what_is_no_time_is_no_header(stamp: str) -> None:
    journal = f"{stamp} - Beth Anglin (Work notes)\nIt is shown whole."
    (entry,) = journal_entries(journal)
    assert (entry.at, entry.author, entry.text) == (None, "", journal)


QUOTES = {
    "in a line": "As in 2026-11-20 10:00:00 - Beth Anglin (Work notes)\nthe router was slow.",
    "without an empty line": "He wrote:\n2026-11-20 10:00:00 - Beth Anglin (Work notes)\nthe router was slow.",
    "with another label": "He wrote:\n\n2026-11-20 10:00:00 - Beth Anglin (see below)\nthe router was slow.",
    "in another format": "He wrote:\n\n20/11/2026 10:00:00 - Beth Anglin (Work notes)\nthe router was slow.",
    "newer than the entry": "He wrote:\n\n2026-11-24 10:00:00 - Beth Anglin (Work notes)\nthe router was slow.",
    "older than the next": "He wrote:\n\n2026-11-20 10:00:00 - Beth Anglin (Work notes)\nthe router was slow.",
    "a copy of the next": "He wrote:\n\n2026-11-23 09:00:00 - Beth Anglin (Work notes)\nFirst.",
}


@pytest.mark.parametrize("quote", QUOTES.values(), ids=QUOTES)
def test_what_only_looks_like_a_header_stays_in_its_message(quote: str) -> None:
    journal = (
        f"2026-11-23 12:00:09 - David Loo (Work notes)\n{quote}\n\n"
        "2026-11-23 10:00:00 - David Loo (Work notes)\nSecond.\n\n"
        "2026-11-23 09:00:00 - Beth Anglin (Work notes)\nFirst.\n\n"
    )
    assert texts(journal) == [quote, "Second.", "First."]


def test_a_quote_in_the_oldest_message_is_older_than_the_ticket() -> None:
    quote = "He wrote in another ticket:\n\n2026-11-20 10:00:00 - Beth Anglin (Work notes)\nthe router was slow."
    journal = f"2026-11-23 12:00:09 - David Loo (Work notes)\n{quote}\n\n"
    assert texts(journal, JournalContext(created_at=NOON)) == [quote]


def test_what_the_feed_saw_as_one_update_is_one_entry() -> None:
    quote = "Again:\n\n2026-11-23 11:00:00 - Beth Anglin (Work notes)\nthe router was slow."
    older = "2026-11-23 10:00:00 - David Loo (Work notes)\nFirst.\n\n"
    journal = f"2026-11-23 12:00:09 - David Loo (Work notes)\n{quote}\n\n{older}"
    seen = (Written(len(older), len(journal), is_one_entry=True),)
    assert texts(journal, JournalContext(written=seen)) == [quote, "First."]
    assert len(texts(journal)) == 3, "without the feed the quote cannot be known"


def test_the_zone_and_the_order_of_day_and_month_are_those_of_fields_with_both_values() -> None:
    created = {"value": "2026-07-05 22:30:00", "display_value": "07/06/2026 00:30:00"}
    times = account_times({"sys_created_on": created, "correlation_id": "2026", "due": ""})
    assert times.order is DateOrder.MONTH_FIRST
    (entry,) = journal_entries("07/08/2026 02:15:00 - Beth (Work notes)\nNight shift", JournalContext(times))
    assert entry.at == datetime(2026, 7, 8, 0, 15, tzinfo=UTC)


def test_an_account_on_utc_has_no_offset() -> None:
    times = account_times({"sys_created_on": "2026-07-05 22:30:00"})
    (entry,) = journal_entries("2026-07-08 02:15:00 - Beth (Work notes)\nx", JournalContext(times))
    assert entry.at == datetime(2026, 7, 8, 2, 15, tzinfo=UTC)


def test_an_ambiguous_date_is_read_as_the_ticket_was_open() -> None:
    context = JournalContext(created_at=datetime(2026, 2, 1, tzinfo=UTC), updated_at=datetime(2026, 2, 9, tzinfo=UTC))
    for stamp in ("02/03/2026 10:00:00", "03/02/2026 10:00:00"):
        (entry,) = journal_entries(f"{stamp} - Beth (Work notes)\nx", context)
        assert entry.at == datetime(2026, 2, 3, 10, tzinfo=UTC)


LINES = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=40)
MESSAGES = st.lists(LINES, min_size=1, max_size=5).map("\n".join).map(lambda text: text.strip("\n").rstrip())
AUTHORS = st.text(st.characters(categories=("L", "Nd"), include_characters=" .-'()"), min_size=1, max_size=30)
ENTRIES = st.lists(
    st.tuples(st.integers(0, 500_000), AUTHORS.map(str.strip).filter(bool), MESSAGES.filter(bool)),
    min_size=1,
    max_size=8,
)


@given(ENTRIES, st.sampled_from(FORMATS), st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata"]))
def test_what_servicenow_writes_is_read_again(
    entries: list[tuple[int, str, str]], date_format: str, zone_name: str
) -> None:
    zone = ZoneInfo(zone_name)
    written = [(NOON - timedelta(seconds=before), author, text) for before, author, text in sorted(entries)]

    def shown(at: datetime) -> str:
        return at.astimezone(zone).strftime(date_format)

    journal = "".join(f"{shown(at)} - {author} (Work notes)\n{text}\n\n" for at, author, text in written)
    created = NOON - timedelta(seconds=500_000)
    times = account_times(
        {"sys_created_on": {"value": created.strftime("%Y-%m-%d %H:%M:%S"), "display_value": shown(created)}}
    )
    context = JournalContext(times, created_at=created, updated_at=NOON)
    read = [(entry.at, entry.author, entry.text) for entry in journal_entries(journal, context)]
    assert read == written


@given(
    st.lists(
        st.one_of(
            LINES,
            st.sampled_from(
                [
                    "2026-11-23 12:00:09 - David Loo (Work notes)",
                    "23/11/2026 12:00 - X (y)",
                    "",
                    "\r",
                    "2026-11-23 11:00:00 -  (Work notes)",
                ]
            ),
        ),
        max_size=30,
    ),
    st.sampled_from(["\n", "\r\n"]),
)
def test_nothing_is_lost_and_nothing_is_invented(lines: list[str], end: str) -> None:
    journal = end.join(lines)
    entries = journal_entries(journal)
    shown = "".join(f"{entry.author}{entry.text}" for entry in entries)
    outside = [line for line in lines if " - " not in line]
    for line in outside:
        assert "".join(line.split()) in "".join(shown.split()) or not line.strip()
    assert len("".join(shown.split())) <= len("".join(journal.split()))
    places = [entry.place for entry in entries]
    assert places == sorted(places, reverse=True)


def test_a_journal_at_servicenows_limit_is_read_quickly_whatever_it_says() -> None:
    line = "2026-11-23 12:00:09 - " + "a (" * 50 + "\n\n"
    assert len(journal_entries(line * 6_000)) == 1
    header = "2026-11-23 12:00:09 - David Loo (Work notes)\nx\n\n"
    assert len(journal_entries(header * 4_000)) == 4_000


def test_account_times_ignore_fields_that_are_no_times() -> None:
    assert account_times({"a": {"value": "2026-99-99 00:00:00", "display_value": "x"}, "b": ["c"]}) == AccountTimes()
