import { expect, mock, test } from "bun:test";
import { createElement as h } from "react";
import { act, draw } from "../browser/drawn.js";
import { load } from "../browser/page.js";

const VIEWS = [
  { key: "1", name: "Mine", is_mine: true },
  { key: "2", name: "Of others", is_mine: false },
  { key: "3", name: "VPN", is_mine: true },
  { key: "4", name: "Berlin", is_mine: true },
];

async function navigation() {
  const { SavedViews } = await load("shell/saved_views.js");
  const onOrder = mock();
  const links = VIEWS.map(({ key }) => h("a", { key, href: "/", "data-view": key }));
  const { place } = draw(h(SavedViews, { views: VIEWS, onOrder }, links));
  return { onOrder, link: (key) => place.querySelector(`[data-view="${key}"]`) };
}

test("a key is moved to the place of another, and not to where it is or among others", async () => {
  const { movedTo } = await load("shell/saved_views.js");
  expect(movedTo(["1", "2", "3"], "1", "3")).toEqual(["2", "3", "1"]);
  expect(movedTo(["1", "2", "3"], "3", "1")).toEqual(["3", "1", "2"]);
  expect([movedTo(["1"], "1", "1"), movedTo(["1"], "1", "9"), movedTo(["1"], "1", undefined)]).toEqual([
    null,
    null,
    null,
  ]);
});

test("a user's own views move by Alt and the arrows, and can be dragged", async () => {
  const { link, onOrder } = await navigation();
  expect([link("1"), link("2")].map((each) => each.getAttribute("draggable"))).toEqual(["true", "false"]);
  const press = (key, init) =>
    act(() => link(key).dispatchEvent(new KeyboardEvent("keydown", { bubbles: true, altKey: true, ...init })));
  press("3", { key: "ArrowUp" });
  press("3", { key: "ArrowDown" });
  press("3", { key: "ArrowUp", altKey: false });
  press("1", { key: "ArrowUp" });
  press("2", { key: "ArrowDown" });
  expect(onOrder.mock.calls).toEqual([[["3", "1", "4"]], [["1", "4", "3"]]]);
});

test("a dropped view takes the place of the one below it", async () => {
  const { link, onOrder } = await navigation();
  const fire = (key, name) => act(() => link(key).dispatchEvent(new Event(name, { bubbles: true, cancelable: true })));
  fire("4", "dragstart");
  fire("1", "drop");
  expect(onOrder.mock.calls).toEqual([[["4", "1", "3"]]]);
});
