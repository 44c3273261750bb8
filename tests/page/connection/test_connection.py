"""The page shows which connection is down, reconnects by itself, and shows everything it missed."""

import re
import time
from collections.abc import Callable

from playwright.sync_api import Page, WebSocketRoute, expect

from tests.page.conftest import Stage

Start = Callable[..., Stage]


def frames_from_now_on(page: Page) -> list[str]:
    """Return a list that grows with each frame from the app, for pages that are opened after this."""
    frames: list[str] = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda payload: frames.append(str(payload))))
    return frames


def test_a_cut_connection_says_so_and_coming_back_shows_everything_missed(cabled_stage: Stage) -> None:
    stage, cable = cabled_stage, cabled_stage.cable
    sys_ids = stage.insert(3)
    page = stage.open()
    expect(page.get_by_test_id("ticket-row")).to_have_count(3)
    cable.cut()
    expect(page.get_by_test_id("connection-header")).to_have_attribute("data-status", "reconnecting")
    expect(page.get_by_test_id("connection-header")).to_have_text("Reconnecting")
    expect(page.get_by_test_id("connection-corner")).to_have_attribute("data-status", "reconnecting")
    expect(page.locator("[data-sonner-toast][data-type=warning]")).to_contain_text("Connection lost")
    stage.insert(4, short_description="missed")
    stage.instance.update("incident", sys_ids[0], state="2")
    time.sleep(2)
    expect(page.get_by_test_id("ticket-row")).to_have_count(3)
    cable.plug_in()
    expect(page.get_by_test_id("connection-header")).to_have_text("Real-time connected", timeout=8000)
    expect(page.get_by_test_id("ticket-row")).to_have_count(7)
    expect(page.locator(f"[data-number={stage.number(sys_ids[0])}]")).to_contain_text("In Progress")
    expect(page.locator("[data-sonner-toast][data-type=success]")).to_contain_text("Connected again")
    expect(page.locator("[data-sonner-toast]")).to_have_count(1)


def test_the_page_outlives_a_crash_and_a_restart_of_the_app(start_stage: Start) -> None:
    stage = start_stage()
    stage.insert(2)
    page = stage.open()
    stage.app.kill()
    expect(page.get_by_test_id("connection-header")).to_have_attribute("data-status", "reconnecting")
    stage.insert(2, short_description="missed")
    stage.app.start()
    expect(page.get_by_test_id("connection-header")).to_have_attribute("data-status", "connected", timeout=15_000)
    expect(page.get_by_test_id("ticket-row")).to_have_count(4)
    stage.insert(1)
    expect(page.get_by_test_id("ticket-row")).to_have_count(5)
    metrics = page.request.get(f"{stage.url}/metrics").text()
    assert re.search(r"^rca_push_connections_total{worker=.+} 1\.0$", metrics, re.MULTILINE)
    assert re.search(r"^rca_push_reconnections_total{worker=.+} 1\.0$", metrics, re.MULTILINE)


def test_a_reader_of_page_two_is_on_page_two_after_a_cut(cabled_stage: Stage) -> None:
    stage, cable = cabled_stage, cabled_stage.cable
    stage.insert(30)
    page = stage.open()
    page.get_by_test_id("page-next").click()
    expect(page.get_by_test_id("page-number")).to_have_text("2")
    cable.cut()
    expect(page.get_by_test_id("connection-header")).to_have_attribute("data-status", "reconnecting")
    cable.plug_in()
    expect(page.get_by_test_id("connection-header")).to_have_attribute("data-status", "connected", timeout=8000)
    expect(page.get_by_test_id("page-number")).to_have_text("2")
    expect(page.get_by_test_id("ticket-row")).to_have_count(5)
    stage.insert(1)
    expect(page.get_by_test_id("new-tickets-bar")).to_have_attribute("data-count", "1")


def test_a_browser_without_a_network_is_offline_at_once(start_stage: Start) -> None:
    stage = start_stage()
    page = stage.open()
    stage.context.set_offline(True)
    expect(page.get_by_test_id("connection-header")).to_have_text("Offline", timeout=2000)
    stage.context.set_offline(False)
    expect(page.get_by_test_id("connection-header")).to_have_text("Real-time connected", timeout=8000)


def test_silence_is_shown_as_stale(start_stage: Start) -> None:
    stage = start_stage()
    page = stage.context.new_page()
    page.clock.install()
    page.goto(stage.url)
    page.clock.run_for(1000)
    expect(page.get_by_test_id("connection-header")).to_have_attribute("data-status", "connected")
    page.clock.fast_forward(10_000)
    expect(page.get_by_test_id("connection-header")).to_have_attribute("data-status", "stale")


def test_a_suspended_app_is_stale_within_ten_seconds_and_connected_when_it_goes_on(start_stage: Start) -> None:
    stage = start_stage()
    page = stage.open()
    header = page.get_by_test_id("connection-header")
    expect(header).to_have_attribute("data-status", "connected")
    stage.app.suspend()
    expect(header).to_have_attribute("data-status", "stale", timeout=12_000)
    expect(page.get_by_test_id("away-note")).to_have_count(0)
    page.get_by_test_id("search-input").fill("printer")
    expect(page.get_by_test_id("away-note")).to_contain_text("cannot be loaded now")
    expect(page.locator("#announcements")).to_contain_text("cannot be loaded now")
    stage.app.resume()
    expect(header).to_have_attribute("data-status", "connected")
    expect(page.get_by_test_id("away-note")).to_have_count(0)


def test_a_page_that_wakes_on_a_dead_connection_says_stale_and_is_fresh_within_seconds(cabled_stage: Stage) -> None:
    stage = cabled_stage
    stage.insert(2)
    page = stage.context.new_page()
    page.clock.install()
    page.goto(stage.url)
    expect(page.get_by_test_id("ticket-row")).to_have_count(2)
    stage.cable.swallow()
    stage.insert(2, short_description="missed")
    page.clock.fast_forward(60_000)
    expect(page.get_by_test_id("connection-header")).to_have_attribute("data-status", "stale")
    expect(page.get_by_test_id("ticket-row")).to_have_count(4, timeout=8_000)
    expect(page.get_by_test_id("connection-header")).to_have_attribute("data-status", "connected")
    stage.insert(1)
    expect(page.get_by_test_id("ticket-row")).to_have_count(5)


def test_a_failing_servicenow_is_shown_with_since_when_and_what_to_do(start_stage: Start) -> None:
    stage = start_stage()
    stage.insert(2)
    page = stage.open()
    stage.servicenow.stop()
    expect(page.get_by_test_id("poll-status")).to_have_attribute("data-status", "failing", timeout=6000)
    expect(page.get_by_test_id("error-state")).to_contain_text("cannot be reached")
    expect(page.get_by_test_id("error-state")).to_contain_text("started")
    expect(page.get_by_test_id("connection-header")).to_have_attribute("data-status", "connected")
    toast = page.locator("[data-sonner-toast][data-type=error]")
    expect(toast).to_have_count(1)
    stage.insert(1, short_description="born during the outage")
    stage.servicenow.start()
    expect(page.get_by_test_id("poll-status")).to_have_attribute("data-status", "ok", timeout=10_000)
    expect(page.get_by_test_id("ticket-table").get_by_text("born during the outage")).to_be_visible()
    expect(page.locator("[data-sonner-toast][data-type=success]")).to_contain_text("ServiceNow is available again")
    expect(page.get_by_test_id("error-state")).to_have_count(0)
    lines = [line for line in stage.app.log().splitlines() if "rca_dashboard.sync.polling.rounds" in line]
    assert len(lines) == 2, lines


def incidents_asked(stage: Stage) -> int:
    """Return how often the incidents were asked for; service levels are asked for beside them."""
    return sum(asked.path.endswith("/incident") for asked in stage.servicenow.requests)


def test_a_quiet_poll_sends_nothing_but_signs_of_life(start_stage: Start) -> None:
    stage = start_stage()
    stage.insert(3)
    page = stage.context.new_page()
    frames = frames_from_now_on(page)
    page.goto(stage.url)
    expect(page.get_by_test_id("ticket-row")).to_have_count(3)
    expect(page.get_by_test_id("filter-status").locator("option", has_text="New")).to_be_attached()
    time.sleep(1)
    asked, told_before = incidents_asked(stage), len(frames)
    page.wait_for_timeout(10_000)
    polls = incidents_asked(stage) - asked
    assert 8 <= polls <= 12
    told = [frame for frame in frames[told_before:] if frame.startswith("42")]
    assert len(told) <= 4, told
    assert all("tickets" not in frame for frame in told)


def test_a_socket_that_is_accepted_and_closed_at_once_does_not_strand_the_page(start_stage: Start) -> None:
    stage = start_stage()
    stage.insert(2)
    page = stage.context.new_page()
    refuses: list[bool] = []
    sockets: list[WebSocketRoute] = []

    def pass_on(socket: WebSocketRoute) -> None:
        if refuses:
            socket.close()
        else:
            socket.connect_to_server()
            sockets.append(socket)

    page.route_web_socket(re.compile("/_event"), pass_on)
    page.goto(stage.url)
    header = page.get_by_test_id("connection-header")
    expect(header).to_have_text("Real-time connected")
    refuses.append(True)
    sockets[-1].close()
    expect(header).to_have_text("Reconnecting", timeout=2000)
    stage.insert(1)
    refuses.clear()
    expect(header).to_have_text("Real-time connected", timeout=15_000)
    expect(page.get_by_test_id("ticket-row")).to_have_count(3)


def test_a_page_that_was_lost_on_the_way_is_asked_for_at_the_next_heartbeat(start_stage: Start) -> None:
    stage = start_stage()
    stage.insert(2)
    page = stage.context.new_page()
    loses: list[bool] = []

    def pass_on(socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()

        def to_page(message: str | bytes) -> None:
            if not (loses and "lost on the way" in str(message)):
                socket.send(message)

        server.on_message(to_page)

    page.route_web_socket(re.compile("/_event"), pass_on)
    page.goto(stage.url)
    expect(page.get_by_test_id("ticket-row")).to_have_count(2)
    loses.append(True)
    stage.insert(1, short_description="lost on the way")
    page.wait_for_timeout(2500)
    expect(page.get_by_test_id("ticket-row")).to_have_count(2)
    loses.clear()
    # A heartbeat comes every 15 s, and the page waits 1.5 s more for what may be on its way.
    expect(page.get_by_test_id("ticket-row")).to_have_count(3, timeout=19_000)


def test_a_slow_page_says_connecting_and_never_offline_and_renders_cleanly(start_stage: Start) -> None:
    stage = start_stage()
    page = stage.context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.add_init_script("""
        window.seen = new Set();
        new MutationObserver(() => {
            const header = document.querySelector("[data-testid=connection-header]");
            if (header) window.seen.add(header.textContent);
        }).observe(document, {childList: true, subtree: true, characterData: true, attributes: true});
    """)
    session = stage.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": 400, "downloadThroughput": -1, "uploadThroughput": -1},
    )
    page.goto(stage.url)
    expect(page.get_by_test_id("connection-header")).to_have_text("Real-time connected", timeout=15_000)
    assert "Offline" not in page.evaluate("[...seen]")
    assert errors == []
