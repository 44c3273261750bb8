import { beforeEach, expect, mock, test } from "bun:test";
import { createElement as h } from "react";
import { act, draw } from "../browser/drawn.js";
import { load, openPage } from "../browser/page.js";

beforeEach(() => openPage("/"));

async function open(at) {
  const { UndoLine } = await load("shell/undo.js");
  const onUndo = mock();
  const { place } = draw(h(UndoLine, { offer: { at, text: "Cleared 3 notifications" }, seconds: 10, onUndo }));
  return { place, onUndo, button: () => place.querySelector("[data-testid=undo]") };
}

test("what was just done can be undone once", async () => {
  const at = Date.now();
  const line = await open(at);
  expect(line.place.textContent).toContain("Cleared 3 notifications");
  act(() => line.button().click());
  expect(line.onUndo).toHaveBeenCalledWith(at);
  expect(line.button()).toBe(null);
});

test("an old offer that a page is sent as it loads is not shown", async () => {
  expect((await open(Date.now() - 60_000)).button()).toBe(null);
});
