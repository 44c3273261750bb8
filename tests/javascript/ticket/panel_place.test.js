import { expect, mock, test } from "bun:test";
import { load } from "../browser/page.js";

/** A list that scrolls, whose row stands at `top`. */
async function open(top) {
  document.body.innerHTML = `<div class="sheet" style="overflow-y: auto"><p data-testid="ticket-row" data-number="INC1"></p></div>`;
  const sheet = document.querySelector(".sheet");
  for (const [name, value] of Object.entries({ scrollHeight: 900, clientHeight: 300 }))
    Object.defineProperty(sheet, name, { value });
  sheet.scrollBy = mock();
  const row = document.querySelector("p");
  const place = { top };
  row.getBoundingClientRect = () => place;
  return { ...(await load("ticket/panel_place.js")), sheet, moveTo: (next) => Object.assign(place, { top: next }) };
}

test("the row that was clicked stays where it was when the list is drawn with other columns", async () => {
  const page = await open(200);
  page.setAnchor("INC1");
  page.moveTo(260);
  page.restorePlace();
  expect(page.sheet.scrollBy.mock.calls).toEqual([[{ top: 60, behavior: "instant" }]]);
  page.restorePlace();
  expect(page.sheet.scrollBy).toHaveBeenCalledTimes(1);
});

test("nothing is scrolled for a row that has not moved, is gone, or was forgotten", async () => {
  const page = await open(200);
  page.setAnchor("INC1");
  page.restorePlace();
  page.setAnchor("INC9");
  page.restorePlace();
  page.setAnchor("INC1");
  page.setAnchor("");
  page.moveTo(260);
  page.restorePlace();
  expect(page.sheet.scrollBy).not.toHaveBeenCalled();
});
