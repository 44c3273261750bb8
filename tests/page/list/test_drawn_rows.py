"""A row is rendered again only when it has changed, and many changed rows are rendered a few per frame."""

from collections.abc import Callable

from playwright.sync_api import expect

from rca_dashboard.simulator.server import Simulator
from tests.page.stage import Stage

ROWS = 60
# React hands a row's element new properties whenever it draws it, and leaves the old ones where it passes it over.
REMEMBER = """() => {
    const given = (row) => row[Object.keys(row).find((name) => name.startsWith("__reactProps$"))];
    const rows = () => [...document.querySelectorAll("[data-testid=ticket-row]")];
    const before = new Map(rows().map((row) => [row, given(row)]));
    window.drawnAgain = () => rows().filter((row) => before.get(row) !== given(row)).map((row) => row.dataset.number);
}"""
# A frame's changes are those between two animation frames.
WATCH_FRAMES = """() => {
    window.drawnInAFrame = [];
    const rowOf = (node) => (node.parentElement ?? node).closest("[data-testid=ticket-row]");
    const changes = [];
    const observer = new MutationObserver((more) => changes.push(...more));
    observer.observe(document.querySelector("table.tickets"), {characterData: true, subtree: true});
    const look = () => {
        const texts = changes.splice(0).filter(({target}) => target.parentElement?.dir === "auto");
        if (texts.length > 0) drawnInAFrame.push(new Set(texts.map(({target}) => rowOf(target))).size);
        requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
}"""


def test_one_changed_ticket_draws_its_row_alone_and_sixty_are_drawn_over_several_frames(
    servicenow: Simulator, start_stage: Callable[..., Stage]
) -> None:
    # The first import notifies no user, and no highlight fades meanwhile.
    sys_ids = [servicenow.instance.insert("incident", {"short_description": "was there before"}) for _ in range(ROWS)]
    stage = start_stage()
    page = stage.open("/?limit=100")
    expect(page.get_by_text("was there before")).to_have_count(ROWS)
    page.evaluate(REMEMBER)
    stage.instance.update("incident", sys_ids[7], short_description="Printer is on fire")
    expect(page.get_by_text("Printer is on fire")).to_be_visible()
    assert page.evaluate("drawnAgain()") == [stage.number(sys_ids[7])]

    page.evaluate(WATCH_FRAMES)
    for sys_id in sys_ids:
        stage.instance.update("incident", sys_id, short_description="All are on fire")
    expect(page.get_by_text("All are on fire")).to_have_count(ROWS)
    assert sum(page.evaluate("drawnInAFrame")) == ROWS
    # Twenty as they come, and twenty with the frame after.
    assert max(page.evaluate("drawnInAFrame")) <= 40
