"""Shared helpers for tests of notifications."""

from playwright.sync_api import Locator, Page

from tests.page.stage import Stage

CRITICAL = {"impact": "1", "urgency": "1", "priority": "1"}


def toasts(page: Page) -> Locator:
    return page.locator("[data-sonner-toast]")


def unread(page: Page) -> Locator:
    return page.get_by_test_id("bell-unread")


def open_page(stage: Stage, path: str) -> Page:
    page = stage.context.new_page()
    page.goto(stage.url + path)
    page.locator("[data-testid=connection-header][data-status=connected]").wait_for()
    return page
