"""``make screenshots``: every page and state of the real app, as Chromium shows it, into ``docs/screenshots``.

``python -m tools.screenshots search bell`` takes those whose names contain one of the words. ``--built FOLDER`` takes
a copy that is built already (``tests.fixtures.app_server.build_app``), ``--into FOLDER`` writes elsewhere. Tickets come
from a seed, so pictures differ only by the times in them. It ends by itself within four minutes.
"""

import argparse
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import sync_playwright

from tests.fixtures.app_server import ROOT, build_app
from tools.screenshots.apps import CLOSED, OPEN, filled_desk, running_app
from tools.screenshots.camera import Camera, camera
from tools.screenshots.closed_pages import take_closed_pages
from tools.screenshots.open_pages import take_open_pages
from tools.screenshots.states import take_beginnings, take_states

FOLDER = ROOT / "docs" / "screenshots"
OPEN_NAMES = ("dashboard-", "search-", "ticket-", "bell-", "notifications-", "settings-", "week-", "keys-", "state-")
CLOSED_NAMES = ("login-", "operations-", "accounts-")
# 20 rows a page, each page late: the import is under way for as long as its pictures take.
SLOW = {"SERVICENOW_POLLING_BATCH_SIZE": "20"}


def main() -> None:
    """Take what is wanted, and say what was taken."""
    parser = argparse.ArgumentParser(prog="python -m tools.screenshots", description="Pictures of the page.")
    parser.add_argument("names", nargs="*", help="parts of names; all without any")
    parser.add_argument("--built", type=Path, help="a folder with the built app")
    parser.add_argument("--into", type=Path, default=FOLDER, help="where the pictures go")
    options = parser.parse_args()
    options.into.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        built = options.built or build_app(Path(folder))
        with camera(playwright, options.into, tuple(options.names)) as taking:
            take_all(taking, built)
            sys.stdout.write(f"{len(taking.taken)} pictures in {options.into}\n")


def take_all(taking: Camera, built: Path) -> None:
    """Take all pictures that are wanted."""
    if taking.wants(*OPEN_NAMES):
        with running_app(built, filled_desk(), OPEN) as of:
            take_open_pages(taking, of)
            take_states(taking, of)
    take_beginnings(taking, built)
    if taking.wants(*CLOSED_NAMES):
        with running_app(built, filled_desk(1_200), CLOSED | SLOW, delay_seconds=0.5) as of:
            take_closed_pages(taking, of)


if __name__ == "__main__":
    main()
