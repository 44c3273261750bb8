"""The identity provider over HTTP: its metadata, its keys, and the exchange of a code for tokens."""

import asyncio
import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

import httpx
from joserfc.jwk import KeySet

from rca_dashboard.access.single_sign_on.errors import ProviderUnavailableError, Refusal, SignOnError
from rca_dashboard.access.single_sign_on.metadata import Metadata, metadata_of
from rca_dashboard.access.single_sign_on.rules import SignOnRules
from rca_dashboard.background import FailureLog
from rca_dashboard.clock import Monotonic

logger = logging.getLogger(__name__)

_TIMEOUT_SECONDS = 10.0
_FRESH_SECONDS = 3600.0
# A token with an unknown key has the keys read again; forged ones must not make the app ask in a loop.
_KEYS_AGAIN_SECONDS = 5.0
# A login asks whether it answers: the browser that is sent to one that is away sees an error of its own.
_SEEN_SECONDS = 5.0
# A provider that is away is not asked again for each click of each visitor, who would wait for the timeout.
_PAUSE_SECONDS = 10.0
_LARGEST_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of a login."""

    id_token: str
    access_token: str

    def __repr__(self) -> str:
        """Return a representation without the tokens."""
        return "Tokens()"


class Provider:
    """Reads from the identity provider; metadata and keys are kept for an hour.

    Args:
        rules: Which provider, and as which client.
        now: A monotonic clock in seconds.
    """

    def __init__(self, rules: SignOnRules, now: Monotonic = time.monotonic) -> None:
        self._rules = rules
        self._now = now
        self._metadata: tuple[float, Metadata] | None = None
        self._keys: tuple[float, KeySet] | None = None
        self._reading = asyncio.Lock()
        self._failures = FailureLog("The identity provider", logger)
        self._failed: tuple[float, ProviderUnavailableError] | None = None

    @property
    def is_away(self) -> bool:
        """Whether it did not answer a moment ago, and is not asked now."""
        return self._failed is not None and self._now() - self._failed[0] < _PAUSE_SECONDS

    async def metadata(self) -> Metadata:
        """Return the provider's metadata; an outage does not matter while it is known.

        Raises:
            ProviderUnavailableError: If it is not known and cannot be read.
        """
        async with self._reading:
            known = self._metadata
            if known and self._now() - known[0] < _FRESH_SECONDS:
                return known[1]
            try:
                found = await self._read_after_pause()
            except ProviderUnavailableError:
                if known:
                    return known[1]
                raise
            self._metadata = (self._now(), found)
            return found

    async def reached(self) -> Metadata:
        """Return the metadata of a provider that answers now, or answered a moment ago.

        Raises:
            ProviderUnavailableError: If it does not.
        """
        async with self._reading:
            if self._metadata and self._now() - self._metadata[0] < _SEEN_SECONDS:
                return self._metadata[1]
            found = await self._read_after_pause()
            self._metadata = (self._now(), found)
            return found

    async def check(self) -> Metadata:
        """Read metadata and keys now, as a login needs them.

        Raises:
            ProviderUnavailableError: If the provider does not answer.
        """
        found = await self._read_metadata()
        await self._json(found.jwks_uri)
        return found

    async def keys(self, *, has_unknown: bool = False) -> KeySet:
        """Return the provider's keys.

        Args:
            has_unknown: A token names a key that is not among them: read them again, if that is not just done.

        Raises:
            ProviderUnavailableError: If they cannot be read.
        """
        metadata = await self.metadata()
        async with self._reading:
            longest = _KEYS_AGAIN_SECONDS if has_unknown else _FRESH_SECONDS
            if self._keys and self._now() - self._keys[0] < longest:
                return self._keys[1]
            keys = _key_set(await self._json(metadata.jwks_uri))
            self._keys = (self._now(), keys)
            return keys

    async def exchange(self, code: str, verifier: str) -> Tokens:
        """Exchange a code for tokens; the provider accepts each code once.

        Raises:
            ProviderUnavailableError: If the provider does not answer.
            SignOnError: If it refuses the code.
        """
        metadata, rules = await self.metadata(), self._rules
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": rules.redirect_uri,
            "code_verifier": verifier,
        }
        auth: httpx.BasicAuth | None = None
        if rules.client_secret and "client_secret_basic" in metadata.token_endpoint_auth_methods:
            auth = httpx.BasicAuth(_form_encoded(rules.client_id), _form_encoded(rules.client_secret))
        else:
            form["client_id"] = rules.client_id
            if rules.client_secret:
                form["client_secret"] = rules.client_secret
        answer = await self._request("POST", metadata.token_endpoint, data=form, auth=auth)
        found = _object(answer)
        if answer.is_client_error:
            raise SignOnError(Refusal.INVALID, f"the provider refused the code: {str(found.get('error'))[:100]!r}")
        if not answer.is_success or not isinstance(found.get("id_token"), str):
            raise ProviderUnavailableError(
                f"{metadata.token_endpoint} answered {answer.status_code} without an ID token"
            )
        return Tokens(found["id_token"], str(found.get("access_token", "")))

    async def userinfo(self, access_token: str) -> Mapping[str, Any]:
        """Return the claims of the userinfo endpoint; none if the provider has no such endpoint.

        Raises:
            ProviderUnavailableError: If it does not answer.
        """
        url = (await self.metadata()).userinfo_endpoint
        if not url or not access_token:
            return {}
        answer = await self._request("GET", url, headers={"Authorization": f"Bearer {access_token}"})
        return _object(answer) if answer.is_success else {}

    async def _read_after_pause(self) -> Metadata:
        """Return fresh metadata, or raise the last failure again while the provider is not asked."""
        if self._failed and self.is_away:
            raise self._failed[1]
        try:
            found = await self._read_metadata()
        except ProviderUnavailableError as error:
            self._failed = self._now(), error
            self._failures.failed(error)
            raise
        self._failed = None
        self._failures.succeeded()
        return found

    async def _read_metadata(self) -> Metadata:
        return metadata_of(await self._json(f"{self._rules.issuer}/.well-known/openid-configuration"), self._rules)

    async def _json(self, url: str) -> dict[str, Any]:
        answer = await self._request("GET", url)
        if not answer.is_success:
            raise ProviderUnavailableError(f"{url} answered {answer.status_code}")
        found = _object(answer)
        if not found:
            raise ProviderUnavailableError(f"{url} did not answer with JSON")
        return found

    async def _request(self, method: str, url: str, **options: Any) -> httpx.Response:  # noqa: ANN401 - httpx's own options
        try:
            async with asyncio.timeout(_TIMEOUT_SECONDS), httpx.AsyncClient(timeout=_TIMEOUT_SECONDS) as client:
                answer = await client.request(method, url, **options)
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError, OSError) as error:
            reason = " ".join(str(error).split()) or type(error).__name__
            raise ProviderUnavailableError(f"{url} did not answer ({reason})") from error
        if len(answer.content) > _LARGEST_BYTES:
            raise ProviderUnavailableError(f"{url} answered with more than {_LARGEST_BYTES} bytes")
        return answer


def _key_set(found: Mapping[str, Any]) -> KeySet:
    """Return the keys that this app can use; a provider may publish others beside them."""
    listed = found.get("keys")
    keys: list[Any] = []
    for each in cast("list[object]", listed) if isinstance(listed, list) else []:
        try:
            keys.extend(KeySet.import_key_set({"keys": [cast("Any", each)]}).keys)
        except Exception as error:  # noqa: BLE001 - a key of any unknown form is skipped
            logger.debug("A key of the identity provider is not usable: %s", type(error).__name__)
    if not keys:
        raise ProviderUnavailableError("the identity provider publishes no usable key")
    return KeySet(keys)


def _object(answer: httpx.Response) -> dict[str, Any]:
    try:
        found: object = answer.json()
    except ValueError:
        return {}
    return cast("dict[str, Any]", found) if isinstance(found, dict) else {}


def _form_encoded(text: str) -> str:
    """Return a name or secret as RFC 6749, section 2.3.1 puts it into the header."""
    return str(httpx.QueryParams({"": text}))[1:]
