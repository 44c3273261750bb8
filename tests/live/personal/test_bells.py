"""A bell is read once for all tabs of a user, and is correct whatever happens during the read."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from rca_dashboard.live.personal.bells import Bells
from rca_dashboard.store.engine import Database
from rca_dashboard.store.personal import notifications as kept
from tests.live.personal.notification_harness import NotificationHarness
from tests.statements import sent_to


@pytest.fixture
def desk(database: Database) -> NotificationHarness:
    return NotificationHarness(database)


def before(read: Callable[..., Any], happens: Callable[[], None]) -> Callable[..., Any]:
    """Let something happen once before a read."""
    still = [happens]

    def done(*arguments: Any) -> Any:
        if still:
            still.pop()()
        return read(*arguments)

    return done


async def told_once(desk: NotificationHarness) -> None:
    notifier = await desk.notifier()
    desk.store(1)
    await notifier.tick()


async def test_a_page_load_of_a_known_bell_reads_nothing(desk: NotificationHarness) -> None:
    await told_once(desk)
    bells = Bells(desk.database, desk.tabs)
    with sent_to(desk.database) as sent:
        await asyncio.gather(*(bells.open("vera") for _ in range(20)))
        first = len(sent)
        await bells.open("vera")
    assert (bells.bell("vera").unread, first) == (1, len(sent))
    assert sum("BEGIN" in each for each in sent) == 3  # one read for the twenty: the revision, the newest, the count


async def test_a_browser_that_joins_while_bells_are_read_gets_what_its_own_read_may_have_missed(
    desk: NotificationHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.tabs.usernames = frozenset()
    bells = Bells(desk.database, desk.tabs)
    await bells.push_changed()
    await bells.open("vera")  # she is about to join, and reads before the notification is stored
    await told_once(desk)

    def joins() -> None:
        desk.tabs.usernames = frozenset({"vera"})

    monkeypatch.setattr(kept, "users_changed_after", before(kept.users_changed_after, joins))
    await bells.push_changed()
    assert [(username, bell.unread) for username, bell in desk.tabs.told] == [("vera", 1)]


async def test_who_leaves_while_bells_are_looked_at_and_comes_back_finds_the_bell_as_it_is(
    desk: NotificationHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    bells = Bells(desk.database, desk.tabs)
    await bells.open("vera")
    await bells.push_changed()
    await told_once(desk)

    def leaves() -> None:
        desk.tabs.usernames = frozenset()

    monkeypatch.setattr(kept, "users_changed_after", before(kept.users_changed_after, leaves))
    await bells.push_changed()
    desk.tabs.usernames = frozenset({"vera"})
    await bells.open("vera")
    assert bells.bell("vera").unread == 1
