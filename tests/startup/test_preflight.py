"""An unusable database stops the start with one sentence, before anything else starts."""

import dataclasses
from datetime import UTC, datetime
from pathlib import Path

import pytest

from rca_dashboard.domain.tickets.change import Origin
from rca_dashboard.domain.tickets.ticket import Ticket
from rca_dashboard.settings import Settings, SettingsError, load_settings
from rca_dashboard.startup.preflight import check_database
from rca_dashboard.store.engine import Database, DatabaseUnavailableError
from rca_dashboard.store.migrate import ForeignDatabaseError, NewerDatabaseError, claim, migrate
from rca_dashboard.store.tickets.upsert import upsert

WORD = "open-sesame"


def settings_with(url: str) -> Settings:
    return dataclasses.replace(load_settings({}), database_url=url)


@pytest.fixture
def demo(tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path}/demo.db"
    database = Database(url)
    migrate(database)
    claim(database, "demo")
    ticket = Ticket(sys_id="a", table="incident", ticket_id="INC1")
    upsert(database, [ticket], origin=Origin.IMPORT, at=datetime.now(UTC))
    database.close()
    return url


def test_a_database_yet_to_be_made_is_left_to_be_made(tmp_path: Path) -> None:
    check_database(settings_with(f"sqlite:///{tmp_path}/new.db"))
    assert list(tmp_path.iterdir()) == []


def test_the_right_database_passes(demo: str) -> None:
    check_database(settings_with(demo))


@pytest.mark.parametrize("url", ["sqlite:////nonexistent/folder/x.db", f"postgresql://user:{WORD}@127.0.0.1:1/x"])
def test_one_that_cannot_be_used_is_named_without_its_password(url: str) -> None:
    with pytest.raises(DatabaseUnavailableError) as raised:
        check_database(settings_with(url))
    assert "\n" not in str(raised.value)
    assert WORD not in str(raised.value)


def test_tables_of_a_newer_version_stop_the_start_with_one_line(demo: str) -> None:
    database = Database(demo)
    with database.write() as session:
        session.connection().exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    for start in (lambda: check_database(settings_with(demo)), lambda: migrate(database)):
        with pytest.raises(NewerDatabaseError, match=r"newer version of the dashboard .*9999") as raised:
            start()
        assert "\n" not in str(raised.value)
    database.close()


def test_another_sources_tickets_are_left_alone(demo: str) -> None:
    instance = dataclasses.replace(settings_with(demo), servicenow_url="https://desk.example")
    with pytest.raises(ForeignDatabaseError, match=r"demo and not of https://desk\.example"):
        check_database(instance)


def test_a_renamed_instance_passes_with_its_old_host_and_only_with_it(tmp_path: Path) -> None:
    settings = settings_with(f"sqlite:///{tmp_path}/old.db")
    database = Database(settings.database_url)
    migrate(database)
    claim(database, "https://old.example")
    ticket = Ticket(sys_id="a", table="incident", ticket_id="INC1")
    upsert(database, [ticket], origin=Origin.IMPORT, at=datetime.now(UTC))
    database.close()
    renamed = dataclasses.replace(settings, servicenow_url="https://new.example")
    with pytest.raises(ForeignDatabaseError, match=r"INSTANCE_ID=old\.example"):
        check_database(renamed)
    assert check_database(dataclasses.replace(renamed, instance_id="old.example"))


def test_a_first_password_that_is_too_short_is_refused_like_any_setting() -> None:
    instance = {
        "SERVICENOW_URL": "https://desk.example",
        "SERVICENOW_USERNAME": "reader",
        "SERVICENOW_PASSWORD": "x",
        "ADMIN_PASSWORD": "short",
    }
    with pytest.raises(SettingsError, match=r"^ADMIN_PASSWORD=\*\*\*: must have at least 10 characters\.$"):
        load_settings(instance)
