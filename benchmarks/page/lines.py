"""A figure as the table of the page benchmark shows it, and the page that it is measured on."""

from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page

PROBES = Path(__file__).with_name("probes.js")
PATIENCE = 30_000
MILLISECONDS_TO_PAINT = 200


@dataclass(frozen=True, slots=True)
class Line:
    """A figure, its target, and whether it is reached."""

    name: str
    figure: str
    aim: str = ""
    is_reached: bool = True

    def __str__(self) -> str:
        mark = "" if not self.aim else "reached" if self.is_reached else "MISSED"
        return f"{self.name:<72}{self.figure:>14}  {self.aim:<10}{mark}"


def open_list(browser: Browser, url: str) -> Page:
    """Open the list in a browser with an empty cache, and wait for its rows."""
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    page.set_default_timeout(PATIENCE)
    page.add_init_script(path=PROBES)
    page.goto(url)
    page.get_by_test_id("ticket-row").first.wait_for()
    page.wait_for_timeout(MILLISECONDS_TO_PAINT)
    return page
