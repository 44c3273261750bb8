"""The pages of an app with open access: the list, a ticket, notifications, settings, keyboard shortcuts."""

from playwright.sync_api import Page

from tools.screenshots.apps import PhotographedApp, let_a_morning_pass, let_somebody_call
from tools.screenshots.camera import NARROW, WIDE, Camera, connected, with_rows

SCREENS = (
    ("light-1440", WIDE, "light"),
    ("light-390", NARROW, "light"),
    ("dark-1440", WIDE, "dark"),
    ("dark-390", NARROW, "dark"),
)


def take_open_pages(camera: Camera, app: PhotographedApp) -> None:
    """Take them all."""
    app.wait_for_all()
    worst = app.number(let_a_morning_pass(app))
    _take_dashboards(camera, app)
    _take_searches(camera, app)
    _take_tickets(camera, app, worst)
    _take_the_bell(camera, app)
    for name, path in (("notifications", "notifications"), ("settings", "settings"), ("week", "insight/week")):
        _take_each(camera, app, name, f"/{path}")
    _take_keys(camera, app)


def _take_each(camera: Camera, app: PhotographedApp, name: str, path: str) -> None:
    for screen, size, scheme in SCREENS[:1] + SCREENS[3:]:
        if camera.wants(f"{name}-{screen}"):
            with camera.screen(size, scheme) as page:
                connected(page, app.url + path)
                camera.take(page, f"{name}-{screen}")


def _take_dashboards(camera: Camera, app: PhotographedApp) -> None:
    """Take the list at the moment at which a new ticket has come."""
    names = [f"dashboard-{screen}" for screen, _, _ in SCREENS]
    for place, (name, (_, size, scheme)) in enumerate(zip(names, SCREENS, strict=True)):
        if camera.wants(name):
            with camera.screen(size, scheme) as page:
                with_rows(page, f"{app.url}/?sort=-opened_at")
                number = app.number(let_somebody_call(app, place))
                page.locator(f"[data-number={number}][data-new=true]").wait_for()
                if scheme == "light":
                    _without_toasts(page)
                camera.take(page, name)


def _without_toasts(page: Page) -> None:
    """Close the toast of the new ticket."""
    page.locator("[data-sonner-toast] [data-close-button]").first.click()
    page.locator("[data-sonner-toast]").first.wait_for(state="detached")


def _take_searches(camera: Camera, app: PhotographedApp) -> None:
    for screen, size, scheme in (SCREENS[0], SCREENS[3]):
        name = f"search-{screen}"
        if camera.wants(name):
            with camera.screen(size, scheme) as page:
                with_rows(page, f"{app.url}/?table=incident&priority=2%2C3%2C4")
                page.get_by_test_id("search-input").press_sequentially("vpn", delay=30)
                page.locator("td mark").first.wait_for()
                camera.take(page, name)


def _take_tickets(camera: Camera, app: PhotographedApp, number: str) -> None:
    for screen, size, scheme in (SCREENS[0], SCREENS[2]):
        name = f"ticket-panel-{screen}"
        if camera.wants(name):
            with camera.screen(size, scheme) as page:
                with_rows(page, f"{app.url}/?ticket={number}")
                page.get_by_test_id("activity-entry").first.wait_for()
                camera.take(page, name)
    for screen, size, scheme in SCREENS[:1] + SCREENS[3:]:
        name = f"ticket-{screen}"
        if camera.wants(name):
            with camera.screen(size, scheme) as page:
                connected(page, f"{app.url}/tickets/{number}")
                page.get_by_test_id("activity-entry").first.wait_for()
                camera.take(page, name)


def _take_the_bell(camera: Camera, app: PhotographedApp) -> None:
    for screen, size, scheme in SCREENS[1:3]:
        name = f"bell-{screen}"
        if camera.wants(name):
            with camera.screen(size, scheme) as page:
                with_rows(page, app.url)
                page.get_by_test_id("bell").click()
                page.get_by_test_id("bell-item").first.wait_for()
                camera.take(page, name)


def _take_keys(camera: Camera, app: PhotographedApp) -> None:
    name = f"keys-{SCREENS[0][0]}"
    if camera.wants(name):
        with camera.screen() as page:
            with_rows(page, app.url)
            page.keyboard.press("?")
            page.get_by_test_id("keys-sheet").wait_for()
            camera.take(page, name)
