"""The demo tells its browsers apart by a cookie."""

import pytest

from rca_dashboard.access.gate.demo_browsers import DemoBrowsers
from rca_dashboard.access.gate.visitors import Visitors
from rca_dashboard.access.identity import EVERYBODY, Role


def scope(cookie: str) -> dict[str, object]:
    return {"type": "http", "headers": [(b"cookie", cookie.encode())] if cookie else []}


async def test_a_browser_is_known_by_its_cookie_and_another_one_is_someone_else() -> None:
    visitors = Visitors(None, (), browsers=DemoBrowsers())
    assert await visitors.identity(scope("")) == EVERYBODY
    first, cookie = visitors.first_visit(EVERYBODY)
    second, _ = visitors.first_visit(EVERYBODY)
    assert "HttpOnly" in cookie
    assert "Secure" not in cookie
    token = cookie.partition(";")[0]
    known = await visitors.identity(scope(f"other=1; {token}"))
    assert known == first != second
    assert known.role is Role.ADMIN
    assert token.partition("=")[2] not in known.username
    assert visitors.first_visit(known) == (known, "")


@pytest.mark.parametrize(
    "cookie", ["rca_demo_browser=", "rca_demo_browser=../../x", "rca_demo_browser=" + "a" * 33, "="]
)
async def test_an_odd_cookie_is_no_browser(cookie: str) -> None:
    assert await Visitors(None, (), browsers=DemoBrowsers()).identity(scope(cookie)) == EVERYBODY


async def test_an_open_dashboard_that_is_no_demo_has_one_visitor() -> None:
    visitors = Visitors(None, ())
    assert await visitors.identity(scope("rca_demo_browser=" + "a" * 32)) == EVERYBODY
    assert visitors.first_visit(EVERYBODY) == (EVERYBODY, "")


def test_browsers_that_came_last_are_notified_and_not_all_there_ever_were() -> None:
    browsers = DemoBrowsers()
    names = [browsers.first_visit()[0].username for _ in range(510)]
    assert list(browsers.usernames) == names[-500:]
