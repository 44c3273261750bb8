"""Logins by single sign-on: begun here, decided at the provider, finished here, and ended from both sides."""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from rca_dashboard.access.gate.paths import own_path
from rca_dashboard.access.identity import Identity
from rca_dashboard.access.logins.outcomes import LoggedIn
from rca_dashboard.access.logins.sessions import Sessions
from rca_dashboard.access.logins.usernames import account_key
from rca_dashboard.access.single_sign_on.attempts import Attempt, AttemptCookie, challenge_of, new_attempt
from rca_dashboard.access.single_sign_on.errors import ProviderUnavailableError, Refusal, SignOnError
from rca_dashboard.access.single_sign_on.people import Person, needs_more, person_of, subject_of
from rca_dashboard.access.single_sign_on.provider import Provider, Tokens
from rca_dashboard.access.single_sign_on.rules import SignOnRules
from rca_dashboard.access.single_sign_on.signed_tokens import SignedTokens
from rca_dashboard.clock import Clock, utc_now
from rca_dashboard.domain.audit import Action, Actor
from rca_dashboard.store.access.people import Follow, NamedPerson, follow_person, revoke_provider_sessions
from rca_dashboard.store.engine import Database, DatabaseUnavailableError
from rca_dashboard.store.sessions import find_sessions

logger = logging.getLogger(__name__)

_MOST_REMEMBERED = 10_000
_REFUSALS = {Follow.NAME_TAKEN: Refusal.NAME_TAKEN, Follow.DISABLED: Refusal.DISABLED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the provider sent the browser back with; every part may be missing or forged."""

    state: str = ""
    code: str = ""
    issuer: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """A login that succeeded: the session, and the page to open."""

    login: LoggedIn
    wanted: str


class SingleSignOn:
    """Logs people in by OpenID Connect: authorization code with PKCE, state and nonce.

    Args:
        rules: The settings.
        database: Where accounts and sessions are kept.
        sessions: Begins and ends sessions.
        is_https: Whether browsers connect over TLS.
        now: The server's clock.
    """

    def __init__(
        self, rules: SignOnRules, database: Database, sessions: Sessions, *, is_https: bool, now: Clock = utc_now
    ) -> None:
        self._rules = rules
        self._database = database
        self._sessions = sessions
        self._is_https = is_https
        self._now = now
        self.provider = Provider(rules)
        self._tokens = SignedTokens(self.provider.keys, self._issuer, rules.client_id, lambda: now().timestamp())
        self._used_logout_tokens: dict[str, None] = {}

    async def begin(self, wanted: str) -> tuple[str, str]:
        """Return the provider's address for a new login, and the ``Set-Cookie`` header that binds it to the browser.

        Raises:
            ProviderUnavailableError: If the provider does not answer.
            DatabaseUnavailableError: If the app is not ready yet.
        """
        metadata = await self.provider.reached()
        attempt = new_attempt(own_path(wanted))
        query = {
            "response_type": "code",
            "client_id": self._rules.client_id,
            "redirect_uri": self._rules.redirect_uri,
            "scope": " ".join(self._rules.scopes),
            "state": attempt.state,
            "nonce": attempt.nonce,
            "code_challenge": challenge_of(attempt),
            "code_challenge_method": "S256",
        }
        separator = "&" if "?" in metadata.authorization_endpoint else "?"
        address = f"{metadata.authorization_endpoint}{separator}{urlencode(query)}"
        return address, self._cookies().issue(attempt)

    async def finish(self, answer: Answer, cookies: str, address: str, user_agent: str) -> Finished:
        """Log in whom the provider sent back.

        Raises:
            SignOnError: If the login is refused.
            ProviderUnavailableError: If the provider does not answer.
            DatabaseUnavailableError: If the database is unavailable.
        """
        attempt = self._cookies().attempt(cookies, answer.state)
        if attempt is None:
            raise SignOnError(Refusal.EXPIRED, "this browser began no such login, or began it too long ago")
        try:
            person = await self._person(answer, attempt)
            login = await self._login(person, address, user_agent)
        except SignOnError as error:
            await self._sessions.audit.write(
                Actor("single sign-on", address), Action.LOGIN_FAILED, detail=f"{error.refusal}: {error}"
            )
            raise
        return Finished(login=login, wanted=attempt.wanted)

    def clearing(self, state: str) -> str:
        """Return the ``Set-Cookie`` header that deletes the cookie of a login."""
        return self._cookies().clearing(state)

    async def logout_address(self, identity: Identity) -> str:
        """Return where a browser logs out at the provider too; empty if the session did not begin there.

        Call it before the session ends; without the provider's metadata the session ends here alone.
        """
        found = await asyncio.to_thread(find_sessions, self._database, [identity.session_id])
        id_token = found[identity.session_id][0].id_token if identity.session_id in found else ""
        if not id_token:
            return ""
        try:
            metadata = await self.provider.reached()
        except ProviderUnavailableError:
            return ""
        if not metadata.end_session_endpoint:
            return ""
        query = {
            "id_token_hint": id_token,
            "client_id": self._rules.client_id,
            "post_logout_redirect_uri": f"{self._rules.home}/login/",
        }
        return f"{metadata.end_session_endpoint}?{urlencode(query)}"

    async def end_by_provider(self, logout_token: str, address: str) -> int:
        """End the sessions that a logout token of the provider names; return how many.

        Raises:
            SignOnError: If the token is not valid, or was used before.
            ProviderUnavailableError: If its keys cannot be read.
            DatabaseUnavailableError: If the database is unavailable.
        """
        claims = await self._tokens.logout_claims(logout_token)
        identifier = f"{claims['jti']}"
        if identifier in self._used_logout_tokens:
            raise SignOnError(Refusal.INVALID, "the logout token was used before")
        sub, sid = claims.get("sub"), claims.get("sid")
        ended = await asyncio.to_thread(
            revoke_provider_sessions,
            self._database,
            subject=subject_of(claims["iss"], sub) if isinstance(sub, str) else "",
            provider_session=sid if isinstance(sid, str) else "",
            at=self._now(),
        )
        # Only now: where the database failed, the provider sends the same token again.
        self._remember_used(identifier)
        await self._sessions.announce_ended(ended)
        if ended:
            actor = Actor("the identity provider", address)
            await self._sessions.audit.write(actor, Action.LOGINS_ENDED, detail=f"{len(ended)} by back-channel logout")
        return len(ended)

    async def _person(self, answer: Answer, attempt: Attempt) -> Person:
        if answer.error:
            raise SignOnError(Refusal.CANCELLED, f"the provider answered {answer.error[:100]!r}")
        metadata = await self.provider.metadata()
        # A code of another provider must not be sent to this one (RFC 9207).
        if (answer.issuer or metadata.sends_issuer) and answer.issuer != metadata.issuer:
            raise SignOnError(Refusal.INVALID, f"the answer is of another issuer, {answer.issuer[:100]!r}")
        if not answer.code:
            raise SignOnError(Refusal.INVALID, "the answer has no code")
        tokens = await self.provider.exchange(answer.code, attempt.verifier)
        claims = await self._claims(tokens, attempt.nonce)
        return person_of(claims, self._rules, issuer=metadata.issuer, id_token=tokens.id_token)

    async def _claims(self, tokens: Tokens, nonce: str) -> Mapping[str, Any]:
        claims = await self._tokens.id_claims(tokens.id_token, nonce=nonce, access_token=tokens.access_token)
        if not needs_more(claims, self._rules):
            return claims
        more = await self.provider.userinfo(tokens.access_token)
        if not more:
            return claims
        if more.get("sub") != claims["sub"]:
            raise SignOnError(Refusal.INVALID, "the userinfo endpoint answered with another subject")
        return {**more, **claims}

    async def _login(self, person: Person, address: str, user_agent: str) -> LoggedIn:
        named = NamedPerson(
            subject=person.subject,
            key=account_key(person.username),
            username=person.username,
            name=person.name,
            email=person.email,
            role=person.role.name.lower(),
            source="oidc",
            groups=person.groups,
        )
        followed = await asyncio.to_thread(follow_person, self._database, named, self._now())
        if followed.account is not None:
            self._sessions.announce_changed(followed.account.username)
        await self._sessions.announce_ended(followed.ended)
        if followed.account is None or followed.outcome in _REFUSALS:
            raise SignOnError(_REFUSALS[followed.outcome], f"the account {person.username}")
        await self._record(followed.outcome, followed.account.username, person, address)
        return await self._sessions.begin(
            followed.account, address, user_agent, provider_session=person.session, id_token=person.id_token
        )

    async def _record(self, outcome: Follow, username: str, person: Person, address: str) -> None:
        actions = {Follow.CREATED: Action.ACCOUNT_CREATED, Follow.ROLE_CHANGED: Action.ROLE_CHANGED}
        if outcome in actions:
            detail = f"role {person.role.name.lower()}, by single sign-on"
            await self._sessions.audit.write(Actor(username, address), actions[outcome], username, detail)

    def _remember_used(self, identifier: str) -> None:
        self._used_logout_tokens[identifier] = None
        if len(self._used_logout_tokens) > _MOST_REMEMBERED:
            self._used_logout_tokens.pop(next(iter(self._used_logout_tokens)))

    async def _issuer(self) -> str:
        return (await self.provider.metadata()).issuer

    def _cookies(self) -> AttemptCookie:
        if not self._sessions.secret:
            raise DatabaseUnavailableError("The database is not ready yet; try again in a moment.")
        return AttemptCookie(self._sessions.secret, is_secure=self._is_https)
