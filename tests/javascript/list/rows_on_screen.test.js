import { expect, test } from "bun:test";
import { act, follow } from "../browser/drawn.js";
import { load, pass } from "../browser/page.js";

async function screen() {
  const { showRows, useRows } = await load("list/rows_on_screen.js");
  let drawings = 0;
  const rows = follow(() => {
    drawings += 1;
    return useRows();
  });
  return {
    show: (next) => act(() => showRows(next)),
    frame: () => act(() => pass(17)),
    rows: () => rows.current,
    drawings: () => drawings,
  };
}

const rowsOf = (count, text) => Array.from({ length: count }, (_, place) => ({ sys_id: `row${place}`, text }));
const changed = (rows, text) => rows.filter((row) => row.text === text).length;

test("a row that has not changed is the object that it was, and unchanged rows draw nothing", async () => {
  const { show, rows, drawings } = await screen();
  show(rowsOf(3, "old"));
  const before = rows();
  const drawn = drawings();
  show(rowsOf(3, "old"));
  expect([rows() === before, drawings()]).toEqual([true, drawn]);
  const next = rowsOf(3, "old");
  next[1] = { sys_id: "row1", text: "new" };
  show(next);
  expect(rows().map((row, place) => row === before[place])).toEqual([true, false, true]);
});

test("of many rows that have changed twenty are drawn a frame, each in its place at once", async () => {
  const { show, frame, rows } = await screen();
  show(rowsOf(50, "old"));
  expect(rows()).toHaveLength(50);
  show([{ sys_id: "first", text: "new" }, ...rowsOf(50, "new")]);
  expect([rows().length, rows()[0].sys_id, changed(rows(), "new")]).toEqual([51, "first", 21]);
  frame();
  expect(changed(rows(), "new")).toBe(41);
  frame();
  expect(changed(rows(), "new")).toBe(51);
});

test("in a tab that nobody sees all are drawn at once: it gets no frames", async () => {
  const { show, rows } = await screen();
  show(rowsOf(50, "old"));
  Object.defineProperty(document, "hidden", { value: true });
  show(rowsOf(50, "new"));
  expect(changed(rows(), "new")).toBe(50);
});
