"""Security headers for every response, which tell browsers what the app's pages may do."""

import base64
from collections.abc import Iterable
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_HTTPS_ALONE_SECONDS = 31_536_000


class _InlineScripts(HTMLParser):
    """Collects the exact texts of a page's inline scripts."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.texts: list[str] = []
        self._is_inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._is_inside = tag == "script" and "src" not in dict(attrs)
        if self._is_inside:
            self.texts.append("")

    def handle_data(self, data: str) -> None:
        if self._is_inside:
            self.texts[-1] += data

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 - HTMLParser's interface
        self._is_inside = False


def script_hashes(pages: Path) -> tuple[str, ...]:
    """Return the CSP hashes ("hash-source") of all inline scripts in the built pages of a folder.

    React Router writes them into each page at build time; they never change while the app runs.
    """
    found: set[str] = set()
    for path in sorted(pages.rglob("*.html")):
        page = _InlineScripts()
        page.feed(path.read_text(encoding="utf-8"))
        page.close()
        found.update(_hash(text) for text in page.texts)
    return tuple(sorted(found))


def content_security_policy(origins: Iterable[str], hashes: Iterable[str]) -> str:
    """Return the content security policy: what a page may load and connect to.

    Args:
        origins: Origins of the websocket; in development it differs from the page's.
        hashes: Hashes of the inline scripts that may run; if empty, all may.
    """
    scripts = " ".join(hashes) or "'unsafe-inline'"
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self' {scripts}",
            "style-src 'self' 'unsafe-inline'",  # Radix and Sonner position elements by style attributes
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            f"connect-src 'self' {' '.join(_with_websockets(origins))}".strip(),
            "worker-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )


class SecurityHeaders:
    """Adds the headers to every response; a policy set by the app itself is kept.

    Args:
        app: The wrapped app.
        policy: The content security policy.
        is_https: Whether to send an HSTS header.
    """

    def __init__(self, app: ASGIApp, *, policy: str, is_https: bool) -> None:
        self._app = app
        self._headers = {
            "Content-Security-Policy": policy,
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "DENY",
            "Referrer-Policy": "same-origin",
        }
        if is_https:
            self._headers["Strict-Transport-Security"] = f"max-age={_HTTPS_ALONE_SECONDS}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Call the app, and add the headers."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
                if scope["path"].startswith("/api/"):
                    headers["Cache-Control"] = "no-store"
                elif headers.get("content-type", "").startswith("text/html"):
                    # A cached page from an earlier build would request scripts that no longer exist.
                    headers.setdefault("Cache-Control", "no-cache")
            await send(message)

        await self._app(scope, receive, send_with_headers)


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(sha256(text.encode()).digest()).decode()}'"


def _with_websockets(origins: Iterable[str]) -> Iterable[str]:
    for origin in origins:
        if "[" in origin:  # the policy's grammar does not allow IPv6 addresses (CSP 3, "host-source")
            continue
        yield origin
        if origin.startswith("http"):
            yield "ws" + origin.removeprefix("http")
