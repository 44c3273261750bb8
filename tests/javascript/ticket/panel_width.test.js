import { beforeEach, expect, test } from "bun:test";
import { createElement as h } from "react";
import { act, draw } from "../browser/drawn.js";
import { load, openPage } from "../browser/page.js";

const KEY = "rca_dashboard.panel_width";

beforeEach(() => openPage("/"));

async function open(kept) {
  if (kept) window.localStorage.setItem(KEY, kept);
  const { PanelSeparator, applyPanelWidth } = await load("ticket/panel_width.js");
  act(() => applyPanelWidth());
  const { place } = draw(h(PanelSeparator));
  const separator = place.querySelector("[role=separator]");
  return {
    separator,
    width: () => Number(separator.getAttribute("aria-valuenow")),
    key: (key) => act(() => separator.dispatchEvent(new window.KeyboardEvent("keydown", { key, bubbles: true }))),
  };
}

test("keys change the width within its limits, and the browser keeps it", async () => {
  const panel = await open();
  expect(panel.width()).toBe(480);
  panel.key("ArrowLeft");
  expect(panel.width()).toBe(500);
  panel.key("Home");
  panel.key("ArrowLeft");
  expect(panel.width()).toBe(640);
  expect(window.localStorage.getItem(KEY)).toBe("640");
  panel.key("End");
  expect(document.documentElement.style.getPropertyValue("--panel-chosen")).toBe("420px");
});

test("a width that was kept is limited too, and one that is no number is the usual one", async () => {
  expect((await open("9000")).width()).toBe(640);
  expect((await open("wide")).width()).toBe(480);
});
