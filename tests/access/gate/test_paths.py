"""Which paths are public, and where a login may redirect to."""

import pytest

from rca_dashboard.access.gate.paths import Area, area_of, login_location, own_path


@pytest.mark.parametrize("path", ["/login", "/login/", "/assets/a.js", "/assets/sub/a.js", "/favicon.svg", "/health"])
def test_the_login_is_public(path: str) -> None:
    assert area_of(path) is Area.PUBLIC


@pytest.mark.parametrize("path", ["/api/", "/api/v1/tickets", "/ready", "/metrics"])
def test_rest_states_its_own_roles(path: str) -> None:
    assert area_of(path) is Area.REST


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/",
        "login/",
        "//login/",
        "/login//",
        "/LOGIN/",
        "/login/../x",
        "/assets/../x",
        "/assets/./x",
        "/assets/..",
        "/assets/%2e%2e/x",
        "/assets\\..\\x",
        "/assets/\n",
        "/assets/a\x00.js",
        "/api",
        "/API/v1",
        "/api/../x",
        "/health/x",
        "/_event/",
    ],
)
def test_everything_else_needs_a_login(path: str) -> None:
    assert area_of(path) is Area.PAGE


@pytest.mark.parametrize(
    "text",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\tevil",
        "/a\r\nSet-Cookie: x",
        "javascript:alert(1)",
        "evil.example",
        "",
        "/%2f/evil.example",
        "/a/../../b",
        "/login/?next=/login/",
        "/api/v1/auth/logout",
        "/?x=\\",
        "/?x=\ud800",
        "/" + "a" * 3_000,
    ],
)
def test_a_login_redirects_only_to_pages_of_the_app(text: str) -> None:
    assert own_path(text) == "/"
    assert login_location(text) == "/login/"


def test_a_login_leads_back_with_filters_and_all() -> None:
    assert own_path("/?status=New&query=a+b") == "/?status=New&query=a+b"
    assert own_path("/tickets/INC0010001") == "/tickets/INC0010001"
    assert login_location("/tickets/INC1", "tab=x") == "/login/?next=/tickets/INC1%3Ftab%3Dx"
