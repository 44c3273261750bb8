"""The Table API's routes: ``/api/now/table/{table}`` and ``/api/now/table/{table}/{sys_id}``."""

import json
from typing import cast

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from rca_dashboard.simulator.authentication import Account, user_name_of
from rca_dashboard.simulator.errors import TableApiError, error_response, usual_error
from rca_dashboard.simulator.instance import Instance, UnknownRecordError
from rca_dashboard.simulator.list_request import list_request_of, shape_of
from rca_dashboard.simulator.pagination import link_header
from rca_dashboard.simulator.rendering import render
from rca_dashboard.simulator.values import text_of

_MEDIA_TYPE = "application/json;charset=UTF-8"
_SET_BY_THE_INSTANCE = {"sys_created_by", "sys_created_on", "sys_mod_count", "sys_updated_by", "sys_updated_on"}


class TableApi:
    """Answers requests from an instance's tables."""

    def __init__(self, instance: Instance, account: Account | None) -> None:
        """Stand before an instance.

        Args:
            instance: Whose records these are.
            account: Who may ask; None if anybody may.
        """
        self._instance = instance
        self._account = account

    def application(self) -> Starlette:
        """Give the application that serves the routes."""
        return Starlette(
            routes=[
                Route("/api/now/table/{table}", self._list, methods=["GET"]),
                Route("/api/now/table/{table}", self._create, methods=["POST"]),
                Route("/api/now/table/{table}/{sys_id}", self._read, methods=["GET"]),
                Route("/api/now/table/{table}/{sys_id}", self._update, methods=["PATCH", "PUT"]),
                Route("/api/now/table/{table}/{sys_id}", self._delete, methods=["DELETE"]),
            ],
            exception_handlers={
                TableApiError: _refused,
                UnknownRecordError: _not_found,
                404: _no_such_address,
                405: _no_such_method,
            },
        )

    def _list(self, request: Request) -> Response:
        self._user(request)
        table, wanted = self._table(request), list_request_of(request)
        found = self._instance.select(table, wanted.query, offset=wanted.offset, limit=wanted.limit)
        headers = {"X-Total-Count": str(found.total)} if wanted.is_counted else {}
        total = found.total if wanted.is_counted else None
        url, parameters = str(request.url.replace(query="")), request.query_params.multi_items()
        links = link_header(url, parameters, offset=wanted.offset, limit=wanted.limit, total=total)
        if wanted.has_links and links:
            headers["Link"] = links
        return _answer(render(self._instance, table, found.records, shape_of(request)), headers=headers)

    def _read(self, request: Request) -> Response:
        self._user(request)
        return self._shown(request, self._table(request), request.path_params["sys_id"])

    async def _create(self, request: Request) -> Response:
        user, table, fields = self._user(request), self._table(request), await self._fields(request)
        try:
            sys_id = await run_in_threadpool(self._instance.insert, table, fields, by=user)
        except ValueError as error:
            raise TableApiError(403, "Operation Failed", "Unique Key violation detected by database") from error
        headers = {"Location": str(request.url.replace(path=f"{request.url.path}/{sys_id}", query=""))}
        return self._shown(request, table, sys_id, status=201, headers=headers)

    async def _update(self, request: Request) -> Response:
        user, table, fields = self._user(request), self._table(request), await self._fields(request)
        sys_id: str = request.path_params["sys_id"]
        fields.pop("sys_id", None)
        await run_in_threadpool(self._instance.update, table, sys_id, fields, by=user)
        return self._shown(request, table, sys_id)

    def _delete(self, request: Request) -> Response:
        self._user(request)
        self._instance.delete(self._table(request), request.path_params["sys_id"])
        return Response(status_code=204)

    def _user(self, request: Request) -> str:
        return user_name_of(request, self._account)

    def _table(self, request: Request) -> str:
        table: str = request.path_params["table"]
        if not self._instance.has_table(table):
            raise TableApiError(400, f"Invalid table {table}")
        return table

    async def _fields(self, request: Request) -> dict[str, str]:
        """Give what a body sets; like an instance, drop fields the table does not have and those only it may set."""
        known = self._instance.table(self._table(request)).fields.keys() - _SET_BY_THE_INSTANCE
        try:
            body: object = json.loads(await request.body())
        except ValueError as error:
            raise TableApiError(400, "Exception while reading request", "The payload is not valid JSON.") from error
        if not isinstance(body, dict):
            raise TableApiError(400, "Exception while reading request", "The payload is not a JSON object.")
        values = cast("dict[str, object]", body)
        return {field: text_of(value) for field, value in values.items() if field in known}

    def _shown(
        self, request: Request, table: str, sys_id: str, *, status: int = 200, headers: dict[str, str] | None = None
    ) -> Response:
        record = self._instance.stored(table, sys_id)
        return _answer(render(self._instance, table, [record], shape_of(request))[0], status, headers)


def _answer(result: object, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    body = json.dumps({"result": result}, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    return Response(body, status, headers, media_type=_MEDIA_TYPE)


def _refused(_request: Request, error: Exception) -> Response:
    return error_response(cast("TableApiError", error))


def _not_found(_request: Request, _error: Exception) -> Response:
    return error_response(usual_error(404))


def _no_such_address(request: Request, _error: Exception) -> Response:
    return error_response(TableApiError(400, f"Requested URI does not represent any resource: {request.url.path}"))


def _no_such_method(request: Request, _error: Exception) -> Response:
    return error_response(TableApiError(405, f"Method {request.method} is not supported"))
