"""Error responses: a status, a machine-readable code and one sentence for people."""

import logging
from collections.abc import Mapping, Sequence
from typing import cast

from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from rca_dashboard.access.logins.account_views import AccountError
from rca_dashboard.api.answers import JsonAnswer
from rca_dashboard.domain.json_types import Json
from rca_dashboard.domain.views.saved_view import InvalidSavedViewError
from rca_dashboard.domain.views.view import InvalidViewError
from rca_dashboard.store.queries import DatabaseUnavailableError
from rca_dashboard.sync.workers.orders import NoLeaderError

logger = logging.getLogger(__name__)

# The error's own text names the database's host or file, so it is only logged.
DATABASE_AWAY = "The database is unavailable; see the app's log."
_LONGEST_ECHO = 40
# Of changes of accounts that are refused; 422, where what was sent is wrong, is of all others.
_ACCOUNT_STATUSES: Mapping[str, int] = {
    "too_many_attempts": 429,
    "unknown_account": 404,
    "invalid_link": 404,
    "no_password": 409,
    "no_password_login": 409,
    "account_disabled": 409,
    "username_taken": 409,
    "no_enrolment": 409,
    "no_second_factor": 409,
    "second_factor_exists": 409,
    "second_factor_required": 409,
}


class ApiError(Exception):
    """An error response.

    Attributes:
        status: The HTTP status.
        code: The machine-readable code, such as ``not_found``.
        message: One sentence for people.
        headers: Further headers of the response, such as ``Retry-After``.
        details: What programs need besides the sentence, such as what differs.
    """

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        *,
        headers: Mapping[str, str] | None = None,
        details: Mapping[str, Json] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.headers = headers
        self.details = details or {}


def invalid_request(message: str) -> ApiError:
    """Return the error for an invalid parameter; the message names it and says what is allowed."""
    return ApiError(422, "invalid_request", message)


def not_found(message: str) -> ApiError:
    """Return the error for something that does not exist."""
    return ApiError(404, "not_found", message)


def error_answer(error: ApiError, *, headers: Mapping[str, str] | None = None) -> JsonAnswer:
    """Return the error as JSON."""
    body = {"success": False, "error": {"code": error.code, "message": error.message, **error.details}}
    return JsonAnswer(body, error.status, headers)


def as_api_error(error: Exception, path: str) -> ApiError:
    """Return the error response for an exception that an endpoint raised.

    An unexpected exception is logged here, once, with its traceback; the response contains no details.
    """
    match error:
        case ApiError():
            return error
        case InvalidViewError() | InvalidSavedViewError() | RequestValidationError():
            return invalid_request(_sentences(error))
        case AccountError():
            headers = {"Retry-After": str(error.wait_seconds)} if error.wait_seconds else None
            return ApiError(_ACCOUNT_STATUSES.get(error.code, 422), error.code, str(error), headers=headers)
        # Raised by FastAPI for a body that is not UTF-8, or JSON nested too deeply or with too long a number.
        case HTTPException(status_code=400):
            return invalid_request("The body is not valid JSON.")
        case DatabaseUnavailableError():
            return _unavailable(error)
        case _:
            logger.error("No answer to %.200r", path, exc_info=error)
            return ApiError(500, "internal_error", "Internal error; see the app's log.")


def _unavailable(error: DatabaseUnavailableError) -> ApiError:
    if isinstance(error, NoLeaderError):
        return ApiError(503, "no_leader", error.shown)
    return ApiError(503, "database_unavailable", DATABASE_AWAY)


def _sentences(error: InvalidViewError | InvalidSavedViewError | RequestValidationError) -> str:
    is_many = isinstance(error, RequestValidationError)
    return "; ".join(_sentence(each) for each in error.errors()) if is_many else str(error)


def _sentence(error: Mapping[str, object]) -> str:
    """Return a pydantic error as ``limit: input should be less than or equal to 1000; not '5000'``."""
    location = cast("Sequence[object]", error.get("loc") or ("the request",))
    # Of a list the place is no name, and of a body that is no JSON there is none.
    name = next((each for each in reversed(location) if isinstance(each, str)), "the request")
    message = str(error.get("msg", "is not valid"))
    if not message.startswith("JSON"):
        message = f"{message[:1].lower()}{message[1:]}"
    if location[0] == "body":  # it may hold a password
        return f"{name}: {message}"
    echo = repr(error.get("input"))
    shown = echo if len(echo) <= _LONGEST_ECHO else f"{echo[:_LONGEST_ECHO]}…"
    return f"{name}: {message}; not {shown}"
