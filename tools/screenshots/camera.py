"""One browser that opens pages with a given screen size and colour scheme, and writes screenshots."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, Playwright

from tests.fixtures.chromium import ARGUMENTS, find_chromium

COLOURS = 256
WIDE = (1440, 900)
NARROW = (390, 844)
# Under load the first page of an app takes its time.
PATIENCE = 30_000
# What fades in, and the fonts.
SECONDS_TO_SETTLE = 0.6


@dataclass(frozen=True, slots=True)
class Camera:
    """Takes pictures.

    Attributes:
        browser: Opens the pages.
        folder: Where the pictures go.
        wanted: The names that are wanted, or parts of them; all where there is none.
        taken: The names so far.
    """

    browser: Browser
    folder: Path
    wanted: tuple[str, ...] = ()
    taken: list[str] = field(default_factory=list)

    def wants(self, *names: str) -> bool:
        """Whether one of these pictures is wanted, or one whose name begins so."""
        return not self.wanted or any(part in name or name in part for part in self.wanted for name in names)

    @contextmanager
    def screen(self, size: tuple[int, int] = WIDE, scheme: str = "light", cookies: Any = None) -> Iterator[Page]:  # noqa: ANN401 - as Playwright keeps them
        """Return a page of a browser of its own, in English and UTC, so that times read the same everywhere."""
        context = self._context(size, scheme, cookies)
        context.set_default_timeout(PATIENCE)
        try:
            yield context.new_page()
        finally:
            context.close()

    def _context(self, size: tuple[int, int], scheme: str, cookies: Any) -> BrowserContext:  # noqa: ANN401 - the same
        width, height = size
        return self.browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if scheme == "dark" else "light",
            locale="en-GB",
            timezone_id="UTC",
            storage_state=cookies,
        )

    def take(self, page: Page, name: str) -> None:
        """Write what the page shows now, without a pointer over it."""
        if not self.wants(name):
            return
        page.mouse.move(0, 0)
        page.wait_for_timeout(SECONDS_TO_SETTLE * 1000)
        save_small(page.screenshot(animations="disabled"), self.folder / f"{name}.png")
        self.taken.append(name)


def save_small(png: bytes, path: Path) -> None:
    """Write a picture in 256 colours: a page of text on plain grounds needs no more, and it is a third of the bytes."""
    Image.open(BytesIO(png)).convert("RGB").quantize(
        COLOURS, Image.Quantize.MAXCOVERAGE, kmeans=1, dither=Image.Dither.NONE
    ).save(path, optimize=True)


@contextmanager
def camera(playwright: Playwright, folder: Path, wanted: tuple[str, ...]) -> Iterator[Camera]:
    """Return a camera that writes into a folder.

    Raises:
        FileNotFoundError: If this machine has no Chromium.
    """
    path = find_chromium()
    if path is None:
        raise FileNotFoundError("No Chromium: `python tests/fixtures/chromium.py` installs one, or set CHROMIUM_PATH.")
    browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
    try:
        yield Camera(browser, folder, wanted)
    finally:
        browser.close()


def connected(page: Page, address: str) -> Page:
    """Open an address, and wait until the page hears from the app."""
    page.goto(address)
    page.locator("[data-testid=connection-header][data-status=connected]").wait_for()
    return page


def with_rows(page: Page, address: str) -> Page:
    """Open a list, and wait for its first row."""
    connected(page, address)
    page.get_by_test_id("ticket-row").first.wait_for()
    return page


EVENTS = re.compile("/_event")
"""The address of the websocket."""
