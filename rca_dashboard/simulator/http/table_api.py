"""The Table API's routes: ``/api/now/table/{table}`` and ``/api/now/table/{table}/{sys_id}``."""

import json
from typing import cast

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from rca_dashboard.simulator.errors import TableApiError, error_response, usual_error
from rca_dashboard.simulator.http.access_rules import AccessRules
from rca_dashboard.simulator.http.authentication import Account, user_name_of
from rca_dashboard.simulator.http.list_request import shape_of
from rca_dashboard.simulator.http.listing import page_of
from rca_dashboard.simulator.http.oauth_api import OAuthApi
from rca_dashboard.simulator.http.rendering import render
from rca_dashboard.simulator.http.tokens import Tokens
from rca_dashboard.simulator.http.values import text_of
from rca_dashboard.simulator.instance.instance import Instance, UnknownRecordError

_MEDIA_TYPE = "application/json;charset=UTF-8"
_SET_BY_THE_INSTANCE = {"sys_created_by", "sys_created_on", "sys_mod_count", "sys_updated_by", "sys_updated_on"}


class TableApi:
    """Answers requests for an instance's tables."""

    def __init__(self, instance: Instance, account: Account | None, *, tokens: Tokens, rules: AccessRules) -> None:
        """Create the API of an instance.

        Args:
            instance: The instance.
            account: The account that may use it; None for no authentication.
            tokens: The tokens that are accepted instead of the password.
            rules: What the account may see.
        """
        self._instance = instance
        self._account = account
        self._profile = account or Account()
        self._tokens = tokens
        self._rules = rules

    def application(self) -> Starlette:
        """Return the application that serves the routes."""
        return Starlette(
            routes=[
                OAuthApi(self._account, self._tokens).route(),
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
        page = page_of(request, self._table(request), self._instance, self._rules, self._profile)
        return _answer(page.records, headers=page.headers)

    def _read(self, request: Request) -> Response:
        self._user(request)
        table = self._table(request)
        return self._shown(request, table, self._visible(request, table))

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
        sys_id = self._visible(request, table)
        fields.pop("sys_id", None)
        await run_in_threadpool(self._instance.update, table, sys_id, fields, by=user)
        return self._shown(request, table, sys_id)

    def _delete(self, request: Request) -> Response:
        user, table = self._user(request), self._table(request)
        self._instance.delete(table, self._visible(request, table), by=user)
        return Response(status_code=204)

    def _user(self, request: Request) -> str:
        return user_name_of(request, self._account, self._tokens)

    def _table(self, request: Request) -> str:
        table: str = request.path_params["table"]
        if not self._instance.has_table(table):
            raise TableApiError(400, f"Invalid table {table}")
        self._rules.check_table(table)
        return table

    def _visible(self, request: Request, table: str) -> str:
        """Return the requested sys_id, unless an ACL hides the record."""
        sys_id: str = request.path_params["sys_id"]
        if self._rules.is_hidden(table, self._instance.stored(table, sys_id)):
            raise usual_error(404)
        return sys_id

    async def _fields(self, request: Request) -> dict[str, str]:
        """Return the fields of a body; like an instance, drop unknown ones and those that only it may set."""
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
        shape = shape_of(request, self._profile, self._rules, table)
        return _answer(render(self._instance, table, [record], shape)[0], status, headers)


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
