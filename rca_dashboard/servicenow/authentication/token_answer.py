"""Interpret answers of ``/oauth_token.do``. Only known words of the body get into an error."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import cast

import httpx

from rca_dashboard.clock import utc_now
from rca_dashboard.domain.json_types import Json
from rca_dashboard.servicenow import errors
from rca_dashboard.servicenow.answer_headers import retry_after_seconds

# Error codes of RFC 6749 (4.1.2.1 and 5.2); any other text might repeat what was sent.
_REASONS = frozenset(
    {
        "access_denied",
        "invalid_client",
        "invalid_grant",
        "invalid_request",
        "invalid_scope",
        "server_error",
        "temporarily_unavailable",
        "unauthorized_client",
        "unsupported_grant_type",
    }
)
_REFUSALS = (HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)


@dataclass(frozen=True, slots=True)
class Token:
    """An access token.

    Attributes:
        text: The token as sent in requests.
        lifetime_seconds: Counted from when it was requested; None if the answer does not say.
        refresh_token: What is exchanged for the next one, or empty.
    """

    text: str = field(repr=False)
    lifetime_seconds: float | None
    refresh_token: str = field(repr=False)


def token_of(response: httpx.Response, *, host: str, settings: str) -> Token:
    """Return the token of a complete answer.

    Args:
        response: Read to its end.
        host: The instance, for error messages.
        settings: The settings to check when the token is refused.

    Raises:
        TokenRefusedError: For 400, 401 and 403.
        ServiceNowError: For anything else that holds no token.
    """
    body = _body(response)
    if response.status_code != HTTPStatus.OK:
        raise _refusal(response, body, host, settings)
    text = body.get("access_token")
    if not isinstance(text, str) or not text.isascii() or not text.isprintable() or not text or " " in text:
        remedy = "open the instance in a browser to wake it if it hibernates, and check SERVICENOW_URL"
        raise errors.UnexpectedAnswerError(host, "no OAuth token in its answer", remedy)
    refresh_token = body.get("refresh_token")
    return Token(text, _seconds(body.get("expires_in")), refresh_token if isinstance(refresh_token, str) else "")


def _body(response: httpx.Response) -> Mapping[str, Json]:
    try:
        body = cast("Json", json.loads(response.content))
    except (ValueError, RecursionError):
        return {}
    return body if isinstance(body, Mapping) else {}


def _seconds(raw: Json) -> float | None:
    try:
        seconds = float(raw) if isinstance(raw, str | int | float) else -1.0
    except (ValueError, OverflowError):
        return None
    return seconds if seconds >= 0 else None


def _refusal(response: httpx.Response, body: Mapping[str, Json], host: str, settings: str) -> errors.ServiceNowError:
    status = response.status_code
    if status in _REFUSALS:
        reported = (body.get("error_description"), body.get("error"))
        reason = next((word for word in reported if isinstance(word, str) and word in _REASONS), "")
        return errors.TokenRefusedError(host, status, reason, settings)
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return errors.RateLimitedError(host, retry_after_seconds(response, utc_now()), "")
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return errors.ServerFailedError(host, status, retry_after_seconds(response, utc_now()))
    remedy = "enable OAuth 2.0 (the plugin com.snc.platform.security.oauth) on the instance, and check SERVICENOW_URL"
    return errors.UnexpectedAnswerError(host, f"status {status} for an OAuth token request", remedy)
