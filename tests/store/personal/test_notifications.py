"""Notifications and the place in the feed are stored together, and are separate for each user."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from rca_dashboard.domain.notifications.notice import NoticeLevel
from rca_dashboard.domain.notifications.notification import Notification
from rca_dashboard.domain.preferences import NoticeEvent
from rca_dashboard.store.engine import Database
from rca_dashboard.store.personal import notification_log as outgoing
from rca_dashboard.store.personal import notifications as store
from rca_dashboard.store.personal.notification_log import (
    NotifyProgress,
    Outgoing,
    prepare_progress,
    progress_of,
    store_outgoing,
)
from rca_dashboard.store.personal.notifications import NotificationFilter
from tests.store.listing.kept_tickets import keep
from tests.tickets import NOON, make

LATER = NOON + timedelta(minutes=5)


def notification(place: int = 1, *, event: NoticeEvent = NoticeEvent.NEW_TICKET, priority: int = 1) -> Notification:
    return Notification(
        at=NOON + timedelta(seconds=place),
        event=event,
        level=NoticeLevel.WARNING,
        title=f"New critical ticket INC{place}",
        text="Printer \0 on fire",
        sys_id=f"{place:032x}",
        ticket_id=f"INC{place}",
        link=f"/tickets/INC{place}",
        priority=priority,
    )


def told(database: Database, username: str, *places: int) -> tuple[int, ...]:
    before = progress_of(database)
    ids = store_outgoing(
        database, before, replace(before, seq=before.seq + 1), [Outgoing(username, notification(p)) for p in places]
    )
    assert ids is not None
    return ids


def listed(database: Database, username: str, wanted: NotificationFilter | None = None) -> list[str]:
    return [each.ticket_id for each in store.notifications(database, username, wanted).notifications]


@pytest.fixture(autouse=True)
def prepared(database: Database) -> NotifyProgress:
    return prepare_progress(database)


def test_what_stood_in_the_feed_at_the_first_start_is_history(database: Database, prepared: NotifyProgress) -> None:
    assert prepared == NotifyProgress(seq=0)
    keep(database, make(1), make(2))
    assert prepare_progress(database) == prepared


def test_a_feed_that_was_put_back_is_followed_from_its_end(database: Database, prepared: NotifyProgress) -> None:
    assert store_outgoing(database, prepared, replace(prepared, seq=40), []) == ()
    assert prepare_progress(database).seq == 0


def test_a_notification_is_read_as_it_was_stored(database: Database) -> None:
    (number,) = told(database, "vera", 1)
    expected = replace(notification(), id=number, text="Printer \N{REPLACEMENT CHARACTER} on fire")
    assert store.notifications(database, "vera").notifications == (expected,)


def test_notifying_from_an_older_state_stores_nothing(database: Database, prepared: NotifyProgress) -> None:
    assert store_outgoing(database, prepared, replace(prepared, seq=1), [Outgoing("vera", notification(1))]) is not None
    assert store_outgoing(database, prepared, replace(prepared, seq=2), [Outgoing("vera", notification(2))]) is None
    assert listed(database, "vera") == ["INC1"]
    assert progress_of(database).seq == 1


def test_of_workers_that_notify_at_once_one_succeeds(database: Database, prepared: NotifyProgress) -> None:
    def try_to_tell(_: int) -> bool:
        return (
            store_outgoing(database, prepared, replace(prepared, seq=1), [Outgoing("vera", notification(1))])
            is not None
        )

    with ThreadPoolExecutor(4) as threads:
        assert sum(threads.map(try_to_tell, range(4))) == 1
    assert listed(database, "vera") == ["INC1"]


def test_each_sees_marks_and_dismisses_their_own_alone(database: Database) -> None:
    mine, theirs = told(database, "vera", 1, 2, 3), told(database, "otto", 4, 5)
    assert listed(database, "vera") == ["INC3", "INC2", "INC1"]
    assert store.mark_read(database, "vera", LATER, [*mine[:1], *theirs]) == 1
    assert store.dismiss(database, "vera", LATER, theirs) == 0
    assert store.mark_read(database, "otto", LATER) == 2
    assert (store.unread_count(database, "vera"), store.unread_count(database, "otto")) == (2, 0)
    assert store.notifications_among(database, "vera", theirs) == {}


def test_dismissed_notifications_are_neither_listed_nor_counted(database: Database) -> None:
    ids = told(database, "vera", 1, 2)
    assert store.dismiss(database, "vera", LATER, ids[:1]) == 1
    assert store.dismiss(database, "vera", LATER, ids[:1]) == 0
    assert listed(database, "vera") == ["INC2"]
    assert store.unread_count(database, "vera") == 1
    assert store.mark_read(database, "vera", LATER) == 1


def test_the_filters_of_the_list_go_together(database: Database, prepared: NotifyProgress) -> None:
    kinds = [
        notification(1),
        notification(2, priority=2),
        notification(3, event=NoticeEvent.WATCHED_TICKET),
        notification(4, event=NoticeEvent.WATCHED_TICKET, priority=2),
    ]
    ids = store_outgoing(database, prepared, replace(prepared, seq=1), [Outgoing("vera", each) for each in kinds])
    assert ids
    store.mark_read(database, "vera", LATER, [ids[2]])
    watched = NotificationFilter(event=NoticeEvent.WATCHED_TICKET)
    assert listed(database, "vera", watched) == ["INC4", "INC3"]
    assert listed(database, "vera", replace(watched, unread=True)) == ["INC4"]
    assert listed(database, "vera", NotificationFilter(priority=2)) == ["INC4", "INC2"]


def test_pages_are_of_the_size_asked_for(database: Database) -> None:
    told(database, "vera", *range(1, 8))
    page = store.notifications(database, "vera", page=2, limit=3)
    assert ([each.ticket_id for each in page.notifications], page.total) == (["INC4", "INC3", "INC2"], 7)


def test_a_burst_that_grows_takes_its_own_place_and_is_unread_again(database: Database) -> None:
    (number,) = told(database, "vera", 1)
    store.dismiss(database, "vera", LATER)
    before = progress_of(database)
    grown = [Outgoing("vera", notification(2), replaces=number), Outgoing("otto", notification(3), replaces=number)]
    assert store_outgoing(database, before, replace(before, seq=9), grown) == (number, number + 1)
    assert listed(database, "vera") == ["INC2"]
    assert listed(database, "otto") == ["INC3"]
    assert store.unread_count(database, "vera") == 1


def test_every_change_of_a_users_notifications_is_found_by_its_revision(database: Database) -> None:
    start = progress_of(database).revision
    told(database, "vera", 1)
    told(database, "otto", 2)
    second = progress_of(database).revision
    assert store.users_changed_after(database, start) == {"vera", "otto"}
    store.mark_read(database, "vera", LATER)
    store.mark_read(database, "vera", LATER)
    assert store.users_changed_after(database, second) == {"vera"}
    assert progress_of(database).revision == second + 1


def test_only_the_newest_are_kept(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outgoing, "MOST_KEPT", 3)
    told(database, "otto", 9)
    told(database, "vera", 1, 2)
    told(database, "vera", 3, 4)
    assert listed(database, "vera") == ["INC4", "INC3", "INC2"]
    assert listed(database, "otto") == ["INC9"]
