"""Single sign-on with a certified provider, over real HTTP."""

import time
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from rca_dashboard.access.identity import Role
from rca_dashboard.store.accounts import find_account
from tests.access.single_sign_on.identity_provider import IdentityProvider, log_in_at_provider, log_out_at_provider
from tests.access.single_sign_on.sign_on_app import PASSWORD, SignOnApp


def sign_on(app: SignOnApp, browser: httpx.Client, person: str = "1", wanted: str = "/") -> str:
    """Log in by single sign-on; return where the browser ends."""
    callback = log_in_at_provider(browser, app.begin(browser, wanted), person)
    return browser.get(callback).headers["Location"]


def wait_until(happened: Callable[[], bool], seconds: float = 5) -> None:
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_person_appears_at_the_first_login_and_comes_to_the_page_that_was_asked_for(
    app: SignOnApp, provider: IdentityProvider
) -> None:
    assert provider.issuer
    browser = app.browser()
    assert sign_on(app, browser, wanted="/?priority=1") == f"{app.url}/?priority=1"
    assert app.me(browser) == {"username": "vera", "role": "admin"}
    account = find_account(app.database, "vera")
    assert account is not None
    assert (account.name, account.email, account.source) == ("Vera Lund", "vera@example.com", "oidc")


def test_the_request_has_pkce_state_and_nonce(app: SignOnApp, provider: IdentityProvider) -> None:
    address = app.begin(app.browser())
    assert address.startswith(f"{provider.issuer}/auth?")
    query = parse_qs(urlsplit(address).query)
    assert query["code_challenge_method"] == ["S256"]
    assert query["scope"] == ["openid profile email"]
    assert all(len(query[name][0]) >= 32 for name in ("state", "nonce", "code_challenge"))


def test_name_email_and_role_follow_the_provider_and_a_new_role_ends_older_sessions(
    app: SignOnApp, provider: IdentityProvider
) -> None:
    first, second = app.browser(), app.browser()
    sign_on(app, first)
    provider.be("1", preferred_username="vera.new", name="Vera Berg", email="berg@example.com", groups=["desk-agents"])
    sign_on(app, second)
    assert app.me(second) == {"username": "vera", "role": "agent"}
    wait_until(lambda: app.me(first) is None)
    account = find_account(app.database, "vera")
    assert account is not None
    assert (account.name, account.email, account.role) == ("Vera Berg", "berg@example.com", "agent")


def test_who_has_no_mapped_group_has_no_entry_unless_there_is_a_default_role(
    app: SignOnApp, provider: IdentityProvider
) -> None:
    provider.be("2", preferred_username="sam", groups=["others"])
    browser = app.browser()
    assert sign_on(app, browser, "2") == f"{app.url}/login/?sign_on=no_role"
    assert app.me(browser) is None
    assert find_account(app.database, "sam") is None
    assert any("no value of groups has a role" in line for line in app.audit())


def test_keys_that_the_provider_changes_are_read_again(
    app: SignOnApp, provider: IdentityProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = app.browser()
    sign_on(app, browser)
    provider.rotate_keys()
    # As if the keys had been read longer ago than a forged token may have them read again.
    monkeypatch.setattr("rca_dashboard.access.single_sign_on.provider._KEYS_AGAIN_SECONDS", 0)
    other = app.browser()
    sign_on(app, other)
    assert app.me(other) == {"username": "vera", "role": "admin"}


def test_a_code_that_is_replayed_is_refused(app: SignOnApp, provider: IdentityProvider) -> None:
    assert provider.issuer
    browser = app.browser()
    address = app.begin(browser)
    kept = dict(browser.cookies)
    callback = log_in_at_provider(browser, address, "1")
    assert browser.get(callback).headers["Location"] == f"{app.url}/"
    thief = app.browser()
    thief.cookies.update(kept)  # even with the cookie of the browser that began the login
    assert "sign_on=invalid" in thief.get(callback).headers["Location"]
    assert app.me(thief) is None
    assert "sign_on=expired" in browser.get(callback).headers["Location"]


def test_a_state_from_another_browser_is_refused(app: SignOnApp, provider: IdentityProvider) -> None:
    assert provider.issuer
    attacker, victim = app.browser(), app.browser()
    callback = log_in_at_provider(attacker, app.begin(attacker), "1")
    app.begin(victim)
    assert "sign_on=expired" in victim.get(callback).headers["Location"]
    assert app.me(victim) is None


def test_a_logout_ends_the_session_here_and_at_the_provider(app: SignOnApp, provider: IdentityProvider) -> None:
    browser = app.browser()
    sign_on(app, browser)
    address = browser.post("/api/v1/auth/logout").json()["data"]["provider"]
    assert address.startswith(f"{provider.issuer}/session/end?")
    assert app.me(browser) is None
    assert log_out_at_provider(browser, address) == f"{app.url}/login/"
    # The provider asks for the password again.
    assert "/interaction/" in browser.get(app.begin(browser)).headers["Location"]


def test_a_back_channel_logout_ends_the_session_within_five_seconds(app: SignOnApp, provider: IdentityProvider) -> None:
    assert provider.issuer
    here, elsewhere = app.browser(), app.browser()
    sign_on(app, here)
    sign_on(app, elsewhere)
    address = here.post("/api/v1/auth/logout").json()["data"]["provider"]
    sign_on(app, here)  # the provider's session goes on, and so there is no form to fill in
    began = set(app.ended)
    log_out_at_provider(here, address)
    wait_until(lambda: app.me(here) is None)
    assert app.ended - began
    # A session of the provider is one browser's.
    assert app.me(elsewhere) is not None
    assert any("1 by back-channel logout" in line for line in app.audit())


def test_without_the_provider_who_is_in_stays_in_and_the_login_says_so(
    app: SignOnApp, provider: IdentityProvider
) -> None:
    browser = app.browser()
    sign_on(app, browser)
    known = app.sign_on.provider._metadata
    assert known is not None
    app.sign_on.provider._metadata = (known[0] - 60, known[1])  # as a minute later
    provider.stop()
    assert app.me(browser) is not None
    answer = app.browser().get("/api/v1/auth/oidc/login", params={"next": "/operations"})
    assert answer.headers["Location"] == f"{app.url}/login/?sign_on=unavailable&next=%2Foperations"
    assert browser.post("/api/v1/auth/logout").json()["data"] == {"provider": None}
    assert app.me(browser) is None


def test_a_provider_that_is_away_is_asked_by_one_login_and_not_by_each(
    app: SignOnApp, provider: IdentityProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider.stop()
    asked: list[str] = []
    request = app.sign_on.provider._request

    async def counted(method: str, url: str, **options: Any) -> httpx.Response:
        asked.append(url)
        return await request(method, url, **options)

    monkeypatch.setattr(app.sign_on.provider, "_request", counted)
    now = 0.0
    monkeypatch.setattr(app.sign_on.provider, "_now", lambda: now)
    for _ in range(5):
        answer = app.browser().get("/api/v1/auth/oidc/login")
        assert "sign_on=unavailable" in answer.headers["Location"]
    assert len(asked) == 1
    assert app.browser().get("/api/v1/auth/methods").json()["data"]["is_provider_away"]
    now = 11.0
    assert not app.browser().get("/api/v1/auth/methods").json()["data"]["is_provider_away"]
    provider.start()
    assert app.begin(app.browser()).startswith(provider.issuer)
    assert len(asked) == 2


def test_an_admin_can_log_in_with_a_password_in_an_emergency_and_nobody_else(
    app: SignOnApp, provider: IdentityProvider
) -> None:
    provider.stop()
    admin, agent = app.browser(), app.browser()
    methods = admin.get("/api/v1/auth/methods").json()["data"]
    assert methods == {"password": "admins", "single_sign_on": True, "is_provider_away": False}
    assert admin.post("/api/v1/auth/login", json={"username": "ada", "password": PASSWORD}).status_code == 200
    assert app.me(admin) == {"username": "ada", "role": "admin"}
    app.run(app.accounts.create("agnes", PASSWORD, Role.AGENT))
    refused = agent.post("/api/v1/auth/login", json={"username": "agnes", "password": PASSWORD})
    assert (refused.status_code, refused.json()["error"]["code"]) == (401, "single_sign_on_required")
    wrong = agent.post("/api/v1/auth/login", json={"username": "agnes", "password": "a guess"})
    assert wrong.json()["error"]["code"] == "invalid_credentials"


def test_an_account_with_a_password_is_never_taken_over(app: SignOnApp, provider: IdentityProvider) -> None:
    provider.be("9", preferred_username="Ada", groups=["desk-agents"])
    browser = app.browser()
    assert "sign_on=name_taken" in sign_on(app, browser, "9")
    assert app.me(browser) is None
    provider.be("8", preferred_username="vera", groups=["desk-agents"])
    sign_on(app, app.browser(), "1")
    assert "sign_on=name_taken" in sign_on(app, app.browser(), "8")


def test_a_disabled_account_stays_out(app: SignOnApp, provider: IdentityProvider) -> None:
    assert provider.issuer
    sign_on(app, app.browser())
    app.run(app.accounts.disable("vera"))
    browser = app.browser()
    assert "sign_on=disabled" in sign_on(app, browser)
    assert app.me(browser) is None


@pytest.mark.parametrize(
    "wanted", ["https://evil.example/", "//evil.example", "/\\evil.example", "/\t/evil.example", "javascript:alert(1)"]
)
def test_a_login_leads_to_no_other_site(app: SignOnApp, provider: IdentityProvider, wanted: str) -> None:
    assert provider.issuer
    browser = app.browser()
    assert sign_on(app, browser, wanted=wanted) == f"{app.url}/"
