"""Connections, transactions, and the errors when there are none."""

import sqlite3
from pathlib import Path

import pytest

from rca_dashboard.store.engine import Database, DatabaseFileGoneError, DatabaseUnavailableError
from rca_dashboard.store.feed import latest_seq
from rca_dashboard.store.migrate import migrate


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_postgresql_is_asked_through_psycopg_3(scheme: str) -> None:
    database = Database(f"{scheme}://someone@localhost/tickets")
    assert database.engine.url.drivername == "postgresql+psycopg"


@pytest.mark.parametrize(
    "url",
    ["", "nonsense", "mysql://root:hunter2@localhost/x", "sqlite://", "sqlite:///:memory:", "postgresql+pg8000://x"],
)
def test_a_url_of_something_else_is_refused_in_one_sentence(url: str) -> None:
    with pytest.raises(DatabaseUnavailableError) as refusal:
        Database(url)
    assert "DATABASE_URL" in str(refusal.value)
    assert "hunter2" not in str(refusal.value)


@pytest.mark.parametrize(
    "url", ["postgresql://someone:hunter2@127.0.0.1:1/tickets", "sqlite:////there/is/no/such/folder/tickets.db"]
)
def test_a_missing_database_is_reported_in_one_sentence_without_a_password(url: str) -> None:
    database = Database(url)
    with pytest.raises(DatabaseUnavailableError) as failure:
        latest_seq(database)
    with pytest.raises(DatabaseUnavailableError):
        migrate(database)
    text = str(failure.value)
    assert "hunter2" not in text
    assert "\n" not in text
    assert "check DATABASE_URL" in text


def test_a_file_that_is_not_a_database_is_reported(tmp_path: Path) -> None:
    (tmp_path / "tickets.db").write_text("A shopping list. " * 100)
    with pytest.raises(DatabaseUnavailableError, match="not a database"):
        migrate(Database(f"sqlite:///{tmp_path / 'tickets.db'}"))


def test_a_password_is_in_no_representation() -> None:
    database = Database("postgresql://someone:hunter2@127.0.0.1:1/tickets")
    assert "hunter2" not in f"{database!r} {database.name} {database.engine!r} {vars(database)!r}"


def test_sqlite_is_set_up_for_one_writer_and_many_readers(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'tickets.db'}")
    with database.read() as session:
        connection = session.connection()
        settings = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "busy_timeout", "foreign_keys")
        }
    database.close()
    assert settings == {"journal_mode": "wal", "synchronous": 1, "busy_timeout": 5000, "foreign_keys": 1}


def test_a_writer_holds_the_lock_from_its_start_and_a_reader_does_not(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'tickets.db'}")
    other = sqlite3.connect(tmp_path / "tickets.db", timeout=0, isolation_level=None)
    with database.write(), pytest.raises(sqlite3.OperationalError, match="locked"):
        other.execute("BEGIN IMMEDIATE")
    with database.read() as session:
        session.connection().exec_driver_sql("SELECT 1")
        other.execute("BEGIN IMMEDIATE")
        other.execute("ROLLBACK")
    other.close()
    database.close()


def test_a_session_that_reads_cannot_write_to_postgresql(postgresql_url: str) -> None:
    database = Database(postgresql_url)
    with pytest.raises(DatabaseUnavailableError, match="read-only"), database.read() as session:
        session.connection().exec_driver_sql("CREATE TABLE nothing (id int)")
    database.close()


def test_a_closed_database_opens_again(database: Database) -> None:
    database.close()
    assert latest_seq(database) == 0


@pytest.mark.parametrize("loss", ["unlink", "replace", "move"])
def test_a_file_that_vanishes_while_it_is_in_use_is_noticed(tmp_path: Path, loss: str) -> None:
    file = tmp_path / "tickets.db"
    database = Database(f"sqlite:///{file}")
    migrate(database)
    if loss == "move":
        file.rename(tmp_path / "moved.db")
    else:
        file.unlink()
    if loss == "replace":
        sqlite3.connect(file).execute("CREATE TABLE other (id int)").connection.close()
    for use in (database.read, database.write):
        with pytest.raises(DatabaseFileGoneError, match="restore the file from a backup") as failure, use():
            pass
        assert str(file) not in failure.value.shown
    assert file.exists() == (loss == "replace")
    if loss == "move":
        (tmp_path / "moved.db").rename(file)
        assert latest_seq(database) == 0
    database.close()


def test_a_file_system_that_refuses_wal_is_named(tmp_path: Path) -> None:
    # This way of locking has no shared memory, as network file systems have none.
    database = Database(f"sqlite:///file:{tmp_path / 'tickets.db'}?vfs=unix-dotfile&uri=true")
    with pytest.raises(DatabaseUnavailableError, match="refuses SQLite's write-ahead log"):
        migrate(database)
    database.close()


@pytest.mark.parametrize(
    "url", ["postgresql://someone:hunter2@db.example.invalid:1/tickets", "sqlite:////there/is/no/such/tickets.db"]
)
def test_what_everyone_may_see_names_no_host_user_or_file(url: str) -> None:
    with pytest.raises(DatabaseUnavailableError) as failure:
        latest_seq(Database(url))
    assert failure.value.shown == "The database is unavailable; see the app's log."


@pytest.mark.parametrize("table", ["ticket", "account", "change"])
def test_a_sqlite_file_of_another_program_is_named_and_left_as_it_is(tmp_path: Path, table: str) -> None:
    file = tmp_path / "theirs.db"
    with sqlite3.connect(file) as theirs:
        theirs.execute(f"CREATE TABLE {table} (theirs text)")
    database = Database(f"sqlite:///{file}")
    with pytest.raises(DatabaseUnavailableError, match="holds tables of another program"):
        migrate(database)
    database.close()
    assert [row[0] for row in theirs.execute("SELECT name FROM sqlite_master WHERE type = 'table'")] == [table]
    theirs.close()
