"""What a certified provider never sends: forged, old, mixed-up and incomplete answers."""

import time
from base64 import urlsafe_b64encode
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from rca_dashboard.access.single_sign_on import sign_on
from rca_dashboard.store.engine import DatabaseUnavailableError
from tests.access.single_sign_on.lying_provider import CODE, LyingProvider
from tests.access.single_sign_on.sign_on_app import SignOnApp

LOGOUT = {"events": {"http://schemas.openid.net/event/backchannel-logout": {}}}


def answer(browser: httpx.Client, address: str, **parameters: str) -> str:
    """Return where the app leads a browser that the provider sends back."""
    state = parse_qs(urlsplit(address).query)["state"][0]
    query = {"state": state, "code": CODE, **parameters}
    return browser.get("/api/v1/auth/oidc/callback", params=query).headers["Location"]


def test_a_right_answer_is_accepted_and_the_verifier_is_shown_to_the_token_endpoint_alone(
    app: SignOnApp, liar: LyingProvider
) -> None:
    browser = app.browser()
    address = app.begin(browser)
    liar.id_token = liar.signed(liar.claims(address))
    assert answer(browser, address) == f"{app.url}/"
    assert app.me(browser) == {"username": "vera", "role": "admin"}
    assert len(liar.forms[0]["code_verifier"][0]) >= 43
    assert liar.forms[0]["code_verifier"][0] not in address


HOUR = 3600
FORGED: dict[str, Callable[[LyingProvider, str], str]] = {
    "alg none": lambda liar, at: liar.unsigned(liar.claims(at)),
    "HS256 with the public key": lambda liar, at: liar.signed_with_public_key(liar.claims(at)),
    "another key": lambda liar, at: liar.signed_by_other(liar.claims(at)),
    "expired": lambda liar, at: liar.signed(liar.claims(at, exp=int(time.time()) - HOUR)),
    "issued in the future": lambda liar, at: liar.signed(liar.claims(at, iat=int(time.time()) + HOUR)),
    "not valid yet": lambda liar, at: liar.signed(liar.claims(at, nbf=int(time.time()) + HOUR)),
    "no nonce": lambda liar, at: liar.signed(liar.claims(at, nonce=None)),
    "another nonce": lambda liar, at: liar.signed(liar.claims(at, nonce="another")),
    "another issuer": lambda liar, at: liar.signed(liar.claims(at, iss="https://evil.example")),
    "another audience": lambda liar, at: liar.signed(liar.claims(at, aud="another")),
    "authorized for another": lambda liar, at: liar.signed(liar.claims(at, azp="another")),
    "no subject": lambda liar, at: liar.signed(liar.claims(at, sub=None)),
    "an empty subject": lambda liar, at: liar.signed(liar.claims(at, sub="")),
    "no expiry": lambda liar, at: liar.signed(liar.claims(at, exp=None)),
    "no token": lambda _, __: "none",
    "another access token": lambda liar, at: liar.signed(liar.claims(at, at_hash="AAAAAAAAAAAAAAAAAAAAAA")),
}


@pytest.mark.parametrize("kind", FORGED)
def test_a_forged_id_token_is_refused(app: SignOnApp, liar: LyingProvider, kind: str) -> None:
    browser = app.browser()
    address = app.begin(browser)
    liar.id_token = FORGED[kind](liar, address)
    assert answer(browser, address) == f"{app.url}/login/?sign_on=invalid"
    assert app.me(browser) is None
    assert any(line.startswith("login_failed: invalid") for line in app.audit())


def test_clocks_that_differ_by_a_minute_do_not_matter(app: SignOnApp, liar: LyingProvider) -> None:
    browser = app.browser()
    address = app.begin(browser)
    liar.id_token = liar.signed(liar.claims(address, iat=int(time.time()) + 50, exp=int(time.time()) - 50))
    assert answer(browser, address) == f"{app.url}/"


def test_the_answer_of_another_issuer_is_refused_before_its_code_is_sent_anywhere(
    app: SignOnApp, liar: LyingProvider
) -> None:
    browser = app.browser()
    address = app.begin(browser)
    liar.id_token = liar.signed(liar.claims(address))
    assert answer(browser, address, iss="https://evil.example").endswith("sign_on=invalid")
    assert liar.forms == []


def test_a_provider_that_sends_its_issuer_must_send_it(app: SignOnApp, liar: LyingProvider) -> None:
    liar.metadata = {"authorization_response_iss_parameter_supported": True}
    browser = app.browser()
    address = app.begin(browser)
    liar.id_token = liar.signed(liar.claims(address))
    assert answer(browser, address).endswith("sign_on=invalid")
    second = app.begin(browser)
    liar.id_token = liar.signed(liar.claims(second))
    assert answer(browser, second, iss=liar.issuer) == f"{app.url}/"


@pytest.mark.parametrize(
    "metadata", [{"issuer": "https://evil.example"}, {"token_endpoint": "ftp://x"}, {"jwks_uri": None}]
)
def test_metadata_of_another_issuer_or_without_what_a_login_needs_is_not_believed(
    app: SignOnApp, liar: LyingProvider, metadata: dict[str, Any]
) -> None:
    liar.metadata = metadata
    location = app.browser().get("/api/v1/auth/oidc/login").headers["Location"]
    assert location == f"{app.url}/login/?sign_on=unavailable"


def test_claims_that_the_id_token_lacks_come_from_userinfo_of_the_same_person(
    app: SignOnApp, liar: LyingProvider
) -> None:
    browser = app.browser()
    address = app.begin(browser)
    liar.id_token = liar.signed(liar.claims(address, groups=None))
    liar.userinfo = {"sub": "1", "groups": ["desk-agents"]}
    assert answer(browser, address) == f"{app.url}/"
    assert app.me(browser) == {"username": "vera", "role": "agent"}
    address = app.begin(browser)
    liar.id_token = liar.signed(liar.claims(address, groups=None))
    liar.userinfo = {"sub": "2", "groups": ["desk-admins"]}
    assert answer(browser, address).endswith("sign_on=invalid")


def test_a_login_that_is_cancelled_says_so(app: SignOnApp, liar: LyingProvider) -> None:
    assert liar.issuer
    browser = app.browser()
    address = app.begin(browser)
    assert answer(browser, address, code="", error="access_denied").endswith("sign_on=cancelled")
    # What was used once is not used again.
    assert answer(browser, address).endswith("sign_on=expired")


def test_a_logout_token_ends_sessions_once_and_a_forged_one_never(app: SignOnApp, liar: LyingProvider) -> None:
    browser = app.browser()
    address = app.begin(browser)
    liar.id_token = liar.signed(liar.claims(address, sid="s1"))
    answer(browser, address)
    right = {**liar.claims(address, nonce=None, preferred_username=None, groups=None), **LOGOUT, "sid": "s1"}

    def ask(token: str) -> httpx.Response:
        return httpx.post(f"{app.url}/api/v1/auth/oidc/backchannel-logout", data={"logout_token": token})

    for number, change in enumerate(
        (
            {"nonce": "x"},
            {"events": {}},
            {"aud": "another"},
            {"iss": "https://evil.example"},
            {"iat": int(time.time()) - HOUR},
            {"jti": None},
            {"sub": None, "sid": None},
        )
    ):
        claims = {**right, "jti": f"j{number}", **change}
        forged = liar.signed({name: value for name, value in claims.items() if value is not None})
        assert ask(forged).status_code == 400, change
    for forged in (liar.unsigned, liar.signed_with_public_key, liar.signed_by_other):
        assert ask(forged({**right, "jti": "f"})).status_code == 400
    assert app.me(browser) is not None
    token = liar.signed({**right, "jti": "right"})
    assert ask(token).json()["data"] == {"ended": 1}
    assert app.me(browser) is None
    assert ask(token).status_code == 400
    assert httpx.post(f"{app.url}/api/v1/auth/oidc/backchannel-logout", data={}).status_code == 400


def test_a_logout_that_the_database_refused_can_be_sent_again(
    app: SignOnApp, liar: LyingProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = app.browser()
    address = app.begin(browser)
    liar.id_token = liar.signed(liar.claims(address, sid="s1"))
    answer(browser, address)
    claims = {**liar.claims(address, nonce=None), **LOGOUT, "sid": "s1", "jti": "once"}
    token = liar.signed({name: value for name, value in claims.items() if value is not None})

    def fail(*_: object, **__: object) -> tuple[str, ...]:
        message = "The database cannot be reached."
        raise DatabaseUnavailableError(message)

    def ask() -> httpx.Response:
        return httpx.post(f"{app.url}/api/v1/auth/oidc/backchannel-logout", data={"logout_token": token})

    with monkeypatch.context() as broken:
        broken.setattr(sign_on, "revoke_provider_sessions", fail)
        assert ask().status_code == 503
    assert ask().json()["data"] == {"ended": 1}
    assert app.me(browser) is None


@pytest.mark.parametrize("header", ["[]", "null", '"x"', '{"alg": []}', '{"alg": "RS256", "kid": {}}', "[" * 4_000])
def test_a_token_that_is_none_is_refused_as_any_other(app: SignOnApp, liar: LyingProvider, header: str) -> None:
    assert liar.issuer
    part = urlsafe_b64encode(header.encode()).rstrip(b"=").decode()
    form = {"logout_token": f"{part}.e30.AAAA"}
    assert httpx.post(f"{app.url}/api/v1/auth/oidc/backchannel-logout", data=form).status_code == 400
