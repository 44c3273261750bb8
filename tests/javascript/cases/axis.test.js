import { expect, test } from "bun:test";
import { load } from "../browser/page.js";

const axis = () => load("cases/axis.js");
const HOUR = 3_600_000;

test("the span of some times has room at both ends, and that of none is short", async () => {
  const { placeOf, spanOf } = await axis();
  const span = spanOf([10 * HOUR, 0]);
  expect(span.from).toBeLessThan(0);
  expect(span.to).toBeGreaterThan(10 * HOUR);
  expect(placeOf(5 * HOUR, span)).toBeCloseTo(50);
  expect(spanOf([])).toEqual({ from: 0, to: 600_000 });
});

test("zooming keeps the place under the pointer, and never leaves the whole span", async () => {
  const { moved, placeOf, zoomed } = await axis();
  const whole = { from: 0, to: 100 * HOUR };
  const near = zoomed(whole, 0.5, whole, 25 * HOUR);
  expect(near.to - near.from).toBe(50 * HOUR);
  expect(placeOf(25 * HOUR, near)).toBeCloseTo(25);
  expect(zoomed(near, 10, whole)).toEqual(whole);
  expect(moved(near, -5, whole)).toEqual({ from: 0, to: 50 * HOUR });
  expect(moved(near, 5, whole)).toEqual({ from: 50 * HOUR, to: 100 * HOUR });
});

test("nothing is zoomed beyond ten minutes", async () => {
  const { zoomed } = await axis();
  const whole = { from: 0, to: 100 * HOUR };
  const { from, to } = zoomed(whole, 1e-9, whole);
  expect(to - from).toBe(600_000);
});

test("ticks are few and within the span, from minutes to years", async () => {
  const { ticksOf } = await axis();
  for (const length of [HOUR / 2, 5 * HOUR, 60 * HOUR, 900 * HOUR, 50_000 * HOUR, 900_000 * HOUR]) {
    const span = { from: 1_000 * HOUR + 7, to: 1_000 * HOUR + 7 + length };
    const { ticks } = ticksOf(span, 6);
    expect(ticks.length).toBeGreaterThan(0);
    expect(ticks.length).toBeLessThanOrEqual(7);
    expect(ticks.every((at) => at >= span.from && at <= span.to)).toBe(true);
  }
});

test("bins count each time within the span once, those at the end too", async () => {
  const { binsOf } = await axis();
  expect(binsOf([0, 1, 5, 10, 11], { from: 0, to: 10 }, 2)).toEqual([2, 2]);
});
