"""API tokens: what they may, until when, and who sees and revokes them."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from rca_dashboard.access.audit_log import AuditLog
from rca_dashboard.access.identity import Identity, Role, TokenScope
from rca_dashboard.access.logins.api_tokens import MOST_TOKENS, ApiTokens, CreatedToken, TokenError
from rca_dashboard.domain.audit import Actor
from rca_dashboard.store.access.api_tokens import find_tokens
from rca_dashboard.store.audit import entries_after
from rca_dashboard.store.engine import Database
from tests.access.accounts_harness import PASSWORD, AccountsHarness
from tests.fixtures.databases import migrated_sqlite

HERE = "198.51.100.7"


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = migrated_sqlite(tmp_path / "tickets.db")
    yield made
    made.close()


class Harness(AccountsHarness):
    """Two accounts, and the tokens on a controllable clock."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.tokens = ApiTokens(database, AuditLog(database, lambda: self.at), now=lambda: self.at)
        self.tokens._known._now = lambda: self.monotonic
        self.sessions.on_account_changed.append(self.tokens.forget_owner)

    async def prepare(self) -> None:
        await self.sessions.prepare()
        await self.accounts.create("ada", PASSWORD, Role.ADMIN)
        await self.accounts.create("agnes", PASSWORD, Role.AGENT)

    async def create(self, owner: Identity, role: Role = Role.AGENT, days: int = 90) -> CreatedToken:
        return await self.tokens.create(
            owner, name="nightly export", role=role, scopes=[TokenScope.TICKETS], days=days, by=Actor(owner.username)
        )


def all_bytes(database: Database) -> bytes:
    file = Path(str(database._url.database))
    return file.read_bytes() + file.with_name(f"{file.name}-wal").read_bytes()


ADA, AGNES = (Identity("ada", Role.ADMIN, "s1"), Identity("agnes", Role.AGENT, "s2"))


@pytest.fixture
async def harness(database: Database) -> Harness:
    made = Harness(database)
    await made.prepare()
    return made


async def test_a_token_is_its_owner_with_its_scopes_and_its_role(harness: Harness) -> None:
    created = await harness.create(AGNES, Role.VIEWER)
    found = await harness.tokens.identity(created.secret, HERE)
    assert found == Identity("agnes", Role.VIEWER, "", created.view.id, frozenset({TokenScope.TICKETS}))


async def test_the_database_holds_a_hash_and_no_text_shows_the_token(harness: Harness) -> None:
    created = await harness.create(AGNES)
    everything = all_bytes(harness.database)
    assert created.view.name.encode() in everything
    assert created.secret.encode() not in everything
    assert created.secret not in repr(created)


async def test_a_token_has_at_most_the_role_that_its_owner_has_now(harness: Harness) -> None:
    with pytest.raises(TokenError, match="at most its owner's: agent"):
        await harness.create(AGNES, Role.ADMIN)
    created = await harness.create(ADA, Role.ADMIN)
    await harness.accounts.create("zoe", PASSWORD, Role.ADMIN)
    await harness.accounts.set_role("ada", Role.VIEWER)
    harness.pass_time(seconds=3)
    found = await harness.tokens.identity(created.secret, HERE)
    assert found is not None
    assert found.role is Role.VIEWER
    await harness.accounts.disable("ada")
    harness.pass_time(seconds=3)
    assert await harness.tokens.identity(created.secret, HERE) is None


async def test_a_lower_role_and_a_disabled_account_count_for_tokens_at_once(harness: Harness) -> None:
    await harness.accounts.create("zoe", PASSWORD, Role.ADMIN)
    created = await harness.create(ADA, Role.ADMIN)
    for role in (Role.AGENT, Role.VIEWER, Role.ADMIN):
        await harness.accounts.set_role("ADA", role)
        found = await harness.tokens.identity(created.secret, HERE)
        assert found is not None
        assert found.role is role
    await harness.accounts.disable("ada")
    assert await harness.tokens.identity(created.secret, HERE) is None


async def test_a_token_expires(harness: Harness) -> None:
    created = await harness.create(AGNES, days=1)
    assert created.view.expires_at == harness.at + timedelta(days=1)
    harness.pass_time(days=1, seconds=1)
    assert await harness.tokens.identity(created.secret, HERE) is None


async def test_a_revoked_token_ends_at_once_here_and_within_seconds_elsewhere(harness: Harness) -> None:
    created = await harness.create(AGNES)
    other_worker = ApiTokens(harness.database, AuditLog(harness.database), now=lambda: harness.at)
    other_worker._known._now = lambda: harness.monotonic
    assert await other_worker.identity(created.secret, HERE)
    assert await harness.tokens.identity(created.secret, HERE)
    assert await harness.tokens.revoke(AGNES, created.view.id, by=Actor("agnes"))
    assert await harness.tokens.identity(created.secret, HERE) is None
    harness.pass_time(seconds=2.1)
    assert await other_worker.identity(created.secret, HERE) is None


async def test_people_see_and_revoke_their_own_tokens_and_admins_all(harness: Harness) -> None:
    hers, admins = await harness.create(AGNES), await harness.create(ADA)
    assert [token.id for token in await harness.tokens.tokens_for(AGNES)] == [hers.view.id]
    assert {token.owner for token in await harness.tokens.tokens_for(ADA)} == {"ada", "agnes"}
    assert not await harness.tokens.revoke(AGNES, admins.view.id, by=Actor("agnes"))
    assert await harness.tokens.revoke(ADA, hers.view.id, by=Actor("ada"))
    written = [(each.username, each.action, each.subject) for each in entries_after(harness.database, 0, 100)]
    assert ("agnes", "token_created", "nightly export") in written
    assert ("ada", "token_revoked", "nightly export") in written


async def test_when_and_from_where_a_token_was_last_used_is_kept(harness: Harness) -> None:
    created = await harness.create(AGNES)
    harness.pass_time(minutes=5)
    await harness.tokens.identity(created.secret, HERE)
    await harness.tokens.touch()
    (token,) = await harness.tokens.tokens_for(AGNES)
    assert (token.last_used_at, token.last_used_from) == (harness.at, HERE)


async def test_what_is_no_token_costs_no_query(harness: Harness, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rca_dashboard.access.logins.api_tokens.stored.find_tokens", None)
    for text in ("", "rca_", "x" * 47, "rca_" + "é" * 43, "rca_" + "a" * 44, "rca_" + "a" * 5_000):
        assert await harness.tokens.identity(text, HERE) is None


async def test_nobody_has_more_than_fifty(harness: Harness) -> None:
    for _ in range(MOST_TOKENS):
        await harness.create(AGNES, days=1)
    with pytest.raises(TokenError, match="revoke one first"):
        await harness.create(AGNES)
    harness.pass_time(days=2)
    created = await harness.create(AGNES)  # expired ones do not count
    assert len(await harness.tokens.tokens_for(AGNES)) == 1
    assert find_tokens(harness.database, []) == {}
    assert created.view.owner == "agnes"
