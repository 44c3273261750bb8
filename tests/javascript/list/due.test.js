import { expect, test } from "bun:test";
import { load } from "../browser/page.js";

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
