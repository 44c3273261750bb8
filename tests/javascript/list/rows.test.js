import { expect, test } from "bun:test";
import { load } from "../browser/page.js";

const rules = () => load("list/rows.js");
const row = (name, special = {}) => ({ sys_id: name, arrived_at: 0, priority: 3, ...special });

function listed(names, special = {}) {
  const rows = names.map((name) => row(name, { arrived_at: 50 }));
  return { rows, left: [], page: 1, total: names.length, ...special };
}

test("what has arrived and does not stand on the screen waits", async () => {
  const { countArrivedSince } = await rules();
  const rows = [row("c", { arrived_at: 90, priority: 1 }), row("b", { arrived_at: 10 }), row("a", { arrived_at: 90 })];
  expect(countArrivedSince(listed([], { rows }), listed(["a"]), 60)).toEqual({ count: 1, critical: 1 });
});

test("a page full of news counts by the growth of the list and names no critical ones", async () => {
  const { countArrivedSince } = await rules();
  const counted = countArrivedSince(listed(["d", "c"], { total: 502 }), listed(["b", "a"]), 40);
  expect(counted).toEqual({ count: 500, critical: 0 });
});

test("on a later page the growth of the list says how many have come", async () => {
  const { countArrivedSince } = await rules();
  const before = listed(["b", "a"], { page: 2, total: 30 });
  const after = listed(["b", "a"], { page: 2, total: 33 });
  expect(countArrivedSince(after, before, 60)).toEqual({ count: 3, critical: 0 });
});

test("a row that left the filter stays where it stood for half a minute", async () => {
  const { keepRecentlyLeft } = await rules();
  const names = (...given) => keepRecentlyLeft(...given).map(({ sys_id }) => sys_id);
  const latest = listed(["new", "a", "c"], { left: ["b"] });
  expect(
    names(
      latest,
      ["a", "b", "c"].map((name) => row(name)),
      1_000,
    ),
  ).toEqual(["new", "a", "b", "c"]);
  const leftLongAgo = [row("a"), row("b", { left_at: 1_000 }), row("c")];
  expect(names(latest, leftLongAgo, 32_000)).toEqual(["new", "a", "c"]);
  expect(names(listed(["x"], { left: ["b"] }), [row("b")], 1_000)).toEqual(["b", "x"]);
});

test("two objects are equal where they hold the same values", async () => {
  const { isEqual, orderOf } = await rules();
  expect(isEqual({ a: 1, b: Number.NaN }, { b: Number.NaN, a: 1 })).toBe(true);
  expect(isEqual({ a: 1 }, { a: 1, b: 2 })).toBe(false);
  expect(isEqual({ a: 1 }, { a: 2 })).toBe(false);
  expect(orderOf([row("b"), row("a")])).toBe("b,a");
});
