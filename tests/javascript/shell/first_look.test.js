import { expect, test } from "bun:test";
import { load, openPage } from "../browser/page.js";

/** Run what the head of each page runs; then the body is there. */
async function open({ kept = {}, toast = "<p data-sonner-toast>New</p>" } = {}) {
  openPage("/", kept);
  await load("shell/first_look.js");
  document.documentElement.lang = "en";
  document.body.innerHTML = `${toast}<a class="skip" href="#content">Skip</a><header class="header"></header>`;
  const press = (key, special = {}) => {
    const event = new window.KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...special });
    document.body.dispatchEvent(event);
    return [event.defaultPrevented, document.activeElement === document.querySelector(".skip")];
  };
  return { press };
}

test("the navigation has from the first frame the width that this browser chose", async () => {
  await open();
  expect(document.documentElement.dataset.navigation).toBe("wide");
  await open({ kept: { "rca_dashboard.navigation": "narrow" } });
  expect(document.documentElement.dataset.navigation).toBe("narrow");
});

test("the first Tab reaches the link to the content also where a toast stands before it", async () => {
  const page = await open();
  expect(page.press("a")).toEqual([false, false]);
  expect(page.press("Tab")).toEqual([true, true]);
  document.querySelector(".skip").blur();
  expect(page.press("Tab")).toEqual([false, false]);
});

test("without a toast, backwards, or after a click, Tab is the browser's", async () => {
  expect((await open({ toast: "" })).press("Tab")).toEqual([false, false]);
  expect((await open()).press("Tab", { shiftKey: true })).toEqual([false, false]);
  const page = await open();
  document.body.dispatchEvent(new window.PointerEvent("pointerdown", { bubbles: true }));
  expect(page.press("Tab")).toEqual([false, false]);
});

test("what is printed says when", async () => {
  await open();
  window.dispatchEvent(new window.Event("beforeprint"));
  expect(document.querySelector(".header").getAttribute("data-printed")).toContain("2026");
});
