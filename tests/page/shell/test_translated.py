"""A browser that translates the page puts its texts into elements of its own; the page goes on all the same."""

from playwright.sync_api import expect

from tests.page.conftest import Stage

# As Google Translate does: each text is replaced by two nested <font> elements with another text.
TRANSLATE = """() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const texts = [];
    while (walker.nextNode()) texts.push(walker.currentNode);
    for (const text of texts) {
        const parent = text.parentElement;
        if (!text.data.trim() || parent.closest("script, style, [translate=no], select")) continue;
        const [outer, inner] = [document.createElement("font"), document.createElement("font")];
        inner.textContent = `${text.data}*`;
        outer.append(inner);
        parent.insertBefore(outer, text);
        parent.removeChild(text);
    }
}"""


def test_a_translated_page_takes_updates_and_still_works(stage: Stage) -> None:
    sys_ids = stage.insert(3, priority="3", impact="3", urgency="3")
    page = stage.open()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    rows = page.get_by_test_id("ticket-row")
    expect(rows).to_have_count(4)
    page.evaluate(TRANSLATE)
    expect(page.get_by_test_id("more-filters")).to_contain_text("Filter*")
    for number in range(3):
        stage.servicenow.instance.update(
            "incident", sys_ids[1], short_description=f"It burns {number}", state="2", assigned_to=""
        )
        row = rows.filter(has_text=f"It burns {number}")
        expect(row).to_contain_text("In Progress")
        page.evaluate(TRANSLATE)
        stage.insert(1, short_description=f"Another one {number}")
        expect(rows).to_have_count(5 + number)
    expect(page.locator("[data-testid=tile][data-name=open]")).to_have_attribute("data-value", "7")
    expect(page.locator("[data-testid=tile][data-name=open]")).to_contain_text("7")
    rows.nth(0).click()
    expect(page.get_by_test_id("panel")).to_be_visible()
    page.evaluate(TRANSLATE)
    page.get_by_test_id("panel-next").click()
    page.evaluate(TRANSLATE)
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("panel")).to_have_count(0)
    page.goto(f"{stage.app.url}/?priority=3")
    expect(rows).to_have_count(3)
    assert errors == []
