"""A ServiceNow with tickets of all kinds, and the app whose page and panel show one."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from rca_dashboard.simulator.instance.instance import Instance
from rca_dashboard.simulator.server import Simulator
from tests.fixtures.app_server import AppServer
from tests.page.stage import ACCOUNT, settings_for

PATIENCE = 10_000
ATTACK = '<img src=x onerror="window.attacked=1"><b>bold</b>\n</script><script>window.attacked=1</script>'


@dataclass(frozen=True)
class Desk:
    """A ServiceNow with some tickets, and the app that reads it; all tests of one ticket share it."""

    instance: Instance
    app: AppServer
    browser: Browser
    sys_ids: list[str]

    def number(self, place: int) -> str:
        return str(self.instance.stored("incident", self.sys_ids[place])["number"])

    def open(self, path: str, width: int = 1440, scheme: str = "light") -> Page:
        context = self.browser.new_context(
            viewport={"width": width, "height": 800}, color_scheme="dark" if scheme == "dark" else "light"
        )
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.goto(self.app.url + path)
        page.locator("[data-testid=connection-header][data-status=connected]").wait_for()
        return page

    def open_list(self, width: int = 1440, query: str = "sort=ticket_id&limit=100") -> Page:
        page = self.open(f"/?{query}", width)
        expect(page.get_by_test_id("ticket-row").nth(20)).to_be_visible(timeout=PATIENCE)
        return page


def insert_tickets(instance: Instance) -> list[str]:
    """Make incidents that share an item, two of which share a problem, and one of which says all that can be said."""
    item = instance.insert("cmdb_ci", name="Router 7")
    beth = instance.insert("sys_user", name="Beth Anglin")
    group = instance.insert("sys_user_group", name="Network")
    problem = instance.insert("problem", {"number": "PRB0040001", "short_description": "Uplinks lose packets"})
    whole = {
        "short_description": "VPN drops every hour",
        "description": "It began this morning.\n  1. Connect\n  2. Wait",
        "close_notes": "Nothing yet",
        "category": "network",
        "priority": "2",
        "cmdb_ci": item,
        "caller_id": beth,
        "assigned_to": beth,
        "assignment_group": group,
        "problem_id": problem,
        "correlation_id": "from-monitoring-7",
    }
    first = instance.insert("incident", whole)
    plain = [
        instance.insert("incident", {"short_description": f"Printer {place}", "cmdb_ci": item}) for place in range(25)
    ]
    instance.update("incident", plain[0], {"problem_id": problem, "parent_incident": first})
    attacked = instance.insert("incident", {"short_description": ATTACK, "description": ATTACK, "close_notes": ATTACK})
    return [first, *plain, attacked]


@contextmanager
def running_desk(built_app: Path, folder: Path, browser: Browser) -> Iterator[Desk]:
    """Start the app and its ServiceNow with the tickets."""
    with Simulator(Instance(), account=ACCOUNT) as servicenow:
        sys_ids = insert_tickets(servicenow.instance)
        app = AppServer(built_app, folder, settings_for(servicenow))
        try:
            app.start()
            yield Desk(servicenow.instance, app, browser, sys_ids)
        finally:
            app.kill()
            sys.stdout.write(app.log())
