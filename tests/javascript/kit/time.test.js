import { expect, test } from "bun:test";
import { createElement as h } from "react";
import { act, draw } from "../browser/drawn.js";
import { load, NOW, pass } from "../browser/page.js";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

test("an age is told in words under two hours and not after them", async () => {
  const { relative } = await load("kit/time.js");
  const ages = [0, 9_999, 10_000, 59_999, MINUTE, 2 * HOUR - 1, 2 * HOUR];
  expect(ages.map(relative)).toEqual([
    "just now",
    "just now",
    "10 s ago",
    "59 s ago",
    "1 min ago",
    "119 min ago",
    null,
  ]);
});

test("a time is as short as is still clear", async () => {
  const { absolute } = await load("kit/time.js");
  const at = (...parts) => new Date(...parts).getTime();
  const now = at(2026, 10, 28, 12);
  expect(absolute(at(2026, 10, 28, 9, 5), now)).toBe("09:05");
  expect(absolute(at(2026, 10, 27, 9, 5), now)).toMatch(/27.*, 09:05$/);
  expect(absolute(at(2026, 0, 2, 9, 5), now)).toMatch(/2.*, 09:05$/);
  expect(absolute(at(2025, 0, 2, 9, 5), now)).toMatch(/2025/);
  expect(absolute(at(2025, 11, 31, 9, 5), at(2026, 0, 2))).toMatch(/31.*, 09:05$/);
});

test("the tooltip has both zones", async () => {
  const { full } = await load("kit/time.js");
  expect(full(Date.UTC(2026, 10, 28, 9, 5, 7))).toMatch(/ local\n2026-11-28 09:05:07 UTC$/);
});

test("a moment grows older by itself, by the server's clock, and is never in the future", async () => {
  const { Moment } = await load("kit/time.js");
  const { setServerTime } = await load("kit/clock.js");
  setServerTime(NOW + DAY); // the reader's clock is a day behind
  const { place } = draw(h("p", null, h(Moment, { at: NOW + DAY + 5_000 })));
  expect(place.textContent).toBe("just now");
  act(() => pass(20_000));
  expect(place.textContent).toBe("15 s ago");
  expect(place.querySelector("time").dateTime).toBe("2026-11-29T12:00:05.000Z");
});

test("no time is a dash", async () => {
  const { Moment } = await load("kit/time.js");
  expect(draw(h(Moment, { at: 0 })).place.innerHTML).toBe('<span class="quiet">–</span>');
});
