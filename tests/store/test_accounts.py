"""Accounts and sessions in both databases."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from rca_dashboard.store.accounts import (
    Account,
    LastAdminError,
    add_account,
    all_accounts,
    change_account,
    find_account,
    replace_hash,
)
from rca_dashboard.store.engine import Database
from rca_dashboard.store.sessions import (
    StoredSession,
    add_session,
    find_sessions,
    has_logged_in_from,
    kept_secret,
    revoke_session,
    revoke_sessions,
    revoked_since,
    sessions_of,
    touch_sessions,
)
from tests.tickets import NOON

WEEK = timedelta(days=7)


def account(name: str, role: str = "admin") -> Account:
    return Account(
        key=name.lower(),
        username=name,
        password_hash="hash of " + name,
        role=role,
        is_disabled=False,
        created_at=NOON,
        password_changed_at=NOON,
    )


def login(number: int, name: str = "ada") -> StoredSession:
    return StoredSession(
        id=f"{number:064x}",
        account_key=name,
        created_at=NOON,
        last_used_at=NOON,
        expires_at=NOON + WEEK,
        address="198.51.100.7",
        user_agent="a browser",
    )


def test_an_account_comes_back_as_it_was_stored_and_only_once(database: Database) -> None:
    assert add_account(database, account("Ada"))
    assert not add_account(database, account("ADA"))
    assert find_account(database, "ada") == account("Ada")
    assert find_account(database, "Ada") is None
    assert "hash of" not in repr(find_account(database, "ada"))


def test_of_many_who_make_the_first_account_at_once_one_does(database: Database) -> None:
    with ThreadPoolExecutor(6) as threads:
        made = list(threads.map(lambda n: add_account(database, account(f"a{n}"), is_first=True), range(6)))
    assert made.count(True) == 1
    assert len(all_accounts(database)) == 1


def test_admins_who_demote_one_another_at_once_leave_one(database: Database) -> None:
    names = [f"admin{number}" for number in range(4)]
    for _ in range(5):
        for name in names:
            add_account(database, account(name))
            change_account(database, name, {"role": "admin"})

        def demote(name: str) -> Any:
            try:
                return change_account(database, name, {"role": "viewer"}, revoke_at=NOON)
            except LastAdminError:
                return LastAdminError

        with ThreadPoolExecutor(4) as threads:
            outcomes = list(threads.map(demote, names))
        assert outcomes.count(LastAdminError) == 1
        assert [each.role for each in all_accounts(database)].count("admin") == 1


def test_a_change_that_is_refused_changes_nothing_and_ends_no_login(database: Database) -> None:
    add_account(database, account("ada"))
    add_session(database, login(1), forget_before=NOON)
    with pytest.raises(LastAdminError):
        change_account(database, "ada", {"is_disabled": True}, revoke_at=NOON)
    assert find_account(database, "ada") == replace(account("ada"), last_login_at=NOON)
    assert revoked_since(database, NOON) == frozenset()
    assert change_account(database, "nobody", {"role": "admin"}) is None


def test_logins_end_one_by_one_or_together_and_the_feed_names_them(database: Database) -> None:
    for name in ("ada", "eve"):
        add_account(database, account(name))
    for number in range(4):
        add_session(database, login(number), forget_before=NOON)
    add_session(database, login(9, "eve"), forget_before=NOON)
    later = NOON + timedelta(hours=1)
    assert not revoke_session(database, "eve", login(0).id, later)
    assert revoke_session(database, "ada", login(0).id, later)
    assert not revoke_session(database, "ada", login(0).id, later)
    assert set(revoke_sessions(database, "ada", later, except_session=login(3).id)) == {login(1).id, login(2).id}
    assert revoked_since(database, later) == {login(0).id, login(1).id, login(2).id}
    assert revoked_since(database, later + timedelta(microseconds=1)) == frozenset()
    assert [each.id for each in sessions_of(database, "ada", later, NOON - WEEK)] == [login(3).id]


def test_the_last_use_is_written_for_many_at_once(database: Database) -> None:
    add_account(database, account("ada"))
    for number in range(3):
        add_session(database, login(number), forget_before=NOON)
    later = NOON + timedelta(minutes=1)
    touch_sessions(database, {login(1).id, *(f"{number:064x}" for number in range(10_000, 12_500))}, later)
    found = find_sessions(database, {login(1).id, login(2).id, "none"})
    ada = replace(account("ada"), last_login_at=login(2).created_at)
    assert found == {
        login(1).id: (replace(login(1), last_used_at=later), ada),
        login(2).id: (login(2), ada),
    }
    assert sessions_of(database, "ada", later, NOON)[0].id == login(1).id


def test_old_sessions_are_deleted_and_until_then_show_the_known_addresses_of_an_account(database: Database) -> None:
    add_account(database, account("ada"))
    add_session(database, login(1), forget_before=NOON)
    assert has_logged_in_from(database, "ada", "198.51.100.7")
    assert not has_logged_in_from(database, "ada", "198.51.100.8")
    assert not has_logged_in_from(database, "eve", "198.51.100.7")
    add_session(database, login(2), forget_before=NOON + WEEK + timedelta(seconds=1))
    assert find_sessions(database, [login(1).id]) == {}


def test_all_processes_get_the_same_secret(database: Database) -> None:
    with ThreadPoolExecutor(6) as threads:
        secrets = set(threads.map(lambda n: kept_secret(database, lambda: f"secret {n}"), range(6)))
    assert len(secrets) == 1
    assert kept_secret(database, lambda: "another") in secrets


def test_a_hash_is_replaced_unless_the_password_has_changed_meanwhile(database: Database) -> None:
    add_account(database, account("ada"))
    replace_hash(database, "ada", "an older hash", "new")
    assert find_account(database, "ada") == account("ada")
    replace_hash(database, "ada", "hash of ada", "new")
    found = find_account(database, "ada")
    assert found is not None
    assert found.password_hash == "new"
