import { expect, test } from "bun:test";
import { load } from "../browser/page.js";

async function page() {
  document.body.innerHTML = `<nav class="nav"></nav><main class="content"><div class="sheet"></div></main>
    <div class="popover-body"></div>`;
  const sheet = document.querySelector(".sheet");
  Object.defineProperties(sheet, { scrollHeight: { value: 2_000 }, clientHeight: { value: 500 } });
  sheet.style.overflowY = "auto";
  globalThis.getComputedStyle = window.getComputedStyle.bind(window);
  const moved = [];
  sheet.scrollBy = ({ top }) => moved.push(top);
  await load("shell/scrolling.js");
  const wheel = (selector, special = {}) => {
    const event = new window.Event("wheel", { bubbles: true });
    document.querySelector(selector).dispatchEvent(Object.assign(event, { deltaY: 120, deltaMode: 0, ...special }));
  };
  return { moved, wheel };
}

test("the wheel over the frame moves the list, and over the list it does so by itself", async () => {
  const { moved, wheel } = await page();
  wheel(".nav");
  wheel(".nav", { deltaMode: 1, deltaY: 3 });
  wheel(".sheet");
  wheel(".popover-body");
  wheel(".nav", { ctrlKey: true });
  expect(moved).toEqual([120, 120]);
});

test("the keys that scroll a page scroll the list, unless something has the focus", async () => {
  const { moved } = await page();
  for (const key of ["PageDown", "PageUp", "End", "a"])
    document.body.dispatchEvent(new window.KeyboardEvent("keydown", { key, bubbles: true }));
  document.querySelector(".nav").dispatchEvent(new window.KeyboardEvent("keydown", { key: "End", bubbles: true }));
  expect(moved).toEqual([450, -450, 2_000]);
});
