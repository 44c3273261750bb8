"""Waiting for what only a page's own script can tell."""

import time

from playwright.sync_api import Page

PATIENCE_SECONDS = 15


def becomes_true(page: Page, expression: str) -> None:
    """Ask a page until an expression, or a function that it is, gives true.

    Playwright's ``wait_for_function`` evaluates a string in the page at every look but the first, which the app's
    Content-Security-Policy refuses: it works only where it needs not wait.
    """
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not page.evaluate(expression):
        assert time.monotonic() < deadline, f"In {PATIENCE_SECONDS} s this did not become true: {expression}"
        page.wait_for_timeout(50)
