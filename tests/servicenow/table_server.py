"""A small Table API over real HTTP, whose tables, clock, access rules and misbehaviour a test decides.

It reads encoded queries in its own way, so that it does not share a misreading with the code under test.
"""

import contextlib
import re
import ssl
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from urllib.parse import parse_qsl

import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from tests.fixtures.quick_server import QuickServer

Row = dict[str, str]
NOON = datetime(2026, 11, 23, 12, 0, 0, tzinfo=UTC)

_CONDITION = re.compile(r"([a-z_]+)(>=|<=|!=|=|>|<|IN)(.*)", re.DOTALL)


@dataclass(frozen=True)
class Asked:
    """One request."""

    table: str
    query: str
    limit: int
    offset: int
    fields: str
    parameters: dict[str, str]
    authorization: str
    headers: Mapping[str, str]


@dataclass
class TableServer:
    """The instance. Set its attributes at any time.

    Attributes:
        now: Its clock; the ``Date`` header is made from it.
        is_hidden: Rows that access rules cut from a page after paging.
        before: Called with each request before it is answered; a response it gives is the answer.
        rewrite: What the instance takes a request for, such as one without a condition that it does not know.
        counts: Whether it sends ``X-Total-Count``.
        answers_in_threads: So that ``before`` may wait while other requests are answered.
        grant: What it answers to the form of an OAuth token's request; no instance has OAuth by itself.
    """

    tables: dict[str, dict[str, Row]] = field(default_factory=lambda: {"incident": {}})
    now: datetime = NOON
    is_hidden: Callable[[Row], bool] = lambda _row: False
    before: Callable[[Asked], Response | None] = lambda _asked: None
    rewrite: Callable[[Asked], Asked] = lambda asked: asked
    counts: bool = True
    answers_in_threads: bool = False
    grant: Callable[[Mapping[str, str]], Response] = lambda _form: Response(status_code=404)
    asked: list[Asked] = field(default_factory=list)
    url: str = ""

    def put(self, place: int, at: datetime | None = None, *, table: str = "incident", **fields: str) -> str:
        """Create or change the record whose sys_id comes from ``place``."""
        sys_id = f"{place:032x}"
        old = self.tables.setdefault(table, {}).get(sys_id)
        stamps = {
            "sys_id": sys_id,
            "number": f"INC{place:07}",
            "short_description": f"Printer {place} is on fire",
            "state": "1",
            "sys_updated_on": f"{at or self.now:%Y-%m-%d %H:%M:%S}",
            "sys_mod_count": str(int(old["sys_mod_count"]) + 1 if old else 0),
        }
        self.tables[table][sys_id] = {**(old or {}), **stamps, **fields}
        return sys_id

    def pass_time(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    def answer(self, asked: Asked) -> Response:
        if (misbehaviour := self.before(asked)) is not None:
            return misbehaviour
        asked = self.rewrite(asked)
        if asked.table not in self.tables:
            error = {"message": f"Invalid table {asked.table}", "detail": None}
            return JSONResponse({"error": error, "status": "failure"}, status_code=400)
        found = select(self.tables[asked.table].values(), asked.query)
        page = found[asked.offset : asked.offset + asked.limit]
        shown = [{name: both(value) for name, value in row.items()} for row in page if not self.is_hidden(row)]
        headers = {"X-Total-Count": str(len(found))} if self.counts else {}
        return JSONResponse({"result": shown}, headers=headers)


def both(value: str) -> dict[str, str]:
    return {"display_value": value, "value": value}


def select(rows: Iterable[Row], query: str) -> list[Row]:
    """Return the rows that a query selects, in its order."""
    terms = re.split(r"(?<!\^)\^(?!\^)", query)
    orders = [term.removeprefix("ORDERBY") for term in terms if term.startswith("ORDERBY")]
    alternatives: list[list[list[str]]] = [[]]
    for term in terms:
        if term.startswith("ORDERBY") or not term:
            continue
        if term.startswith("NQ"):
            alternatives.append([[term[2:]]])
        elif term.startswith("OR"):
            alternatives[-1][-1].append(term[2:])
        else:
            alternatives[-1].append([term])
    found = [
        row
        for row in list(rows)
        if any(all(any(holds(row, one) for one in group) for group in part) for part in alternatives)
    ]
    return sorted(found, key=lambda row: tuple(row.get(name, "") for name in orders))


def holds(row: Row, term: str) -> bool:
    matched = _CONDITION.fullmatch(term)
    assert matched, term
    name, operator, value = matched.groups()
    have, value = row.get(name, ""), value.replace("^^", "^")
    return {
        "=": have == value,
        "!=": have != value,
        ">": have > value,
        ">=": have >= value,
        "<": have < value,
        "<=": have <= value,
        "IN": have in value.split(","),
    }[operator]


def cut_connection() -> Response:
    """Return an answer that promises more than it sends."""

    async def half() -> AsyncIterator[bytes]:
        yield b'{"result": ['
        raise ConnectionError

    return StreamingResponse(half(), headers={"Content-Length": "1000", "Content-Type": "application/json"})


@contextlib.contextmanager
def running_table_server(certificate: ssl.SSLContext | None = None) -> Iterator[TableServer]:
    """Serve a fresh instance on a free port of this machine, over TLS with a certificate."""
    served = TableServer()

    async def endpoint(request: Request) -> Response:
        parameters = dict(request.query_params)
        asked = Asked(
            table=request.path_params["table"],
            query=parameters.get("sysparm_query", ""),
            limit=int(parameters.get("sysparm_limit", "10000")),
            offset=int(parameters.get("sysparm_offset", "0")),
            fields=parameters.get("sysparm_fields", ""),
            parameters=parameters,
            authorization=request.headers.get("Authorization", ""),
            headers=dict(request.headers),
        )
        served.asked.append(asked)
        response = await run_in_threadpool(served.answer, asked) if served.answers_in_threads else served.answer(asked)
        response.headers.setdefault("Date", format_datetime(served.now, usegmt=True))
        return response

    async def token(request: Request) -> Response:
        form = dict(parse_qsl((await request.body()).decode(), keep_blank_values=True, strict_parsing=True))
        return await run_in_threadpool(served.grant, form)

    routes = [Route("/api/now/table/{table}", endpoint), Route("/oauth_token.do", token, methods=["POST"])]
    app = Starlette(routes=routes)
    config = uvicorn.Config(app, port=0, log_level="critical", date_header=False, ws="none", lifespan="off")
    config.load()
    config.ssl = certificate
    server = QuickServer(config)
    served.url = server.start()
    try:
        yield served
    finally:
        server.stop()
