import { expect, test } from "bun:test";
import { createElement as h } from "react";
import { draw } from "../browser/drawn.js";
import { load } from "../browser/page.js";

const WIDTHS = { "column-ticket_id": 120, "column-short_description": 400, "column-status": 100 };

async function table(kept = {}) {
  localStorage.setItem("rca_dashboard.column_widths", JSON.stringify(kept));
  window.ResizeObserver ??= class {
    observe() {}
    disconnect() {}
  };
  globalThis.ResizeObserver = window.ResizeObserver;
  const { ColumnEdge } = await load("list/column_widths.js");
  const names = Object.keys(WIDTHS);
  const cells = names.map((name) =>
    h("th", { key: name, className: name }, h("button", { type: "button" }), h(ColumnEdge)),
  );
  const { place } = draw(h("table", { className: "tickets" }, h("thead", null, h("tr", null, cells))));
  for (const name of names)
    Object.defineProperty(place.querySelector(`.${name}`), "offsetWidth", { get: () => WIDTHS[name] });
  const style = document.documentElement.style;
  const width = (field) => style.getPropertyValue(`--width-${field}`);
  const storage = () => JSON.parse(localStorage.getItem("rca_dashboard.column_widths"));
  return { place, width, storage };
}

const pointer = (target, type, clientX) =>
  target.dispatchEvent(
    Object.assign(new window.Event(type, { bubbles: true, cancelable: true }), { clientX, button: 0 }),
  );

test("an edge is dragged, and the others leave the title its least width", async () => {
  const { place, width, storage } = await table();
  pointer(place.querySelector(".column-status .column-edge"), "pointerdown", 500);
  pointer(document, "pointermove", 560);
  expect(width("status")).toBe("160px");
  pointer(document, "pointermove", 100);
  expect(width("status")).toBe("56px");
  pointer(document, "pointerup", 100);
  expect(storage()).toEqual({ status: 100 });
  expect(place.querySelector("table").style.getPropertyValue("--least")).toBe("440px");
});

test("what was kept is there from the start, and a double click forgets it", async () => {
  const { place, width, storage } = await table({ status: 180, source: 90 });
  expect([width("status"), width("source")]).toEqual(["180px", "90px"]);
  place.querySelector(".column-status .column-edge").dispatchEvent(new window.Event("dblclick", { bubbles: true }));
  expect([width("status"), storage()]).toEqual(["", { source: 90 }]);
});

test("keys do it too, but not for the title", async () => {
  const { place, width } = await table();
  const key = (name) => {
    const event = new window.KeyboardEvent("keydown", { key: "ArrowRight", shiftKey: true, bubbles: true });
    place.querySelector(`.${name} button`).dispatchEvent(event);
  };
  key("column-status");
  key("column-short_description");
  expect([width("status"), width("short_description")]).toEqual(["116px", ""]);
});
