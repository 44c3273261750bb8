"""A list updated by patches shows the same as a reload."""

import random

from playwright.sync_api import Page, WebSocket, expect

from tests.page.stage import Stage

STATES = ("1", "2", "3")


def shown(page: Page) -> list[list[str]]:
    return page.locator("[data-testid=ticket-row]").evaluate_all(
        "rows => rows.map((row) => [row.dataset.number, ...[...row.cells].slice(1, 8).map((cell) => cell.innerText)])"
    )


def test_after_a_hundred_changes_the_list_is_what_a_reload_shows(shared_stage: Stage) -> None:
    stage, chance, frames = shared_stage, random.Random(11), []

    def listen(socket: WebSocket) -> None:
        socket.on("framereceived", lambda data: frames.append(str(data)))

    stage.context.on("page", lambda page: page.on("websocket", listen))
    sys_ids = stage.insert(40, short_description="was there before")
    page = stage.open("/?sort=-updated_at&limit=50")
    expect(page.get_by_text("1 to 40 of 40")).to_be_visible(timeout=10_000)
    frames.clear()
    for turn in range(10):
        for step in range(9):
            sys_ids += stage.insert(chance.randrange(2), short_description=f"New in turn {turn}")
            changes = {"short_description": f"Change {turn}.{step}", "state": chance.choice(STATES)}
            stage.instance.update("incident", chance.choice(sys_ids), changes)
        stage.instance.update("incident", sys_ids[0], short_description=f"Turn {turn} is over")
        expect(page.get_by_text(f"Turn {turn} is over")).to_be_visible(timeout=10_000)
    assert sum('"order":[' in frame for frame in frames) >= 8
    fresh = stage.open("/?sort=-updated_at&limit=50")
    assert shown(page) == shown(fresh)


def test_new_tickets_of_the_plain_list_come_as_patches_and_nobody_asks_for_the_page(shared_stage: Stage) -> None:
    asked: list[str] = []

    def listen(socket: WebSocket) -> None:
        socket.on("framesent", lambda data: asked.append(str(data)) if "resync" in str(data) else None)

    shared_stage.context.on("page", lambda page: page.on("websocket", listen))
    page = shared_stage.open()
    for _ in range(3):
        (sys_id,) = shared_stage.insert(1, short_description="One row of the plain list")
        expect(page.locator(f"[data-number={shared_stage.number(sys_id)}]")).to_be_visible(timeout=10_000)
    assert asked == []
