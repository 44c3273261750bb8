"""Requests whose body is not what it seems: encoded, with two ends, or with a header that says two things."""

import pytest
from starlette.datastructures import Headers
from starlette.types import Message, Scope

from rca_dashboard.access.gate.bodies import BodyError, check_length, whole_body
from rca_dashboard.access.gate.visitors import Visitors
from rca_dashboard.access.identity import EVERYBODY


def scope_of(*headers: tuple[bytes, bytes]) -> Scope:
    return {"type": "http", "method": "POST", "path": "/", "headers": list(headers), "client": ("192.0.2.1", 1)}


async def receive() -> Message:
    return {"type": "http.request", "body": b"{}", "more_body": False}


@pytest.mark.parametrize("encoding", [b"gzip", b"br", b"deflate", b"GZIP", b"gzip, identity", b"nonsense"])
async def test_an_encoded_body_is_refused_as_such(encoding: bytes) -> None:
    with pytest.raises(BodyError) as refused:
        await whole_body(scope_of((b"content-encoding", encoding)), receive)
    assert (refused.value.status, refused.value.code) == (415, "unsupported_encoding")


@pytest.mark.parametrize("encoding", [b"identity", b" Identity ", b""])
async def test_a_body_that_says_it_is_not_encoded_is_read(encoding: bytes) -> None:
    read = await whole_body(scope_of((b"content-encoding", encoding)), receive)
    assert (await read())["body"] == b"{}"


def test_a_request_with_two_ends_is_refused() -> None:
    length, chunks = (b"content-length", b"5"), (b"transfer-encoding", b"chunked")
    check_length(scope_of(length))
    check_length(scope_of(chunks))
    with pytest.raises(BodyError) as refused:
        check_length(scope_of(chunks, length))
    assert (refused.value.status, refused.value.code) == (400, "ambiguous_length")


def test_a_header_that_comes_twice_is_one_list_for_the_app() -> None:
    twice = (
        (b"if-match", b'"3"'),
        (b"accept", b"*/*"),
        (b"if-match", b'"4"'),
        (b"cookie", b"a=1"),
        (b"cookie", b"b=2"),
    )
    headers = Headers(scope=Visitors(None, ()).announced(scope_of(*twice), EVERYBODY))
    assert headers.getlist("if-match") == ['"3", "4"']
    assert headers.getlist("cookie") == ["a=1; b=2"]
    assert headers.getlist("accept") == ["*/*"]
