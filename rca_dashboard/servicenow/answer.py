"""Interpret answers of the Table API by parsing them: status 200 does not mean success."""

import re
from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from typing import cast

import httpx

from rca_dashboard.domain.json_types import Json, JsonObject
from rca_dashboard.domain.shortened import shortened
from rca_dashboard.servicenow import errors
from rca_dashboard.servicenow.answer_headers import retry_after_seconds
from rca_dashboard.servicenow.json_body import parse

LONGEST_MESSAGE = 200
LONGEST_QUOTE = 80
_MARKUP = re.compile(r"<(style|script)\b.*?</\1\s*>|<[^>]*>", re.DOTALL | re.IGNORECASE)
_WAKE_UP = "open the instance in a browser to wake it if it hibernates, and check SERVICENOW_URL"


def records_of(response: httpx.Response, *, host: str, table: str, now: datetime) -> list[JsonObject]:
    """Return the records of a complete answer to a list request.

    Args:
        response: Read to its end.
        host: The instance, for error messages.
        table: The requested table.
        now: The local time, for a Retry-After that is a date and comes without the server's own time.

    Raises:
        ServiceNowError: If the answer is not a list of records.
    """
    if response.status_code == HTTPStatus.OK:
        return _records(_parse(response, host), host, table)
    raise _refusal(response, host, table, now)


def _parse(response: httpx.Response, host: str) -> Json:
    text = response.content.decode("utf-8-sig", "replace")
    try:
        return parse(text)
    except (ValueError, RecursionError) as error:
        if text.lstrip().startswith("<"):
            raise errors.UnexpectedAnswerError(host, "a web page instead of JSON", _WAKE_UP) from None
        what = "broken or cut off JSON" if text.strip() else "an empty body"
        raise errors.UnexpectedAnswerError(host, what, "it is retried automatically") from error


def _records(body: Json, host: str, table: str) -> list[JsonObject]:
    if isinstance(body, Mapping) and body.get("error"):
        raise errors.TransactionCancelledError(host, table, _message(body) or "no reason given")
    records = body.get("result") if isinstance(body, Mapping) else None
    if not isinstance(records, list) or not all(isinstance(record, Mapping) for record in records):
        raise errors.UnexpectedAnswerError(host, "JSON without a list of records", "check SERVICENOW_URL")
    return cast("list[JsonObject]", records)


def _refusal(  # noqa: PLR0911 - one line for each meaning
    response: httpx.Response, host: str, table: str, now: datetime
) -> errors.ServiceNowError:
    status, message = response.status_code, _message_of(response)
    match status:
        case HTTPStatus.UNAUTHORIZED:
            return errors.CredentialsRefusedError(host)
        case HTTPStatus.PROXY_AUTHENTICATION_REQUIRED:
            return errors.ProxyRefusedError(host)
        case HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE:
            return errors.HeadersTooLongError(host, status)
        case HTTPStatus.REQUEST_URI_TOO_LONG:
            return errors.AddressTooLongError(host, table, len(response.request.url.raw_path))
        case HTTPStatus.TOO_MANY_REQUESTS:
            rule = response.headers.get("X-RateLimit-Rule", "")[:LONGEST_MESSAGE]
            return errors.RateLimitedError(host, retry_after_seconds(response, now), rule)
        case HTTPStatus.NOT_FOUND:
            return errors.NoSuchTableError(host, table)
        case HTTPStatus.BAD_REQUEST | HTTPStatus.FORBIDDEN:
            page = _text_of_page(response)
            return errors.gate_refusal(host, status, page) if page else _table_refusal(host, table, status, message)
        case _ if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return errors.ServerFailedError(host, status, retry_after_seconds(response, now))
        case _:
            return errors.UnexpectedAnswerError(host, f"status {status}", "check SERVICENOW_URL")


def _table_refusal(host: str, table: str, status: int, message: str) -> errors.ServiceNowError:
    if status == HTTPStatus.FORBIDDEN:
        return errors.TableForbiddenError(host, table)
    if "invalid table" in message.lower():
        return errors.NoSuchTableError(host, table)
    return errors.QueryRefusedError(host, table, status, message)


def _text_of_page(response: httpx.Response) -> str:
    """Return the text of a refusal that is a web page, without its markup; empty for another refusal.

    The Table API refuses in JSON: a page comes from something in front of it.
    """
    text = response.content.decode("utf-8", "replace").lstrip()
    if not text.startswith("<"):
        return ""
    words = " ".join(_MARKUP.sub(" ", text).split())
    return shortened(words, LONGEST_QUOTE) or "a web page"


def _message_of(response: httpx.Response) -> str:
    try:
        return _message(cast("Json", response.json()))
    except (ValueError, RecursionError):
        return ""


def _message(body: Json) -> str:
    error = body.get("error") if isinstance(body, Mapping) else None
    parts = [error.get("message"), error.get("detail")] if isinstance(error, Mapping) else [error]
    words = ": ".join(" ".join(part.split()) for part in parts if isinstance(part, str) and part)
    return shortened(words, LONGEST_MESSAGE)
