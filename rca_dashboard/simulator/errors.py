"""Error responses of the Table API.

Source: the bodies of a real instance: ``{"error": {"message", "detail"}, "status": "failure"}``.
"""

from starlette.responses import JSONResponse


class TableApiError(Exception):
    """A request that is answered with an error."""

    def __init__(self, status: int, message: str, detail: str | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.detail = detail


_USUAL: dict[int, tuple[str, str | None]] = {
    401: ("User Not Authenticated", "Required to provide Auth information"),
    403: ("Operation Failed", "ACL Exception Query Failed due to security constraints"),
    404: ("No Record found", "Record doesn't exist or ACL restricts the record retrieval"),
    414: ("URI Too Long", "The request URL is longer than 8000 bytes"),
    429: ("Rate limit exceeded", "Rate limit of requests per hour for Table API exceeded"),
}


def usual_error(status: int) -> TableApiError:
    """Return the error with which an instance answers for a status."""
    message, detail = _USUAL.get(status, ("Transaction failed", f"The instance answered with status {status}"))
    return TableApiError(status, message, detail)


def error_response(error: TableApiError) -> JSONResponse:
    """Return the response of an error."""
    headers = {"WWW-Authenticate": 'BASIC realm="Service-now"'} if error.status == 401 else {}  # noqa: PLR2004 - HTTP's
    body = {"error": {"message": error.message, "detail": error.detail}, "status": "failure"}
    return JSONResponse(body, error.status, headers, media_type="application/json;charset=UTF-8")
