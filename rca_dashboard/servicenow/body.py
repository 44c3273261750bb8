"""Bodies of answers, decoded while they come and never longer than a limit, whatever their headers promise.

httpx decodes a network chunk whole: 64 kB of gzip become 64 MB, and 64 GB where a body is encoded twice. A body of
400 MB from 400 kB of gzip took 1.9 GB of memory so. Here each step inflates at most 256 kB, and what passes the limit
ends the answer.
"""

import asyncio
import zlib
from collections.abc import AsyncIterator, Iterator
from http import HTTPStatus

import httpx

from rca_dashboard.servicenow.long_texts import TextCutter

ACCEPT_ENCODING = "gzip"
# 1,000 incidents are some 6 MB.
LONGEST_BODY = 32_000_000
# Of a refusal only its first sentence is read, and a token is a few hundred bytes.
LONGEST_OTHER_BODY = 1_000_000
# A request's extension: long texts of its answer are cut while it comes, so that one row of any size fits.
CUTS_LONG_TEXTS = "cuts_long_texts"
_LONGEST_NAME = 40
_STEP = 256 * 1024
# Inflating 4 MB takes some 10 ms; then others have their turn.
_STEPS_IN_A_ROW = 16
_GZIP_OR_ZLIB = 32 + zlib.MAX_WBITS
_KNOWN_ENCODINGS = frozenset({"gzip", "x-gzip", "deflate"})


class BodyTooLargeError(Exception):
    """More came than is kept of one body."""


class UnknownEncodingError(httpx.DecodingError):
    """The body comes in an encoding that was not asked for."""


async def bound_body(response: httpx.Response) -> None:
    """Make a response return its body decoded and within the limit to any reader; for httpx's event hooks.

    The hook sees each response before anything of its body is read: also those that authentication looks at.

    Raises:
        UnknownEncodingError: For an encoding that was not asked for.
    """
    encodings = [name.strip().lower() for name in response.headers.get("Content-Encoding", "").split(",")]
    wanted = [name for name in encodings if name not in {"", "identity"}]
    if len(wanted) > 1 or not _KNOWN_ENCODINGS.issuperset(wanted):
        await response.aclose()
        named = ", ".join(wanted).encode("ascii", "replace").decode()[:_LONGEST_NAME]
        raise UnknownEncodingError(f"a body encoded as {named}, only gzip was asked for", request=response.request)
    stream = response.stream
    assert isinstance(stream, httpx.AsyncByteStream)  # noqa: S101 - an AsyncClient's responses have no other
    decoded = _Decoded(stream, is_compressed=bool(wanted))
    is_page = response.status_code == HTTPStatus.OK and response.request.method == "GET"
    cutter = TextCutter() if response.request.extensions.get(CUTS_LONG_TEXTS) else None
    response.stream = _Page(decoded, cutter) if is_page else _Beginning(decoded)
    response.headers.pop("Content-Encoding", None)


class _Decoded(httpx.AsyncByteStream):
    """A body in steps, with a turn for others now and then."""

    def __init__(self, stream: httpx.AsyncByteStream, *, is_compressed: bool) -> None:
        self._stream = stream
        self._inflate = _Inflate() if is_compressed else None

    async def __aiter__(self) -> AsyncIterator[bytes]:
        steps = 0
        async for raw in self._stream:
            for part in self._inflate.parts(raw) if self._inflate else [raw]:
                yield part
                steps += 1
                if steps % _STEPS_IN_A_ROW == 0:
                    await asyncio.sleep(0)

    async def aclose(self) -> None:
        await self._stream.aclose()


class _Page(httpx.AsyncByteStream):
    """A body that is wanted whole."""

    def __init__(self, decoded: _Decoded, cutter: TextCutter | None) -> None:
        self._decoded = decoded
        self._cutter = cutter

    async def __aiter__(self) -> AsyncIterator[bytes]:
        length = 0
        async for part in self._decoded:
            kept = self._cutter.feed(part) if self._cutter else part
            length += len(kept)
            if length > LONGEST_BODY:
                raise BodyTooLargeError
            yield kept

    async def aclose(self) -> None:
        await self._decoded.aclose()


class _Beginning(httpx.AsyncByteStream):
    """The first part of a body, of which the rest does not matter."""

    def __init__(self, decoded: _Decoded) -> None:
        self._decoded = decoded

    async def __aiter__(self) -> AsyncIterator[bytes]:
        left = LONGEST_OTHER_BODY
        async for part in self._decoded:
            yield part[:left]
            left -= len(part)
            if left <= 0:
                return

    async def aclose(self) -> None:
        await self._decoded.aclose()


class _Inflate:
    """Inflates gzip, of one member or several, and zlib."""

    def __init__(self) -> None:
        self._inflater = zlib.decompressobj(_GZIP_OR_ZLIB)

    def parts(self, raw: bytes) -> Iterator[bytes]:
        """Give what a chunk holds, in steps.

        Raises:
            httpx.DecodingError: For what is no gzip.
        """
        try:
            while raw:
                if part := self._inflater.decompress(raw, _STEP):
                    yield part
                raw = self._inflater.unconsumed_tail
                if self._inflater.eof:
                    raw = self._inflater.unused_data.lstrip(b"\0")  # padding, which gzip itself ignores
                    self._inflater = zlib.decompressobj(_GZIP_OR_ZLIB)
        except zlib.error as error:
            raise httpx.DecodingError(str(error)) from error
