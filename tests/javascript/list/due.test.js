import { expect, test } from "bun:test";
import { createElement as h } from "react";
import { draw } from "../browser/drawn.js";
import { load, NOW as TODAY } from "../browser/page.js";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NOW = Date.parse("2026-11-23T12:00:00Z");

test("what is due is said in the largest unit that is still exact enough", async () => {
  const { dueText, lasting } = await load("list/due.js");
  expect(dueText(NOW + 40 * MINUTE, "running", NOW)).toBe("in 40 min");
  expect(dueText(NOW + 1, "running", NOW)).toBe("in 1 min");
  expect(dueText(NOW - 2 * HOUR, "breached", NOW)).toBe("2 h over");
  expect(dueText(NOW + 30 * HOUR, "running", NOW)).toBe("in 30 h");
  expect(dueText(NOW + 72 * HOUR, "running", NOW)).toBe("in 3 d");
  expect([dueText(0, "paused", NOW), dueText(0, "", NOW)]).toEqual(["paused", ""]);
  expect(lasting(119 * MINUTE)).toBe("119 min");
});

test("only a ticket that is worked on is late", async () => {
  const { urgencyOf } = await load("list/due.js");
  expect(urgencyOf(NOW - 1, true, NOW)).toBe("over");
  expect(urgencyOf(NOW + HOUR, true, NOW)).toBe("soon");
  expect(urgencyOf(NOW + HOUR + 1, true, NOW)).toBe("");
  expect([urgencyOf(NOW - 1, false, NOW), urgencyOf(0, true, NOW)]).toEqual(["", ""]);
});

test("a cell shows when it is due, how urgently, and the whole time to who points at it", async () => {
  const { Due } = await load("list/due.js");
  const cell = (props) => draw(h(Due, { sla: "running", isActive: true, ...props })).place.firstChild;
  const soon = cell({ at: TODAY + 40 * MINUTE });
  expect([soon.textContent, soon.className, soon.dateTime]).toEqual([
    "in 40 min",
    "due due-soon",
    "2026-11-28T12:40:00.000Z",
  ]);
  expect(soon.title.startsWith("Due ")).toBe(true);
  expect(cell({ at: TODAY - 2 * HOUR }).dataset.due).toBe("over");
  expect(cell({ at: 0, sla: "paused" }).textContent).toBe("paused");
  expect(cell({ at: 0, sla: "" }).textContent).toBe("–");
});

test("a ticket is as old as it is, and never opened in the future", async () => {
  const { Age } = await load("list/due.js");
  const age = (at) => draw(h(Age, { at })).place.textContent;
  expect([age(TODAY - 3 * HOUR), age(TODAY + HOUR), age(0)]).toEqual(["3 h", "1 min", "–"]);
});
