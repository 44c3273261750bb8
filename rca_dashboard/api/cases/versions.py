"""Versions of cases over HTTP: ``ETag``, ``If-Match``, and the errors of edits that are refused."""

import re
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from typing import Annotated, Any

from fastapi import Header, Path

from rca_dashboard.api.answers import JsonAnswer, success
from rca_dashboard.api.cases.case_json import case_json, difference_json
from rca_dashboard.api.errors import ApiError, invalid_request, not_found
from rca_dashboard.cases.cases import NoSuchCaseError, VersionNeededError
from rca_dashboard.clock import utc_now
from rca_dashboard.domain.cases.case import Case
from rca_dashboard.domain.cases.edit import (
    CaseConflictError,
    CaseError,
    GateNotMetError,
    NoSuchPartError,
    NotAllowedError,
)

IfMatch = Annotated[
    str | None,
    Header(alias="If-Match", max_length=100, description="The version that you have seen, such as `3`, or its `ETag`."),
]
CaseNumber = Annotated[str, Path(min_length=1, max_length=20, description="Such as `RCA-12`.")]
_VERSION = re.compile(r'(?:W/)?"(?P<tag>[0-9]{1,9})"|(?P<plain>[0-9]{1,9})')


def expected_version(if_match: str | None) -> int | None:
    """Return the version in an ``If-Match``; None without one, and for ``*``.

    Raises:
        ApiError: If it is no version.
    """
    if if_match is None or if_match.strip() == "*":
        return None
    found = _VERSION.fullmatch(if_match.strip())
    if found is None:
        raise invalid_request("If-Match: give one version of the case, such as 3, or its ETag.")
    return int(found["tag"] or found["plain"])


def etag(case: Case) -> Mapping[str, str]:
    """Return the header that names a case's version."""
    return {"ETag": f'"{case.version}"'}


def success_case(case: Case, *, status: int = 200) -> JsonAnswer:
    """Return a response with a case."""
    return success(case_json(case, utc_now()), status=status, headers=etag(case))


def edited(edit: Callable[[], Case], *, status: int = 200) -> JsonAnswer:
    """Return the response to an edit."""
    with refused_edits():
        return success_case(edit(), status=status)


@contextmanager
def refused_edits() -> Generator[None]:
    """Turn a refused edit into an error response.

    Raises:
        ApiError: For any ``CaseError``.
    """
    try:
        yield
    except CaseError as error:
        raise _api_error(error) from error


def _api_error(error: CaseError) -> ApiError:
    message = str(error)
    match error:
        case CaseConflictError():
            details: dict[str, Any] = {"version": error.case.version, "difference": difference_json(error.difference)}
            return ApiError(409, "conflict", message, headers=etag(error.case), details=details)
        case GateNotMetError():
            return ApiError(409, "gate_not_met", message, details={"missing": list(error.missing)})
        case NotAllowedError():
            return ApiError(403, "forbidden", message)
        case NoSuchCaseError() | NoSuchPartError():
            return not_found(message)
        case VersionNeededError():
            return ApiError(428, "version_needed", message)
        case _:
            return invalid_request(message)
