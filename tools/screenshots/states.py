"""The states of the list: first load, importing, nothing yet, nothing matches, and each thing that can be down."""

from pathlib import Path
from threading import Event

from playwright.sync_api import WebSocketRoute

from rca_dashboard.simulator.instance.instance import Instance
from tools.screenshots.apps import OPEN, PhotographedApp, filled_desk, let_somebody_call, running_app
from tools.screenshots.camera import EVENTS, NARROW, Camera, connected, with_rows

# Past the 35 s of silence after which a page counts as stale.
MILLISECONDS_ASLEEP = 40_000


def take_states(camera: Camera, of: PhotographedApp) -> None:
    """Take the states of an app that has tickets; the last ones leave it without ServiceNow, then dead."""
    _first_load(camera, of)
    if camera.wants("state-nothing-matches"):
        with camera.screen() as page:
            connected(page, f"{of.url}/?query=zeppelin&status=New")
            page.get_by_test_id("empty-state").wait_for()
            camera.take(page, "state-nothing-matches")
    _paused(camera, of)
    _stale(camera, of)
    if camera.wants("state-servicenow-failing", "state-app-unreachable"):
        _down(camera, of)


def _first_load(camera: Camera, of: PhotographedApp) -> None:
    if camera.wants("state-first-load"):
        with camera.screen() as page:
            page.route_web_socket(EVENTS, lambda _: None)  # accepted, and never answered
            page.goto(of.url)
            page.locator(".skeleton").first.wait_for()
            camera.take(page, "state-first-load")


def _paused(camera: Camera, of: PhotographedApp) -> None:
    if camera.wants("state-paused"):
        with camera.screen() as page:
            with_rows(page, of.url)
            page.get_by_test_id("live-mode-paused").click()
            for place in (1, 2):
                let_somebody_call(of, place)
            page.locator("[data-testid=new-tickets-bar][data-count='2']").wait_for()
            camera.take(page, "state-paused")
            page.get_by_test_id("live-mode-live").click()
            page.locator("[data-testid=live-mode][data-mode=live]").wait_for()


def _stale(camera: Camera, of: PhotographedApp) -> None:
    """Let the connection stand, say nothing any more, and move the page's clock on."""
    if camera.wants("state-stale"):
        with camera.screen(scheme="dark") as page:
            is_silent = Event()
            page.route_web_socket(EVENTS, lambda socket: _pass_on_until(is_silent, socket))
            page.clock.install()
            page.goto(of.url)
            page.clock.run_for(1_000)
            page.get_by_test_id("ticket-row").first.wait_for()
            is_silent.set()
            page.clock.fast_forward(MILLISECONDS_ASLEEP)
            page.locator("[data-testid=connection-header][data-status=stale]").wait_for()
            camera.take(page, "state-stale")


def _pass_on_until(is_silent: Event, page_end: WebSocketRoute) -> None:
    app_end = page_end.connect_to_server()
    app_end.on_message(lambda message: None if is_silent.is_set() else page_end.send(message))


def _down(camera: Camera, of: PhotographedApp) -> None:
    with camera.screen() as wide, camera.screen(NARROW, "dark") as narrow:
        for page in (wide, narrow):
            with_rows(page, of.url)
        of.servicenow.stop()
        for page in (wide, narrow):
            page.get_by_test_id("error-state").wait_for()
        camera.take(wide, "state-servicenow-failing")
        camera.take(narrow, "state-servicenow-failing-390")
        of.servicenow.start()
        for page in (wide, narrow):
            page.get_by_test_id("error-state").wait_for(state="detached")
        of.app.kill()
        for page in (wide, narrow):
            page.locator("[data-testid=connection-header][data-status=reconnecting]").wait_for()
        camera.take(wide, "state-app-unreachable")
        camera.take(narrow, "state-app-unreachable-390")


def take_beginnings(camera: Camera, built: Path) -> None:
    """Take an app that has no ticket yet, and one that still reads its history."""
    if camera.wants("state-nothing-yet"):
        # Of the other tables every instance has something.
        with running_app(built, Instance(), OPEN | {"SERVICENOW_TABLES": "incident"}) as empty, camera.screen() as page:
            connected(page, empty.url)
            page.get_by_text("New tickets appear automatically").wait_for()
            camera.take(page, "state-nothing-yet")
    if camera.wants("state-importing"):
        slow = {"SERVICENOW_POLLING_BATCH_SIZE": "20"}
        with running_app(built, filled_desk(400), OPEN | slow, delay_seconds=0.7) as young, camera.screen() as page:
            with_rows(page, young.url)
            page.wait_for_timeout(4_000)  # a rate needs some pages
            camera.take(page, "state-importing")
