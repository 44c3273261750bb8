"""A language model behind real HTTP: what it is asked, and what goes wrong, said without the key."""

from collections.abc import Iterator

import pytest

from rca_dashboard.cases.assistant.model import AssistantError, LanguageModel
from tests.cases.assistant.model_server import ModelServer, completion

KEY = "sk-very-secret"
MESSAGES = (("system", "rules"), ("user", "<case>\n</case>"))


@pytest.fixture
def server() -> Iterator[ModelServer]:
    made = ModelServer()
    yield made
    made.close()


async def test_it_sends_the_messages_word_for_word_with_the_key(server: ModelServer) -> None:
    model = LanguageModel(f"{server.url}/", "small", KEY)
    assert await model.answer(MESSAGES) == "A draft [INC0000001]."
    path, key, body = server.asked[0]
    assert (path, key) == ("/v1/chat/completions", f"Bearer {KEY}")
    assert body["messages"] == [{"role": role, "content": text} for role, text in MESSAGES]
    assert body["model"] == "small"


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (401, f"wrong key {KEY}".encode(), "LLM_API_KEY"),
        (404, b"", "LLM_MODEL"),
        (429, b"", "too many requests"),
        (500, b"{", "500"),
        (302, b"", "302"),
        (200, b"<html>", "not that of an OpenAI-compatible server"),
        (200, b"[1]", "not that of"),
        (200, b"[" * 50_000, "not that of"),
        (200, completion(None), "not that of"),
        (200, completion({"a": 1}), "not that of"),
        (200, completion("  "), "not that of"),
        (200, b"\xff\xfe", "not that of"),
        (200, completion("x" * 300_000), "more than 256 KiB"),
    ],
)
async def test_an_unusable_answer_is_said_for_people(server: ModelServer, status: int, body: bytes, said: str) -> None:
    server.status, server.body = status, body
    with pytest.raises(AssistantError, match=said) as caught:
        await LanguageModel(server.url, "small", KEY).answer(MESSAGES)
    assert KEY not in str(caught.value)
    assert len(server.asked) == 1


async def test_a_server_that_is_silent_or_gone_ends_at_the_deadline(server: ModelServer) -> None:
    server.released.clear()
    with pytest.raises(AssistantError, match="did not answer within"):
        await LanguageModel(server.url, "small", KEY, deadline_seconds=0.2).answer(MESSAGES)
    server.close()
    with pytest.raises(AssistantError, match="cannot be reached"):
        await LanguageModel(server.url, "small", KEY).answer(MESSAGES)


def test_the_key_is_in_no_representation() -> None:
    assert KEY not in repr(LanguageModel("http://127.0.0.1/v1", "small", KEY))
