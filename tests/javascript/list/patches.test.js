import { expect, test } from "bun:test";
import { load } from "../browser/page.js";
import { page, row, VIEW } from "./pages.js";

const patches = () => load("list/patches.js");
const patch = (base, rev, order, rows = [], special = {}) => ({
  view: VIEW,
  boot: "boot",
  base,
  rev,
  order,
  rows,
  left: [],
  total: order.length,
  pages: 1,
  has_more: false,
  ...special,
});
const names = ({ rows }) => rows.map(({ sys_id }) => sys_id).join("");

test("a patch takes rows from the page and from itself", async () => {
  const { applyPatches, queuePatch } = await patches();
  queuePatch(patch(1, 2, [-1, 1, -2, 0], [row("x"), row("y")], { total: 9, left: ["c"], has_more: true }));
  const next = applyPatches(page(1, ["a", "b", "c"]));
  expect([names(next), next.rev, next.total, next.left, next.has_more]).toEqual(["xbya", 2, 9, ["c"], true]);
});

test("patches that come before their page wait for it, and apply in their order", async () => {
  const { applyPatches, queuePatch } = await patches();
  queuePatch(patch(2, 3, [1, 0]));
  queuePatch(patch(1, 2, [-1, 0], [row("x")]));
  expect(names(applyPatches(page(1, ["a"])))).toBe("ax");
});

test("a patch of another view, run or page changes nothing, and the page stays the same object", async () => {
  const { applyPatches, queuePatch } = await patches();
  queuePatch(patch(1, 2, [], [], { view: "page=2" }));
  queuePatch(patch(1, 2, [], [], { boot: "other" }));
  queuePatch(patch(5, 6, []));
  const before = page(1, ["a"]);
  expect(applyPatches(before)).toBe(before);
});

test("what an answer brings already is not applied a second time", async () => {
  const { applyPatches, queuePatch } = await patches();
  queuePatch(patch(1, 2, [-1, 0], [row("x")]));
  const answer = page(2, ["x", "a"]);
  expect(applyPatches(answer)).toBe(answer);
  expect(names(applyPatches(page(1, ["a"])))).toBe("a"); // it has been forgotten
});

test("only the last twenty wait", async () => {
  const { applyPatches, queuePatch } = await patches();
  for (let rev = 1; rev <= 21; rev += 1) queuePatch(patch(rev, rev + 1, [0]));
  expect(applyPatches(page(1, ["a"])).rev).toBe(1);
  expect(applyPatches(page(2, ["a"])).rev).toBe(22);
});
