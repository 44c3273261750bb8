"""The instance's cookies: none is kept."""

from collections.abc import Mapping

import pytest
from starlette.responses import JSONResponse, Response

from rca_dashboard.servicenow.client import TableClient
from rca_dashboard.servicenow.errors import CredentialsRefusedError
from tests.servicenow.authentication.oauth_calls import Connect
from tests.servicenow.authentication.token_office import TokenOffice
from tests.servicenow.table_server import Asked, TableServer


def answer_with_cookies(*cookies: str, status: int = 200) -> Response:
    response = JSONResponse({"result": []}, status)
    for cookie in cookies:
        response.headers.append("Set-Cookie", cookie)
    return response


async def test_an_instance_that_sets_new_cookies_each_time_gets_none_back(
    instance: TableServer, client: TableClient
) -> None:
    def fresh_cookies(_asked: Asked) -> Response:
        place = len(instance.asked)
        return answer_with_cookies(*(f"BIGipServer{place}-{number}=x; path=/" for number in range(20)))

    instance.before = fresh_cookies
    sizes: set[int] = set()
    for _ in range(30):
        await client.get_page("incident", "", limit=1)
        assert "cookie" not in instance.asked[-1].headers
        sizes.add(sum(len(name) + len(text) for name, text in instance.asked[-1].headers.items()))
    assert len(sizes) == 1


async def test_a_session_that_a_node_has_dropped_refuses_nothing(instance: TableServer, client: TableClient) -> None:
    def one_node_of_two(asked: Asked) -> Response:
        if "JSESSIONID" in asked.headers.get("cookie", ""):
            return JSONResponse({"error": {"message": "User Not Authenticated"}}, 401)
        return answer_with_cookies("JSESSIONID=1; Path=/; HttpOnly", "glide_session_store=2; Path=/; Domain=127.0.0.1")

    instance.before = one_node_of_two
    for _ in range(3):
        await client.get_page("incident", "", limit=1)
        await client.counting_apart().get_page("incident", "", limit=1)


async def test_cookies_of_a_refusal_are_not_kept_either(instance: TableServer, client: TableClient) -> None:
    instance.before = lambda _asked: answer_with_cookies("glide_user_route=1; Path=/", status=401)
    with pytest.raises(CredentialsRefusedError):
        await client.get_page("incident", "", limit=1)
    instance.before = lambda _asked: None
    await client.get_page("incident", "", limit=1)
    assert "cookie" not in instance.asked[-1].headers


async def test_cookies_that_come_with_an_oauth_token_are_not_sent_with_requests(
    instance: TableServer, office: TokenOffice, connect: Connect
) -> None:
    def grant(form: Mapping[str, str]) -> Response:
        response = office.grant(form)
        response.headers.append("Set-Cookie", "JSESSIONID=1; Path=/")
        return response

    instance.grant = grant
    client = connect()
    for _ in range(2):
        await client.get_page("incident", "", limit=1)
    assert ["cookie" in asked.headers for asked in instance.asked] == [False, False]
