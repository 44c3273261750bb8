"""Waiting for conditions that only a script in the page can check."""

import time
from collections.abc import Callable

from playwright.sync_api import Page

PATIENCE_SECONDS = 15.0
_TRIES = 3


def becomes_true(page: Page, expression: str, *, seconds: float = PATIENCE_SECONDS) -> None:
    """Ask a page until an expression, or a function that it is, gives true.

    Playwright's ``wait_for_function`` evaluates a string in the page at every look but the first, which the app's
    Content-Security-Policy refuses: it works only where it needs not wait.
    """
    deadline = time.monotonic() + seconds
    while not page.evaluate(expression):
        assert time.monotonic() < deadline, f"In {seconds:g} s this did not become true: {expression}"
        page.wait_for_timeout(50)


def shows_one_more_within(seconds: float, page: Page, selector: str, cause: Callable[[], object]) -> bool:
    """Return whether one more element appears on a page within a time after its cause, by the page's own clock.

    Playwright looks again after up to a second, which would be half of two. Three browsers share two cores, so that one
    of three tries counts; what came with the next heartbeat alone would be late in all of them.
    """
    return any(_seconds_until_one_more(page, selector, cause) < seconds for _ in range(_TRIES))


def _seconds_until_one_more(page: Page, selector: str, cause: Callable[[], object]) -> float:
    page.evaluate(
        """selector => {
            const count = () => document.querySelectorAll(selector).length;
            const before = count();
            window.shownAt = 0;
            const observer = new MutationObserver(() => {
                if (count() <= before) return;
                window.shownAt = Date.now();
                observer.disconnect();
            });
            observer.observe(document, {childList: true, subtree: true});
        }""",
        selector,
    )
    began = time.time()
    cause()
    becomes_true(page, "shownAt > 0", seconds=2 * PATIENCE_SECONDS)
    return page.evaluate("shownAt") / 1000 - began
