import { expect, test } from "bun:test";
import { load } from "../browser/page.js";

const QUARTER = 15 * 60_000;
const HOUR = 4 * QUARTER;

test("today is the reader's, and is compared with yesterday until the same time", async () => {
  const { midnights, openedToday } = await load("figures/figures.js");
  const noon = new Date(2026, 10, 28, 12, 0).getTime();
  const { today, yesterday } = midnights(noon);
  expect([noon - today, today - yesterday]).toEqual([12 * HOUR, 24 * HOUR]);
  const opened = Array(200).fill(0);
  const first = noon - 199 * QUARTER;
  const at = (moment) => Math.floor((moment - first) / QUARTER);
  opened[at(today)] = 2; // the first quarter of today
  opened[at(today) - 1] = 5; // the last of yesterday: after this time of day
  opened[at(yesterday)] = 1;
  const found = openedToday({ opened, opened_from: first }, noon);
  expect([found.count, found.difference, found.hours.length]).toEqual([2, 1, 25]);
});

test("differences have a sign, and none where yesterday is not known", async () => {
  const { differenceOf, signed } = await load("figures/figures.js");
  expect([differenceOf([5, 7, 3]), differenceOf([]), differenceOf([4, 4])]).toEqual([-2, null, 0]);
  expect([signed(4), signed(-2), signed(0), signed(null)]).toEqual(["+4", "−2", "±0", ""]);
});

test("a line runs from the lowest to the highest value, and straight where nothing changes", async () => {
  const { pointsOf } = await load("figures/figures.js");
  expect(pointsOf([1, 3, 2], 10, 12)).toBe("0.0,11.0 5.0,1.0 10.0,6.0");
  expect(pointsOf([4, 4], 10, 12)).toBe("0.0,6.0 10.0,6.0");
});

test("an age is in its largest unit", async () => {
  const { ageInWords } = await load("figures/figures.js");
  expect([30 * 60_000, 5 * HOUR, 47 * HOUR, 50 * HOUR].map(ageInWords)).toEqual(["30 min", "5 h", "47 h", "2 d"]);
});
