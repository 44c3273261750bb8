"""Wake-ups between workers: heard at once, again after each loss, and replaced by looks where they cannot be heard."""

import asyncio
from collections.abc import AsyncIterator, Callable

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from rca_dashboard.domain.tickets.change import Origin
from rca_dashboard.store.engine import Database
from rca_dashboard.store.postgresql import listening_address
from rca_dashboard.store.tickets.upsert import upsert
from rca_dashboard.store.wake_ups import Topic
from rca_dashboard.sync.workers import listener as listener_module
from rca_dashboard.sync.workers.listener import Listener
from tests.sync.sync_harness import until
from tests.tickets import NOON, make

Heard = list[str]


@pytest.fixture
def url(database: Database) -> str:
    return database.engine.url.render_as_string(hide_password=False)


@pytest.fixture
async def listening(database: Database, url: str) -> AsyncIterator[Callable[..., tuple[Listener, Heard, Heard]]]:
    """Return a function that starts a listener, and what it hears and how often it looks."""
    tasks: list[asyncio.Task[None]] = []

    def begin(to: str = url) -> tuple[Listener, Heard, Heard]:
        heard: Heard = []
        looks: Heard = []
        made = Listener(database, to, {Topic.FEED: heard.append}, (lambda: looks.append(""),))
        tasks.append(asyncio.create_task(made.run()))
        return made, heard, looks

    yield begin
    for task in tasks:
        task.cancel()
        await asyncio.wait({task})


Begin = Callable[..., tuple[Listener, Heard, Heard]]


async def test_a_commit_of_another_process_is_heard_and_a_rolled_back_one_is_not(
    listening: Begin, database: Database
) -> None:
    listener, heard, _ = listening()
    await until(lambda: listener.is_hearing)
    await asyncio.to_thread(upsert, database, [make(1)], origin=Origin.POLL, at=NOON)
    await until(lambda: len(heard) == 1)
    await asyncio.to_thread(upsert, database, [make(1)], origin=Origin.POLL, at=NOON)
    await asyncio.to_thread(upsert, database, [make(2)], origin=Origin.POLL, at=NOON)
    await until(lambda: len(heard) == 2)


async def test_a_connection_that_is_cut_comes_back_and_counts_as_a_wake_up(
    listening: Begin, url: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(listener_module, "RARE_LOOK_SECONDS", 3600.0)
    monkeypatch.setattr(listener_module, "LOOK_SECONDS", 3600.0)
    listener, _, looks = listening()
    await until(lambda: listener.is_hearing and len(looks) == 1)
    async with await psycopg.AsyncConnection.connect(listening_address(url), autocommit=True) as connection:
        await connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'")
    await until(lambda: listener.is_hearing and len(looks) == 2)
    assert "Wake-ups" not in caplog.text


async def test_where_listen_is_swallowed_there_is_one_warning_and_a_look_a_second(
    listening: Begin, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """As behind a pool in transaction mode: LISTEN is accepted, and nothing arrives."""
    monkeypatch.setattr(listener_module, "CHANNEL", "another_channel")
    monkeypatch.setattr(listener_module, "PROOF_SECONDS", 0.2)
    monkeypatch.setattr(listener_module, "RETRY_UNHEARD_SECONDS", 0.1)
    monkeypatch.setattr(listener_module, "LOOK_SECONDS", 0.05)
    listener, _, looks = listening()
    await until(lambda: len(looks) > 20)
    assert not listener.is_hearing
    assert caplog.text.count("set DATABASE_LISTEN_URL to the PostgreSQL server itself") == 1


async def test_an_address_that_cannot_be_reached_is_warned_of_once_and_without_its_password(
    listening: Begin, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(listener_module, "RETRY_SECONDS", 0.02)
    monkeypatch.setattr(listener_module, "LOOK_SECONDS", 0.05)
    _, _, looks = listening("postgresql://desk:open-sesame@127.0.0.1:1/desk")
    await until(lambda: len(looks) > 5)
    assert caplog.text.count("cannot be listened to") == 1
    assert "open-sesame" not in caplog.text


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (
            "postgresql://desk:p%40ss%20w@db:5433/rca",
            {"user": "desk", "password": "p@ss w", "host": "db", "port": "5433"},
        ),
        (
            "postgresql+psycopg://desk@/rca?host=db1:5433&host=db2:5434&target_session_attrs=read-write",
            {"host": "db1,db2", "port": "5433,5434", "target_session_attrs": "read-write"},
        ),
        (
            "postgresql://desk@/rca?host=/run/postgresql&connect_timeout=2",
            {"host": "/run/postgresql", "connect_timeout": "2"},
        ),
        ("postgresql://desk@db/rca?prepare_threshold=0&sslmode=require", {"host": "db", "sslmode": "require"}),
    ],
    ids=["a password", "several servers", "a socket", "parameters"],
)
def test_the_address_to_listen_at_is_read_as_the_engine_reads_it(url: str, expected: dict[str, str]) -> None:
    found = conninfo_to_dict(listening_address(url))
    assert {name: str(found[name]) for name in expected} == expected
    assert found["dbname"] == "rca"
    assert "keepalives_idle" in found
    assert "prepare_threshold" not in found
