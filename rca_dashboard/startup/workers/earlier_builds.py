"""During an update workers of two builds run side by side: each serves the files of the other build too.

A page of one build asks for the rest of it where the proxy leads. The names hold a hash of the content, so that a name
is one file for ever; each worker keeps the files of its build in the database when it starts.
"""

import asyncio
import gzip
import logging
import mimetypes
import re
import time
from pathlib import Path

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from rca_dashboard.live.reflex_adapter.built_pages import build_of
from rca_dashboard.store.engine import Database, DatabaseUnavailableError
from rca_dashboard.store.workers.built_files import built_file, built_files, keep_build

logger = logging.getLogger(__name__)

# ``name-<hash of 8>.js``, as Vite calls them.
_FILE = re.compile(r"/assets/([\w.-]{1,150}-[\w-]{8}\.(?:js|css|woff2|svg|png))")
# Anybody may ask for names that do not exist: all together read the list of those that do once in so long.
_LOOK_SECONDS = 1.0


def keep_own_build(database: Database, pages: Path) -> None:
    """Keep the files of this worker's build for the workers of other builds; there are none in development.

    Raises:
        DatabaseUnavailableError: If the database does not work.
    """
    files = {path.name: path for path in (pages / "assets").glob("*") if _FILE.fullmatch(f"/assets/{path.name}")}
    if build := build_of(pages):
        keep_build(database, build, {name: gzip.compress(path.read_bytes(), 6) for name, path in files.items()})


class EarlierBuilds:
    """Serves what is no file of this worker's build from what others have kept.

    Args:
        inside: The app.
        database: Where builds are kept.
        pages: The pages of this worker's build.
    """

    def __init__(self, inside: ASGIApp, database: Database, pages: Path) -> None:
        self._inside = inside
        self._database = database
        self._folder = pages / "assets"
        self._known: frozenset[str] = frozenset()
        self._looked_at = float("-inf")
        self._looking = asyncio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle a request."""
        found = scope["type"] == "http" and scope["method"] in ("GET", "HEAD") and _FILE.fullmatch(scope["path"])
        if not found or (self._folder / found[1]).is_file():
            await self._inside(scope, receive, send)
            return
        content = await self._kept(found[1])
        answer = self._inside if content is None else _answer(found[1], content, Headers(scope=scope))
        await answer(scope, receive, send)

    async def _kept(self, name: str) -> bytes | None:
        try:
            if name not in self._known:
                await self._look()
            return await asyncio.to_thread(built_file, self._database, name) if name in self._known else None
        except DatabaseUnavailableError:
            return None  # the page loads again by itself; the outage is logged by those who follow the database

    async def _look(self) -> None:
        async with self._looking:
            if time.monotonic() - self._looked_at >= _LOOK_SECONDS:
                self._known = await asyncio.to_thread(built_files, self._database)
                self._looked_at = time.monotonic()


def _answer(name: str, content: bytes, asked: Headers) -> Response:
    headers = {"Cache-Control": "public, max-age=31536000, immutable", "Vary": "Accept-Encoding"}
    if "gzip" in asked.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
    else:
        content = gzip.decompress(content)
    return Response(content, headers=headers, media_type=mimetypes.guess_type(name)[0])
