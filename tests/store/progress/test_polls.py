"""The stored polls."""

from datetime import timedelta

import pytest

from rca_dashboard.domain.progress.poll import PollResult
from rca_dashboard.store.engine import Database
from rca_dashboard.store.progress import polls
from rca_dashboard.store.progress.polls import recent_polls, record_poll
from tests.tickets import NOON


def test_polls_come_back_newest_first(database: Database) -> None:
    first = PollResult(at=NOON, seconds=0.25, requests=2, new=1, updated=2, unchanged=3, hidden=4)
    second = PollResult(at=NOON - timedelta(hours=1), error="The host does not answer.")
    record_poll(database, first)
    record_poll(database, second)
    assert recent_polls(database) == (second, first)
    assert recent_polls(database, 1) == (second,)


def test_only_the_last_polls_are_kept(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(polls, "KEPT_POLLS", 5)
    for minute in range(8):
        record_poll(database, PollResult(at=NOON + timedelta(minutes=minute)))
    assert [(poll.at - NOON).seconds // 60 for poll in recent_polls(database)] == [7, 6, 5, 4, 3]
