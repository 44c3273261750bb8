import { expect, mock, test } from "bun:test";
import { createElement as h } from "react";
import { act, draw } from "../browser/drawn.js";
import { load } from "../browser/page.js";
import { page, row } from "../list/pages.js";

async function open() {
  document.body.innerHTML = `<table><tbody>${["a", "b", "c", "d"]
    .map(
      (name) =>
        `<tr data-testid="ticket-row" data-number="${name}" data-sys-id="${name}"><td tabindex="0">${name}</td></tr>`,
    )
    .join("")}</tbody></table>`;
  const list = await load("list/adopted_page.js");
  const selection = await load("selection/selection.js");
  const rows = ["a", "b", "c", "d"].map((name) => row(name, { number: name, short_description: `Text ${name}` }));
  act(() => list.receivePage(page(1, rows)));
  const given = { onRead: mock(), onWatch: mock() };
  const { place } = draw(h(selection.SelectionBar, given));
  const bar = () => place.querySelector("[data-testid=selection-bar]");
  const press = (name) => act(() => place.querySelector(`[data-testid=selection-${name}]`).click());
  const click = (name, special = {}) => {
    const event = new window.MouseEvent("click", { bubbles: true, cancelable: true, ...special });
    act(() => document.querySelector(`[data-number=${name}] td`).dispatchEvent(event));
    return event.defaultPrevented;
  };
  const marked = () => [...document.querySelectorAll("[data-selected]")].map((each) => each.dataset.number).join("");
  return { ...selection, ...given, bar, press, click, marked };
}

test("rows are selected one by one and by shift-click, and a plain click selects nothing", async () => {
  const list = await open();
  expect(list.bar().hidden).toBe(true);
  act(() => list.toggleRow("b"));
  expect([list.bar().dataset.count, list.marked()]).toEqual(["1", "b"]);
  expect([list.click("d", { shiftKey: true }), list.marked()]).toEqual([true, "bcd"]);
  expect([list.click("a"), list.marked()]).toEqual([false, "bcd"]);
  act(() => list.toggleRow("c"));
  act(() => list.toggleRow("nowhere"));
  expect(list.marked()).toBe("bd");
});

test("what has the focus is selected by its key", async () => {
  const list = await open();
  document.querySelector("[data-number=c] td").focus();
  act(list.toggleCurrentRow);
  expect(list.marked()).toBe("c");
});

test("an action takes all that are selected, and ends the selection", async () => {
  const list = await open();
  act(() => list.toggleRow("a"));
  act(() => list.selectTo("b"));
  list.press("read");
  expect([list.onRead.mock.calls[0][0].length, list.bar().hidden]).toEqual([2, true]);
  act(() => list.toggleRow("a"));
  list.press("watch");
  expect(list.onWatch).toHaveBeenCalledTimes(1);
  act(() => list.toggleRow("a"));
  list.press("clear");
  expect(list.marked()).toBe("");
});

test("a copied list has a line with an address for each", async () => {
  const list = await open();
  const rows = [{ number: "INC1", short_description: "No mail", status: "New" }];
  expect(list.asList(rows, "https://desk")).toBe("INC1 No mail (New) https://desk/tickets/INC1");
});

test.each([
  ["=1+1", "'=1+1"],
  ["x;=1+1;y", "'x;'=1+1;y"],
  ["\u200b=1", "'\u200b=1"],
  ["\ufeff@a", "'\ufeff@a"],
  ["\u3000+1", "'\u3000+1"],
  ["|cmd", "'|cmd"],
  ["\tx", "'\tx"],
  ["a\n-2", "'a\n'-2"],
  ['"=1', "'\"=1"],
  ["plain, text - with a dash", "plain, text - with a dash"],
  ["a=b", "a=b"],
])("a cell of an export is no formula in any spreadsheet: %j", async (text, expected) => {
  const { harmless } = await load("selection/spreadsheet_cells.js");
  const { asCsv } = await open();
  expect(harmless(text)).toBe(expected);
  const cells = { number: "INC1", status: "New", priority: 1, assignment_group: "", assigned_to: "" };
  expect(asCsv([{ ...cells, short_description: text }])).toContain(`"${expected.replaceAll('"', '""')}"`);
});
