"""Asks a language model over the chat completions that OpenAI-compatible servers offer."""

import asyncio
import json
from collections.abc import Sequence
from typing import Any, cast
from urllib.parse import urlsplit

import httpx

# Half of all answers take under 15 s; a model on a desk's own machine takes longer, and nobody waits for two minutes.
DEADLINE_SECONDS = 90.0
LARGEST_BYTES = 256 * 1024
_REFUSED = frozenset({401, 403})
_TOO_MANY = 429
_NOT_FOUND = 404


class AssistantError(Exception):
    """The model gave no usable answer; the message says why, for people, and holds neither the key nor the answer."""


class LanguageModel:
    """A model of a server.

    Args:
        base_url: Where the API begins, such as ``https://api.example.com/v1``.
        model: The model's name.
        api_key: The key; empty for a server that needs none.
        deadline_seconds: How long to wait for the whole answer.
    """

    def __init__(
        self, base_url: str, model: str, api_key: str = "", deadline_seconds: float = DEADLINE_SECONDS
    ) -> None:
        self.model = model
        self.host = urlsplit(base_url).netloc
        self._url = f"{base_url.rstrip('/')}/chat/completions"
        self._headers = {"Authorization": f"Bearer {api_key}"} if api_key else {}
        self._deadline = deadline_seconds

    async def answer(self, messages: Sequence[tuple[str, str]]) -> str:
        """Return the model's answer to messages, each with its role.

        Raises:
            AssistantError: If there is none.
        """
        body = {"model": self.model, "messages": [{"role": role, "content": text} for role, text in messages]}
        try:
            async with asyncio.timeout(self._deadline):
                return _text_of(await self._post({**body, "stream": False}))
        except TimeoutError:
            message = f"{self.host} did not answer within {self._deadline:.0f} s. Try again, or use a faster model."
            raise AssistantError(message) from None
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            # The error's own text may quote what was sent.
            message = f"{self.host} cannot be reached ({type(error).__name__}). Check LLM_BASE_URL and the network."
            raise AssistantError(message) from None

    async def _post(self, body: dict[str, Any]) -> bytes:
        async with (
            httpx.AsyncClient(timeout=self._deadline, follow_redirects=False) as client,
            client.stream("POST", self._url, json=body, headers=self._headers) as response,
        ):
            if not response.is_success:
                raise AssistantError(_refusal(self.host, response.status_code))
            content = bytearray()
            async for part in response.aiter_bytes():
                content += part
                if len(content) > LARGEST_BYTES:
                    message = f"{self.host} answered with more than {LARGEST_BYTES // 1024} KiB. Nothing was kept."
                    raise AssistantError(message)
        return bytes(content)


def _refusal(host: str, status: int) -> str:
    if status in _REFUSED:
        return f"{host} refused the key ({status}). Check LLM_API_KEY."
    if status == _NOT_FOUND:
        return f"{host} knows no such model or address ({status}). Check LLM_BASE_URL and LLM_MODEL."
    if status == _TOO_MANY:
        return f"{host} has had too many requests ({status}). Try again later."
    return f"{host} answered {status}. Try again later."


def _text_of(content: bytes) -> str:
    try:
        found: Any = json.loads(content)
        text: object = found["choices"][0]["message"]["content"]
    except (ValueError, KeyError, IndexError, TypeError, RecursionError):
        text = None
    if not isinstance(text, str) or not text.strip():
        message = "The answer is not that of an OpenAI-compatible server, or empty. Check LLM_BASE_URL."
        raise AssistantError(message)
    return cast("str", text)
