"""The session cache: reads are batched, and an ended session is never missed."""

import asyncio
from collections.abc import Collection, Mapping
from pathlib import Path

import pytest

from rca_dashboard.access.identity import Identity, Role
from rca_dashboard.access.logins.session_cache import KnownSessions
from rca_dashboard.store.engine import Database, DatabaseUnavailableError
from rca_dashboard.store.migrate import migrate
from tests.access.accounts_harness import PASSWORD, AccountsHarness, cookie
from tests.statements import sent_to

VERA, AGNES = (Identity(name, Role.VIEWER, session_id=name) for name in ("vera", "agnes"))


class HeldReads:
    """A database that answers on request, with the data as of when it was queried."""

    def __init__(self) -> None:
        self.true: dict[str, Identity] = {each.session_id: each for each in (VERA, AGNES)}
        self.asked: list[frozenset[str]] = []
        self.begun = asyncio.Event()
        self.answers = asyncio.Event()
        self.is_away = False

    async def read(self, session_ids: Collection[str]) -> Mapping[str, Identity]:
        self.asked.append(frozenset(session_ids))
        found = {each: self.true[each] for each in session_ids if each in self.true}
        self.begun.set()
        await self.answers.wait()
        if self.is_away:
            raise DatabaseUnavailableError("The database is away.")
        return found


async def test_browsers_that_come_back_together_are_read_together(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'accounts.db'}")
    migrate(database)
    harness = AccountsHarness(database)
    await harness.sessions.prepare()
    logins = []
    for name in ("vera", "agnes", "adam"):
        await harness.accounts.create(name, PASSWORD, Role.AGENT)
        logins.extend([await harness.login(name) for _ in range(5)])
    await harness.sessions.logout(logins[0].identity)
    harness.pass_time(seconds=3)
    with sent_to(database) as sent:
        found = await asyncio.gather(*(harness.sessions.identity(cookie(each)) for each in logins))
    assert found == [None, *(each.identity for each in logins[1:])]
    assert len([one for one in sent if one.startswith("SELECT")]) == 1
    database.close()


async def test_a_minutes_look_at_all_open_sockets_is_one_read(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'accounts.db'}")
    migrate(database)
    harness = AccountsHarness(database)
    await harness.sessions.prepare()
    await harness.accounts.create("vera", PASSWORD, Role.AGENT)
    ids = frozenset([(await harness.login()).identity.session_id for _ in range(10)])
    harness.open_sessions = ids
    harness.pass_time(days=7, seconds=1)
    with sent_to(database) as sent:
        await harness.sessions.touch()
    assert harness.ended == [ids]
    assert len([one for one in sent if one.startswith("SELECT")]) == 1
    database.close()


async def test_a_read_that_began_before_the_end_is_not_believed_after_it() -> None:
    held = HeldReads()
    known = KnownSessions(held.read)
    before = asyncio.create_task(known.identity("vera"))
    await held.begun.wait()
    del held.true["vera"]
    known.forget(frozenset({"vera"}))
    after = asyncio.create_task(known.identity("vera"))
    held.answers.set()
    async with asyncio.timeout(5):
        assert await before == VERA
        assert await after is None
        assert await known.identity("vera") is None


async def test_who_ends_before_the_read_begins_is_asked_for_once() -> None:
    held = HeldReads()
    held.answers.set()
    known = KnownSessions(held.read)
    first = asyncio.create_task(known.identity("vera"))
    await asyncio.sleep(0)
    del held.true["vera"]
    known.forget(frozenset({"vera"}))
    async with asyncio.timeout(5):
        assert await asyncio.gather(first, known.identity("vera")) == [None, None]
    assert held.asked == [frozenset({"vera"})]


async def test_a_stuck_read_delays_no_other() -> None:
    held = HeldReads()
    known = KnownSessions(held.read)
    stuck = asyncio.create_task(known.identity("vera"))
    await held.begun.wait()
    held.begun.clear()
    other = asyncio.create_task(known.identity("agnes"))
    async with asyncio.timeout(5):
        await held.begun.wait()
    held.answers.set()
    assert await asyncio.gather(stuck, other) == [VERA, AGNES]


async def test_a_failed_read_is_raised_for_all_waiters_and_the_next_call_reads_again() -> None:
    held = HeldReads()
    held.is_away = True
    held.answers.set()
    known = KnownSessions(held.read)
    answers = await asyncio.gather(known.identity("vera"), known.identity("agnes"), return_exceptions=True)
    assert [type(each) for each in answers] == [DatabaseUnavailableError, DatabaseUnavailableError]
    held.is_away = False
    assert await known.identity("vera") == VERA


async def test_a_cancelled_caller_cancels_no_other() -> None:
    held = HeldReads()
    known = KnownSessions(held.read)
    leaving, staying = (asyncio.create_task(known.identity("vera")) for _ in range(2))
    await held.begun.wait()
    leaving.cancel()
    with pytest.raises(asyncio.CancelledError):
        await leaving
    held.answers.set()
    assert await staying == VERA
    assert held.asked == [frozenset({"vera"})]


async def test_once_a_read_has_failed_nobody_who_is_known_waits_for_the_next() -> None:
    reads, seconds = HeldReads(), 0.0
    known = KnownSessions(reads.read, now=lambda: seconds)
    reads.answers.set()
    assert await known.identity("vera") == VERA
    seconds, reads.is_away = 10.0, True
    assert await known.identity("vera") == VERA
    reads.answers.clear()  # the next reads hang, as behind a lock
    async with asyncio.timeout(1):
        for _ in range(3):
            assert await known.identity("vera") == VERA
    with pytest.raises(TimeoutError):  # one who is not known has to wait
        async with asyncio.timeout(0.1):
            await known.identity("agnes")
    del reads.true["vera"]  # ended meanwhile, in another worker
    reads.is_away = False
    reads.answers.set()
    assert await known.identity("agnes") == AGNES  # what hung is answered, as of before the end
    seconds = 13.0
    assert await known.identity("vera") is None


async def test_who_is_known_waits_again_once_a_minute_has_passed() -> None:
    reads, seconds = HeldReads(), 0.0
    known = KnownSessions(reads.read, now=lambda: seconds)
    reads.answers.set()
    assert await known.identity("vera") == VERA
    seconds, reads.is_away = 61.0, True
    for _ in range(2):
        with pytest.raises(DatabaseUnavailableError):
            await known.identity("vera")
