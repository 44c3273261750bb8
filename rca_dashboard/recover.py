"""``python -m rca_dashboard.recover [USERNAME]``: lets the owner of an account in again who is locked out.

For a last admin whom no other can help: it needs the settings and the database, as the app does, and nothing else. The
password is replaced with a generated one, the second factor is removed, the account is enabled and its sessions end.
"""

import argparse
import asyncio
import secrets
import sys
from dataclasses import dataclass

from rca_dashboard.access.audit_log import AuditLog
from rca_dashboard.access.logins.passwords import Passwords
from rca_dashboard.access.logins.usernames import account_key
from rca_dashboard.clock import utc_now
from rca_dashboard.domain.audit import Action, Actor
from rca_dashboard.settings import SettingsError, load_settings
from rca_dashboard.startup.preflight import check_database
from rca_dashboard.store.access.second_factors import delete_factor
from rca_dashboard.store.accounts import Account, all_accounts, change_account, find_account
from rca_dashboard.store.engine import Database, DatabaseUnavailableError
from rca_dashboard.store.migrate import ForeignDatabaseError, is_migrated

_BY = Actor("the command line")
_MOST_NAMED = 10


class RecoveryError(Exception):
    """Raised if nothing was changed; the text says why in one line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovered:
    """What was done to an account."""

    account: Account
    password: str
    had_factor: bool
    ended: int

    def __repr__(self) -> str:
        """Return a representation without the password."""
        return f"Recovered({self.account.username!r})"


async def recover(database: Database, username: str) -> Recovered:
    """Let an account's owner in again.

    Raises:
        RecoveryError: If there is no such account, or it has no password.
    """
    account = await asyncio.to_thread(find_account, database, account_key(username))
    if account is None:
        raise RecoveryError(f"Account {username[:64]} not found. {_admins(database)}")
    if account.source != "password":
        raise RecoveryError(f"{account.username} logs in elsewhere, and has no password here. {_admins(database)}")
    password, now = secrets.token_urlsafe(12), utc_now()
    changes = {
        "password_hash": await Passwords().new_hash(account.username, password),
        "password_changed_at": now,
        "must_change_password": True,
        "is_disabled": False,
    }
    ended = await asyncio.to_thread(change_account, database, account.key, changes, revoke_at=now)
    had_factor = await asyncio.to_thread(delete_factor, database, account.key)
    await _record(database, account, had_factor=had_factor)
    return Recovered(account=account, password=password, had_factor=had_factor, ended=len(ended or ()))


def main() -> int:
    """Recover the account that the command names; return the exit code: 1 if nothing was changed."""
    parser = argparse.ArgumentParser(
        prog="python -m rca_dashboard.recover",
        description="Replace an account's password with a generated one, remove its second factor, enable it and end "
        "its sessions. The app may be running.",
        epilog="The settings are read from the environment and .env; the audit log records what is done.",
    )
    parser.add_argument("username", nargs="?", default="", help="the account; ADMIN_USERNAME by default")
    username = parser.parse_args().username
    try:
        done = asyncio.run(_recover_by_settings(username))
    except (RecoveryError, SettingsError, DatabaseUnavailableError, ForeignDatabaseError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    factor = "The second factor is removed. " if done.had_factor else ""
    sys.stdout.write(
        f"{done.account.username} ({done.account.role}): the password is {done.password}\n"
        f"It is shown this once; the first login asks for another. {factor}Sessions ended: {done.ended}.\n"
    )
    return 0


async def _recover_by_settings(username: str) -> Recovered:
    settings = load_settings()
    is_there = check_database(settings)
    database = Database(settings.database_url)
    try:
        if not is_there or not is_migrated(database):
            message = "is missing or of another version: start the app once, then try again"
            raise RecoveryError(f"The database {database.name} {message}.")
        return await recover(database, username or settings.admin_username)
    finally:
        database.close()


async def _record(database: Database, account: Account, *, had_factor: bool) -> None:
    audit = AuditLog(database)
    await audit.write(_BY, Action.PASSWORD_CHANGED, account.username, "a generated one")
    if had_factor:
        await audit.write(_BY, Action.SECOND_FACTOR_REMOVED, account.username)
    if account.is_disabled:
        await audit.write(_BY, Action.ACCOUNT_ENABLED, account.username)


def _admins(database: Database) -> str:
    found = [each.username for each in all_accounts(database) if each.role == "admin" and each.source == "password"]
    return f"Admins with a password: {', '.join(found[:_MOST_NAMED]) or 'none'}."


if __name__ == "__main__":
    sys.exit(main())
